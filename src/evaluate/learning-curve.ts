import { normal, rng } from '../numbers/rng.ts'
import { quantileOfSorted } from '../numbers/stats.ts'
import { columnOf, meanOf, percentileInterval, resampledMeans } from './bootstrap.ts'
import type { Estimate } from './coverage.ts'
import { type PowerLaw, powerLawAt, valueAt } from './statistics/power-law.ts'

/** How a metric grew with the data a model learned from, and what more data should bring. */
export interface LearningCurve {
  metric: string
  /** what is learned from: the last so many weeks before the test, or so many people where no time is known */
  unit: 'weeks' | 'people'
  points: ({ size: number; interactions: number } & Estimate)[]
  /** value(size) = limit − loss · (size / largest size)^−rate */
  law?: PowerLaw
  /** what so much more (in `unit`) should bring, with its 95 % interval */
  next?: { more: number; gain: Estimate }
  /** a part that is surely better than everything: what is older hurts; by how much, with its 95 % interval */
  better?: { size: number; lead: Estimate }
  /** the last point foretold from those before it, with its 95 % interval: would that have been right? */
  check?: { foretold: Estimate; came: number; held: boolean }
  words: string
}

/** What was measured after learning from one part of the data. */
export interface LearnedPart {
  size: number
  interactions: number
  /** the metric for each user, the same users for every part */
  perUser: Float64Array
}

const nResamples = 1000

/** Fewer parts than this say nothing about a bend: three numbers are fitted. */
const fewestParts = 5

/**
 * The learning curve through parts of growing size, its law, and what `more` should bring.
 *
 * The interval of the gain comes from 1,000 worlds: users drawn again (the same for all sizes), each point moved by the
 * scatter of the points about the law, the law fitted anew, and the new point scattered too. Scatter has
 * n − 3 degrees of freedom, so in each world it is drawn from its own distribution (as Student's t does). It does not
 * know what else may change: a new season, a new assortment, a curve that is no power law.
 *
 * @param parts  by rising size; the last is all there is
 * @param more   > 0, in the unit of the sizes
 */
export function learningCurve(
  metric: string,
  unit: LearningCurve['unit'],
  parts: readonly LearnedPart[],
  more: number,
  seed: number,
): LearningCurve {
  const means = resampledMeans(
    parts.map(({ perUser }) => perUser),
    nResamples,
    seed,
  )
  const points = parts.map(({ size, interactions, perUser }, at) => ({
    size,
    interactions,
    ...percentileInterval(meanOf(perUser), columnOf(means, parts.length, at)),
  }))
  const all = { metric, unit, points }
  const last = parts.at(-1)
  if (!last || parts.length < fewestParts)
    return {
      ...all,
      words: `Too little data for a learning curve: ${parts.length} parts, at least ${fewestParts} are wanted.`,
    }
  const values = points.map(({ value }) => value)
  const sizes = parts.map(({ size }) => size)
  const gain = gainOf(sizes, values, means, parts.length, last.size + more, seed)
  const before = points.at(-2)?.value ?? Number.NaN
  const came = points.at(-1)?.value ?? Number.NaN
  let check: LearningCurve['check']
  if (parts.length > fewestParts) {
    const step = gainOf(sizes.slice(0, -1), values.slice(0, -1), means, parts.length, last.size, seed)
    const foretold = { value: before + step.value, low: before + step.low, high: before + step.high }
    check = { foretold, came, held: foretold.low <= came && came <= foretold.high }
  }
  const better = betterPart(points, means)
  const law = powerLawAt(sizes.map((size) => size / last.size))(values)
  return {
    ...all,
    law: { limit: law.limit, loss: law.loss, rate: law.rate },
    next: { more, gain },
    ...(better && { better }),
    ...(check && { check }),
    words: words(metric, unit, more, gain, better, check),
  }
}

/** The best of the smaller parts, where it is above everything by more than chance. */
function betterPart(points: LearningCurve['points'], means: Float64Array): LearningCurve['better'] {
  const last = points.length - 1
  const at = points.reduce((best, { value }, p) => (value > (points[best]?.value ?? Number.NaN) ? p : best), 0)
  const value = (points[at]?.value ?? 0) - (points[last]?.value ?? 0)
  const lead = percentileInterval(value, columnOf(means, points.length, at, last))
  return lead.low > 0 ? { size: points[at]?.size ?? Number.NaN, lead } : undefined
}

/**
 * What learning from `next` should bring above the last of these sizes.
 * @param means  resampled means of more columns than there are sizes; the first ones are theirs
 */
function gainOf(
  sizes: readonly number[],
  values: readonly number[],
  means: Float64Array,
  nColumns: number,
  next: number,
  seed: number,
): Estimate {
  const n = sizes.length
  const last = sizes[n - 1] ?? Number.NaN
  const fit = powerLawAt(sizes.map((size) => size / last))
  const law = fit(values)
  const freedom = Math.max(1, n - 3)
  const scatter = Math.sqrt(law.squares / freedom)
  const random = rng(seed)
  const gains = new Float64Array(nResamples)
  const moved = new Float64Array(n)
  for (let b = 0; b < nResamples; b++) {
    let chi = 0
    for (let f = 0; f < freedom; f++) chi += normal(random) ** 2
    const spread = scatter * Math.sqrt(freedom / chi)
    for (let at = 0; at < n; at++) moved[at] = means[b * nColumns + at]! + spread * normal(random)
    const other = fit(moved)
    gains[b] = valueAt(other, next / last) - valueAt(other, 1) + spread * normal(random)
  }
  gains.sort()
  const value = valueAt(law, next / last) - valueAt(law, 1)
  return {
    value,
    low: Math.min(value, quantileOfSorted(gains, 0.025)),
    high: Math.max(value, quantileOfSorted(gains, 0.975)),
  }
}

function words(
  metric: string,
  unit: LearningCurve['unit'],
  more: number,
  { value, low, high }: Estimate,
  better: LearningCurve['better'],
  check: LearningCurve['check'],
): string {
  const much = more === 3 ? 'Three' : rounded(more)
  const older =
    better && unit === 'weeks'
      ? ` The last ${rounded(better.size)} weeks alone give ${signed(better.lead.value)} (between ${signed(better.lead.low)} and ${signed(better.lead.high)}): what is older hurts.`
      : ''
  const past = check
    ? ` Foretold the same way from less, the last step came ${check.held ? 'inside' : 'outside'} its interval.`
    : ''
  const [gain, least, most] = [value, low, high].map(signed)
  return `${much} more ${unit} should bring ${metric} ${gain} (between ${least} and ${most}).${older}${past}`
}

const rounded = (x: number) => String(Math.round(10 * x) / 10)

const signed = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(4).replace(/^0\./, '.')}`
