import type { SplitEvents } from '../../collect/split-files/split-events.ts'

/** Events that may stand on the wrong side and it is still this order: published files have a few. */
const tolerated = 0.05

/**
 * How the test of a split lies in time, where both files say it: after nearly all that is learnt from (`all`), after what
 * is learnt of the same person (`person`), or neither. It is part of what is asked, as the layout of the file is; which
 * items are wanted is not looked at.
 */
export function splitOrder(train: SplitEvents, test: SplitEvents): 'all' | 'person' | 'none' {
  if (!train.day || !test.day || test.day.length === 0) return 'none'
  const sorted = train.day.slice().sort()
  const end = sorted[Math.floor((1 - tolerated) * (sorted.length - 1))] ?? Number.NaN
  const last = new Float64Array(Math.max(train.rows.size, test.rows.size)).fill(Number.NEGATIVE_INFINITY)
  for (let e = 0; e < train.row.length; e++) last[train.row[e]!] = Math.max(last[train.row[e]!]!, train.day[e]!)
  let [afterAll, afterOwn] = [0, 0]
  for (let e = 0; e < test.row.length; e++) {
    afterAll += Number(test.day[e]! >= end)
    afterOwn += Number(test.day[e]! >= last[test.row[e]!]!)
  }
  const least = (1 - tolerated) * test.row.length
  return afterAll >= least ? 'all' : afterOwn >= least ? 'person' : 'none'
}
