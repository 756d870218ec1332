import type { Grouping } from './groupings.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { type SliceTable, sliceOf } from './slice.ts'

/**
 * The figures of each group of users, from figures per user.
 * @param users   rows asked, in the order of the figures
 * @param nPairs  how much was relevant to each, in the same order
 * O(resamples · min(users, 1,000) · metrics) a group.
 */
export function sliceUsers(
  { by, names, words, of }: Grouping,
  users: Uint32Array,
  nPairs: ArrayLike<number>,
  perUser: ReadonlyMap<string, Float64Array>,
  wanted: readonly MetricAtK[],
  seed: number,
): SliceTable {
  const slices = names.flatMap((name, g) => {
    const members = Uint32Array.from(users.keys()).filter((at) => of[users[at]!] === g)
    if (members.length === 0) return []
    const columns = wanted.map(({ key }) => takeAt(perUser.get(key) as Float64Array, members))
    return [sliceOf(name, words?.[g] ?? name, members.length, sumAt(nPairs, members), columns, wanted, seed)]
  })
  return { by, parts: 'users', slices }
}

const takeAt = (from: Float64Array, places: Uint32Array) => Float64Array.from(places, (at) => from[at]!)

function sumAt(x: ArrayLike<number>, places: Uint32Array): number {
  let sum = 0
  for (const at of places) sum += x[at]!
  return sum
}
