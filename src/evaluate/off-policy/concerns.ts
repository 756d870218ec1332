import type { Diagnosis } from './estimate-value.ts'

const percent = (share: number) => `${(100 * share).toPrecision(2)} %`

/** What should make a reader doubt an off-policy estimate, in plain words; empty when nothing does. */
export function concerns(of: Diagnosis, clip: number): string[] {
  const found: string[] = []
  const { meanWeight, unsupported, rounds, effectiveSampleSize, rewarded } = of
  if (meanWeight.low > 1 || meanWeight.high < 1)
    found.push(
      `weights average ${meanWeight.value.toPrecision(3)} (${meanWeight.low.toPrecision(3)} to ${meanWeight.high.toPrecision(3)}) and should average 1: the propensities are not those of the log, or the log does not cover the policy; trust none of the weighted figures`,
    )
  if (unsupported !== undefined && unsupported > 0.01)
    found.push(
      `${percent(unsupported)} of what the policy would do was never shown there: no log can say what it would have earned`,
    )
  if (effectiveSampleSize < 100 || effectiveSampleSize < rounds / 50)
    found.push(
      `the log tells as much as ${Math.round(effectiveSampleSize).toLocaleString('en')} rounds of the policy itself (of ${rounds.toLocaleString('en')}): the two do little in common`,
    )
  if (rewarded < 20)
    found.push(`${rewarded} rounds with a reward carry the weighted figures: with so few, intervals are too narrow`)
  if (of.clipped > 0.05)
    found.push(`${percent(of.clipped)} of the weights were clipped at ${clip}: IPS, SNIPS and DR lean to one side`)
  return found
}
