import type { ShopProtocol } from '../../evaluate/document.ts'
import type { CutRequest, ShopCut } from './shop-cut.ts'
import type { ShopTrial } from './shop-trials.ts'

/** Below so many test users a report says that it can tell little. */
export const fewUsers = 100

/** How a shop's events were cut and asked, for the report: counts are sums over the folds. */
export function shopProtocol(
  { split, seen }: CutRequest,
  { clean, sizes, cutMs }: ShopCut,
  trials: readonly ShopTrial[],
  also: Pick<ShopProtocol, 'candidates' | 'baseline' | 'interval' | 'resamples' | 'seed' | 'snapshot' | 'splitHash'>,
): ShopProtocol {
  const sum = (of: (trial: ShopTrial) => number) => trials.reduce((total, trial) => total + of(trial), 0)
  // a fold may be so small that nothing is asked in it
  const known = (of: (trial: ShopTrial) => number) => trials.map(of).filter(Number.isFinite)
  const testUsers = sum((trial) => trial.testUsers)
  const [first] = trials as [ShopTrial]
  const warnings = testUsers < fewUsers ? [fewWords(testUsers, split)] : []
  return {
    split,
    ...sizes,
    seen,
    ...(cutMs !== undefined && { cut: iso(cutMs) }),
    trainStart: iso(clean.timeMs[0]),
    trainEnd: iso(Math.max(...known(({ trainEndMs }) => trainEndMs))),
    testStart: iso(Math.min(...known(({ testStartMs }) => testStartMs))),
    testEnd: iso(clean.timeMs.at(-1)),
    users: first.users.size,
    items: first.items.size,
    interactions: first.train.column.length,
    testUsers,
    testPairs: sum(({ trial }) => trial.targets.column.length),
    targets: first.targets,
    events: {
      train: sum(({ events }) => events.train),
      history: sum(({ events }) => events.history),
      test: sum(({ events }) => events.test),
      out: sum(({ events }) => events.out),
    },
    leftOut: { unknown: sum(({ unknownPairs }) => unknownPairs), seen: sum(({ seenPairs }) => seenPairs) },
    ...also,
    warnings,
  }
}

/** What a reader of a report on so few people must know. */
export function fewWords(testUsers: number, split: string): string {
  const more = split === 'time' || split === 'sessions' ? ' A longer --holdout-days tests more.' : ''
  return `Only ${testUsers} ${testUsers === 1 ? 'question was' : 'questions were'} asked: figures of so few move much by chance, and small differences cannot be seen.${more}`
}

const iso = (timeMs: number | undefined) => new Date(timeMs ?? Number.NaN).toISOString()
