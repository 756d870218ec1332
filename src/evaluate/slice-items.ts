import type { TopK } from '../model/model.ts'
import type { Csr } from '../numbers/csr.ts'
import type { Grouping } from './groupings.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { metrics } from './metrics.ts'
import { type SliceTable, sliceOf } from './slice.ts'

/**
 * The figures of each group of what was relevant: in group g only items of g are relevant, so that a hit on another is
 * a miss, and a user with nothing relevant in g is not asked. Lists stay as they are.
 *
 * @param lists   of the users, in their order, in blocks
 * @param wanted  metrics that read hits; others are left out
 * O(users · depth · groups · metrics).
 */
export function sliceItems(
  { by, names, words, of }: Grouping,
  users: Uint32Array,
  targets: Csr,
  lists: readonly TopK[],
  wanted: readonly MetricAtK[],
  seed: number,
): SliceTable {
  const asked = wanted.filter(({ name }) => name in metrics)
  const read = asked.map(({ name }) => metrics[name as keyof typeof metrics])
  const nGroups = names.length
  const relevant = new Uint32Array(users.length * nGroups)
  for (let at = 0; at < users.length; at++)
    for (let t = targets.rowStart[users[at]!]!; t < targets.rowStart[users[at]! + 1]!; t++) {
      const g = of[targets.column[t]!]!
      if (g >= 0) relevant[at * nGroups + g]!++
    }
  const members = names.map((_, g) => Uint32Array.from(users.keys()).filter((at) => relevant[at * nGroups + g]! > 0))
  const values = members.map((of) => asked.map(() => new Float64Array(of.length)))
  const filled = new Uint32Array(nGroups)
  const hits = new Uint8Array(Math.max(0, ...lists.map(({ k }) => k)))
  const wantedBy = new Uint32Array(targets.nCols)
  let at = 0
  for (const { count, item, k: width } of lists)
    for (let row = 0; row < count.length; row++, at++) {
      const u = users[at]!
      for (let t = targets.rowStart[u]!; t < targets.rowStart[u + 1]!; t++) wantedBy[targets.column[t]!] = u + 1
      for (let g = 0; g < nGroups; g++) {
        const n = relevant[at * nGroups + g]!
        if (n === 0) continue
        for (let r = 0; r < hits.length; r++) {
          const i = r < count[row]! ? item[row * width + r]! : -1
          hits[r] = i >= 0 && wantedBy[i] === u + 1 && of[i] === g ? 1 : 0
        }
        const place = filled[g]!++
        for (let m = 0; m < read.length; m++) values[g]![m]![place] = read[m]!(hits, n, asked[m]!.k)
      }
    }
  const slices = names.flatMap((name, g) => {
    const mine = members[g] as Uint32Array
    if (mine.length === 0) return []
    let pairs = 0
    for (const at of mine) pairs += relevant[at * nGroups + g]!
    return [sliceOf(name, words?.[g] ?? name, mine.length, pairs, values[g] as Float64Array[], asked, seed)]
  })
  return { by, parts: 'items', slices }
}
