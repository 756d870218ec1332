import { rng } from '../../numbers/rng.ts'
import { isSpecial, type Space, toUnit, type Value } from './space.ts'
import type { Tried } from './tpe.ts'

const nTrees = 64
const mostDeep = 6
/** Trials on either side of a cut. */
const leastInLeaf = 2

/**
 * How much each option mattered: the share of the variance of the values that cuts on it explain, in a forest of regression
 * trees over the trials (each tree on a sample with replacement, each cut the best of a random half of the options). Sums
 * to 1 when anything was explained; all 0 for fewer than 8 trials or equal values. It says what mattered among what was
 * tried: a search that soon stays in one region sees little of the others.
 *
 * O(trees · depth · options · trials log trials). Compare Hutter, Hoos & Leyton-Brown, ICML 2014 (functional ANOVA), whose
 * shares also name interactions; here an interaction counts for the options that carry it.
 */
export function importance(space: Space, tried: readonly Tried[], seed: number): Record<string, number> {
  const options = Object.keys(space)
  const rows = tried.map(({ point }) => options.map((option) => coordinate(space, option, point[option] as Value)))
  const values = tried.map(({ value }) => value)
  const gained = new Float64Array(options.length)
  const random = rng(seed)
  if (tried.length >= 8)
    for (let tree = 0; tree < nTrees; tree++)
      grow(
        Array.from(rows, () => Math.floor(random() * rows.length)),
        0,
      )
  const total = gained.reduce((sum, x) => sum + x, 0)
  return Object.fromEntries(options.map((option, at) => [option, total > 0 ? gained[at]! / total : 0]))

  function grow(sample: number[], depth: number): void {
    if (depth === mostDeep || sample.length < 2 * leastInLeaf) return
    const considered = options.map((_, at) => at).filter(() => random() < 0.5)
    let best = { gain: 1e-12, option: -1, cut: 0 }
    for (const option of considered) {
      const found = bestCut(sample, option)
      if (found.gain > best.gain) best = { ...found, option }
    }
    if (best.option < 0) return
    gained[best.option]! += best.gain
    grow(
      sample.filter((r) => rows[r]![best.option]! <= best.cut),
      depth + 1,
    )
    grow(
      sample.filter((r) => rows[r]![best.option]! > best.cut),
      depth + 1,
    )
  }

  /** The cut of one option after which squares of deviations are least. */
  function bestCut(sample: readonly number[], option: number): { gain: number; cut: number } {
    const order = [...sample].sort((a, b) => rows[a]![option]! - rows[b]![option]!)
    const sum = order.reduce((total, r) => total + values[r]!, 0)
    let best = { gain: 0, cut: 0 }
    let left = 0
    for (let n = 1; n < order.length; n++) {
      left += values[order[n - 1]!]!
      const [here, next] = [rows[order[n - 1]!]![option]!, rows[order[n]!]![option]!]
      if (here === next || n < leastInLeaf || order.length - n < leastInLeaf) continue
      const right = sum - left
      const gain = left ** 2 / n + right ** 2 / (order.length - n) - sum ** 2 / order.length
      if (gain > best.gain) best = { gain, cut: (here + next) / 2 }
    }
    return best
  }
}

/** Where a value stands: choices by their number, special values apart from all numbers. */
function coordinate(space: Space, option: string, value: Value): number {
  const range = space[option]!
  if ('choices' in range) return range.choices.indexOf(value)
  return isSpecial(range, value) ? -1 - (range.also?.indexOf(value) ?? 0) : toUnit(range, value as number)
}
