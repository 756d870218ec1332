import { detectable, level } from './detectable.ts'
import { holm } from './holm.ts'
import { signFlips } from './sign-flips.ts'

/** Is it chance that one model is ahead of another on the same users? */
export interface PairedTest {
  /** how often equal models would differ as much: signFlips */
  p: number
  /** the same for the worst of as many comparisons as were made on this metric (Holm) */
  adjusted: number
  comparisons: number
  /** adjusted is below .05 */
  significant: boolean
  /** the smallest true difference that would have been found significant 4 times in 5 */
  detectable: number
}

/** One model's figures minus another's, user by user, and the comparisons with which it shares the level. */
export interface Comparison {
  differences: Float64Array
  /** comparisons of one family are corrected together */
  family: string
}

/** All comparisons of a report at once, so that they share the flips. O of signFlips. */
export function pairedTests(comparisons: readonly Comparison[], seed: number, flips?: number): PairedTest[] {
  const p = signFlips(
    comparisons.map(({ differences }) => differences),
    seed,
    flips,
  )
  const tests: PairedTest[] = new Array(comparisons.length)
  for (const [, members] of Map.groupBy(comparisons.keys(), (at) => comparisons[at]?.family)) {
    const adjusted = holm(members.map((at) => p[at]!))
    members.forEach((at, place) => {
      const comparison = comparisons[at] as Comparison
      tests[at] = {
        p: p[at]!,
        adjusted: adjusted[place]!,
        comparisons: members.length,
        significant: adjusted[place]! < level,
        detectable: detectable(comparison.differences, members.length),
      }
    })
  }
  return tests
}
