import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { leave } from './leave.ts'

/** What each file in this folder exports: it adds its own command to the program. */
export type AddCommand = (program: Command) => void

/** Every command, in the order a newcomer meets them. Only the one that is called is loaded. */
const commands: Record<string, () => Promise<{ default: AddCommand }>> = {
  demo: () => import('./demo.ts'),
  import: () => import('./import.ts'),
  quality: () => import('./quality.ts'),
  prepare: () => import('./prepare.ts'),
  ledger: () => import('./ledger.ts'),
  evaluate: () => import('./evaluate.ts'),
  weights: () => import('./weights.ts'),
  'off-policy': () => import('./off-policy.ts'),
  leaderboard: () => import('./leaderboard.ts'),
  tune: () => import('./tune.ts'),
  train: () => import('./train.ts'),
  recommend: () => import('./recommend.ts'),
  serve: () => import('./serve.ts'),
  models: () => import('./models.ts'),
  rollback: () => import('./rollback.ts'),
  keys: () => import('./keys.ts'),
  doctor: () => import('./doctor.ts'),
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const program = new Command('osusume')
  .description('From a raw shop file to personalised recommendations on its pages.')
  .version(version)
  .showHelpAfterError('(osusume --help lists the commands, osusume COMMAND --help explains one)')
  .exitOverride()

// Whoever reads us may have seen enough (`osusume … | head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  const named = commands[process.argv[2] ?? '']
  for (const load of named ? [named] : Object.values(commands)) (await load()).default(program)
  await program.parseAsync()
} catch (error) {
  leave(error, process.argv.includes('--json'))
}
