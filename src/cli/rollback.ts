import type { Command } from 'commander'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

export default function addRollback(program: Command): void {
  withSharedOptions(program.command('rollback'))
    .description('make the version live that was live before')
    .action(rollbackCommand)
}

async function rollbackCommand(options: SharedOptions): Promise<void> {
  const [{ openExistingStore }, { rollback }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/train/publish.ts'),
  ])
  const store = await openExistingStore(options.data)
  try {
    const { from, to } = await rollback(store, options.data, Date.now())
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ from, version: to.version, model: to.algorithm })}\n`
        : `${to.version} (${to.algorithm}) is live again instead of ${from}; running servers take it up within a second\n`,
    )
  } finally {
    await store.close()
  }
}
