import type { ShopProtocol } from '../../evaluate/document.ts'
import { leaderboardHtml } from '../../evaluate/report/leaderboard-html.ts'
import type { RunFigure, Store, StoredRun } from '../../store/store.ts'
import { writeReport } from '../write-report.ts'

/** One model in one run. */
export interface Standing {
  run: string
  created: string
  model: string
  options: Record<string, unknown>
  /** of the metric the board goes by; absent where that run did not measure it */
  figure?: RunFigure
}

/** Models that were asked the same questions: only these may be compared. */
export interface Board {
  protocol: ShopProtocol
  /** best first; of a model with the same options the newest run */
  standings: Standing[]
}

export interface Leaderboard {
  metric: string
  /** the newest test first */
  boards: Board[]
  runs: StoredRun[]
}

/**
 * All kept evaluations by what they were tested on: the same list of test events, with or without what was seen before.
 * Figures of different tests say nothing of each other, and never stand in one table here.
 */
export async function leaderboard(store: Store, metric?: string): Promise<Leaderboard> {
  const runs = await store.runs()
  const keys = runs.flatMap(({ results }) => Object.keys(results[0]?.metrics ?? {}))
  const by = metric ?? (keys.includes('ndcg@10') ? 'ndcg@10' : (keys[0] ?? 'ndcg@10'))
  const boards = new Map<string, Board>()
  for (const run of runs) {
    const protocol = run.protocol as unknown as ShopProtocol
    const test = `${protocol.splitHash} ${protocol.seen}`
    const board = boards.get(test) ?? { protocol, standings: [] }
    boards.set(test, board)
    for (const { model, options, metrics } of run.results) {
      const isOlder = board.standings.some(
        (one) => one.model === model && JSON.stringify(one.options) === JSON.stringify(options),
      )
      if (isOlder) continue
      const figure = metrics[by]
      const created = new Date(run.createdMs).toISOString()
      board.standings.push({ run: run.run, created, model, options, ...(figure && { figure }) })
    }
  }
  for (const { standings } of boards.values()) standings.sort((a, b) => heightOf(b) - heightOf(a))
  return { metric: by, boards: [...boards.values()], runs }
}

const heightOf = ({ figure }: Standing) => figure?.value ?? Number.NEGATIVE_INFINITY

/** The same as a page. @throws Fault  disk-full, no-access */
export const writeLeaderboard = (file: string, board: Leaderboard): Promise<void> =>
  writeReport(file, leaderboardHtml(board))
