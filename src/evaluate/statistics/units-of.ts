import type { Rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'

/**
 * What is drawn together: each value alone, or all values of one group (the questions of one person, of one session), as
 * these are not independent; above `mostUnits`, random bundles of them.
 *
 * @param group  of each value, whole numbers in any order; missing: each alone
 * @returns      of each value its unit, below nUnits
 * O(values).
 */
export function unitsOf(
  nValues: number,
  mostUnits: number,
  random: Rng,
  group?: Uint32Array,
): { nUnits: number; unit: Uint32Array } {
  const number = new Map<number, number>()
  const own = group
    ? group.map((g) => {
        const known = number.get(g) ?? number.size
        number.set(g, known)
        return known
      })
    : Uint32Array.from({ length: nValues }, (_, u) => u)
  const nOwn = group ? number.size : nValues
  if (nOwn <= mostUnits) return { nUnits: nOwn, unit: own }
  const bundle = new Uint32Array(nOwn)
  shuffled(nOwn, random).forEach((u, place) => {
    bundle[u] = place % mostUnits
  })
  return { nUnits: mostUnits, unit: own.map((u) => bundle[u]!) }
}
