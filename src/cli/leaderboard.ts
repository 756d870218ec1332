import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import type { Board, Leaderboard } from '../jobs/evaluate/leaderboard.ts'
import { howCut } from './evaluation-table.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

interface Options extends SharedOptions {
  metric?: string
  html?: string
}

export default function addLeaderboard(program: Command): void {
  withSharedOptions(program.command('leaderboard'))
    .description('all evaluations that were made here: what was asked the same stands in one table')
    .option('--metric <name>', 'what they are ordered by, e.g. recall@20; ndcg@10 when not given')
    .option('--html <file>', 'and as a page')
    .action(showLeaderboard)
}

async function showLeaderboard(options: Options): Promise<void> {
  const [{ openExistingStore }, { leaderboard, writeLeaderboard }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/evaluate/leaderboard.ts'),
  ])
  const store = await openExistingStore(options.data)
  try {
    const found = await leaderboard(store, options.metric)
    const measured = [...new Set(found.runs.flatMap(({ results }) => Object.keys(results[0]?.metrics ?? {})))]
    if (options.metric !== undefined && measured.length > 0 && !measured.includes(options.metric))
      throw new Fault('bad-request', `--metric: got "${options.metric}", want one of ${measured.join(', ')}`)
    if (options.html !== undefined) await writeLeaderboard(options.html, found)
    process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : inWords(found))
  } finally {
    await store.close()
  }
}

function inWords({ metric, boards }: Leaderboard): string {
  if (boards.length === 0) return 'no evaluation yet: osusume evaluate makes one\n'
  const words = boards.map((board) => boardLines(board, metric).join('\n')).join('\n\n')
  return `${words}\n\nosusume evaluate --replay RUN makes one of them again.\n`
}

function boardLines({ protocol, standings }: Board, metric: string): string[] {
  const wide = Math.max(metric.length, ...standings.map(({ model }) => model.length)) + 2
  const had = protocol.seen === 'exclude' ? 'left out' : 'included'
  return [
    `${howCut(protocol)}: ${protocol.testUsers.toLocaleString('en')} asked, what they had before ${had}, snapshot ${protocol.snapshot}, test ${protocol.splitHash.slice(0, 8)}`,
    `${'model'.padEnd(wide)}${metric.padEnd(10)}${'95 % interval'.padEnd(16)}run`,
    ...standings.map(
      ({ model, figure, run }) =>
        `${model.padEnd(wide)}${digits(figure?.value).padEnd(10)}${(figure ? `${digits(figure.low)}–${digits(figure.high)}` : '').padEnd(16)}${run}`,
    ),
  ]
}

const digits = (x: number | null | undefined) => (typeof x === 'number' ? x.toFixed(4).replace(/^0\./, '.') : '–')
