import type { Csr } from '../numbers/csr.ts'

/** Training and test overlap: whatever would be reported would be a lie. */
export class LeakError extends RangeError {
  override readonly name = 'LeakError'
}

export interface SplitToCheck {
  /** users × items, both */
  train: Csr
  test: Csr
  /** may a list, and so the test, hold what the user had before the split */
  seen: 'exclude' | 'include'
  /** times of the events behind either side; empty where a split knows no time */
  trainTimesMs: ArrayLike<number>
  testTimesMs: ArrayLike<number>
}

/**
 * Refuses a split through which the answer can reach the model:
 * - in any mode, a training event later than the first test event;
 * - where seen items are excluded, a (user, item) pair on both sides: such a pair can never be hit, and a model trained
 *   on it knows the answer.
 *
 * @throws LeakError   naming the first breach and how many there are
 * @throws RangeError  matrices that are not of one shape
 * O(entries + events).
 */
export function refuseLeaks({ train, test, seen, trainTimesMs, testTimesMs }: SplitToCheck): void {
  if (train.nRows !== test.nRows || train.nCols !== test.nCols)
    throw new RangeError(
      `leak check: train is ${train.nRows} x ${train.nCols}, test ${test.nRows} x ${test.nCols}, want one shape`,
    )
  refuseLateTraining(trainTimesMs, testTimesMs)
  if (seen === 'exclude') refuseSharedPairs(train, test)
}

function refuseLateTraining(trainTimesMs: ArrayLike<number>, testTimesMs: ArrayLike<number>): void {
  let firstTest = Number.POSITIVE_INFINITY
  for (let e = 0; e < testTimesMs.length; e++) firstTest = Math.min(firstTest, testTimesMs[e]!)
  let nLate = 0
  let latest = Number.NEGATIVE_INFINITY
  for (let e = 0; e < trainTimesMs.length; e++)
    if (trainTimesMs[e]! > firstTest) {
      nLate++
      latest = Math.max(latest, trainTimesMs[e]!)
    }
  if (nLate > 0)
    throw new LeakError(
      `leak: ${nLate} training events are later than the first test event (${iso(firstTest)}), the latest at ${iso(latest)}`,
    )
}

function refuseSharedPairs(train: Csr, test: Csr): void {
  const lastSeenBy = new Uint32Array(train.nCols)
  let nShared = 0
  let first: [number, number] | undefined
  for (let u = 0; u < train.nRows; u++) {
    for (let at = train.rowStart[u]!; at < train.rowStart[u + 1]!; at++) lastSeenBy[train.column[at]!] = u + 1
    for (let at = test.rowStart[u]!; at < test.rowStart[u + 1]!; at++)
      if (lastSeenBy[test.column[at]!] === u + 1) {
        nShared++
        first ??= [u, test.column[at]!]
      }
  }
  if (first)
    throw new LeakError(
      `leak: ${nShared} (user, item) pairs are in training and in test, the first is user row ${first[0]}, item row ${first[1]}`,
    )
}

const iso = (timeMs: number) => new Date(timeMs).toISOString()
