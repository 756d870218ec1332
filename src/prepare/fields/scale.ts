import { defaultBins, type ScaleName } from './field-rules.ts'

/** A scale and what it learnt; plain numbers, so that a model's file keeps it. */
export interface LearntScale {
  how: ScaleName
  /** how many values it was learnt from, > 0 */
  n: number
  /** what is taken off, and what the rest is divided by; 0 where all values are one */
  centre: number
  spread: number
  /** scaled values beyond these count as these */
  low: number
  high: number
  /** `quantile`: the 0th, 1st, … 100th hundredth of the values, rising */
  edges?: readonly number[]
  bins: number
}

/** What a scale is learnt from: of the values that are numbers, none below another's place. */
export interface Spread {
  n: number
  min: number
  max: number
  mean: number
  /** of the values as they are, divided by n */
  deviation: number
  quarter: number
  median: number
  threeQuarters: number
  /** 101 of them */
  hundredths: readonly number[]
}

/** Deviations beyond which a value is no more than very large or very small. */
const farDeviations = 3

/** sign(x) · ln(1 + |x|): an order of magnitude is a step, and numbers below zero keep their order. */
export const logarithm = (x: number) => Math.sign(x) * Math.log1p(Math.abs(x))

export function learnScale(how: ScaleName, of: Spread, bins = defaultBins): LearntScale {
  const learnt = { how, n: of.n, bins, low: 0, high: 1 }
  switch (how) {
    case 'min-max':
      return { ...learnt, centre: of.min, spread: of.max - of.min }
    case 'z-score':
      return { ...learnt, centre: of.mean, spread: of.deviation, low: -farDeviations, high: farDeviations }
    case 'robust': {
      // half of all values may be one and the same, and the others still differ
      const spread = of.threeQuarters - of.quarter || of.deviation
      return { ...learnt, centre: of.median, spread, low: -farDeviations, high: farDeviations }
    }
    case 'log': {
      // one slip of the pen would push all others between two knots
      const [first = of.min, last = of.max] = [of.hundredths[1], of.hundredths[99]]
      const [from, to] = first < last ? [first, last] : [of.min, of.max]
      return { ...learnt, centre: 0, spread: 1, low: logarithm(from), high: logarithm(to) }
    }
    case 'quantile':
      return { ...learnt, centre: 0, spread: 1, edges: of.hundredths }
  }
}

/**
 * A number by a scale:
 *
 *     min-max    (x − min) / (max − min)                          in [0, 1] for what was learnt from
 *     z-score    (x − mean) / σ,   σ² = Σ (x − mean)² / n         mean 0, σ 1
 *     robust     (x − median) / (third quartile − first); / σ where the quartiles are equal
 *     log        sign(x) ln(1 + |x|)
 *     quantile   the share of values below x, half of those equal to it counted as below; in [0, 1], exact at
 *                hundredths, linear between
 *
 * @returns  0 by the first three where all values were one and the same, 0.5 by `quantile`; not cut off at `low` and `high`
 *
 * Quartiles and hundredths are linear between neighbours, as numpy's default. scikit-learn's MinMaxScaler, StandardScaler and
 * QuantileTransformer say the same; its RobustScaler leaves the spread at 1 where the quartiles are equal.
 */
export function scaled(x: number, { how, centre, spread, edges }: LearntScale): number {
  if (how === 'log') return logarithm(x)
  if (how === 'quantile') return shareBelow(x, edges ?? [])
  return spread > 0 ? (x - centre) / spread : 0
}

function shareBelow(x: number, edges: readonly number[]): number {
  const last = edges.length - 1
  if (last < 0 || x < (edges[0] as number)) return 0
  if (x > (edges[last] as number)) return 1
  // the first edge that is not below x
  let [below, at] = [-1, last]
  while (at - below > 1) {
    const middle = (below + at) >> 1
    if ((edges[middle] as number) < x) below = middle
    else at = middle
  }
  const edge = edges[at] as number
  if (edge > x) {
    const before = edges[at - 1] as number
    return (at - 1 + (x - before) / (edge - before)) / last
  }
  let end = at
  while (end < last && edges[end + 1] === x) end++
  return (at + end) / 2 / last
}

/** A knot and the weight of what lies on it, > 0. */
export type OnKnot = readonly [knot: number, weight: number]

/**
 * A number as a place between two of `bins` + 1 knots, evenly spread from `low` to `high`, numbered from 0: the nearer one counts more, and both weights add up to 1.
 *
 *     p = bins · (s − low) / (high − low),  k = ⌊p⌋:     weight k + 1 − p on knot k, p − k on knot k + 1
 *
 * where s is the scaled number, cut off at `low` and `high`. Numbers close to each other share knots, which numbers in
 * bands of their own do not; a single column of sizes would be none either, as each field is brought to one length (and a
 * large number is not more of something than a small one). With the square roots that TF-IDF takes of weights every number is a vector
 * of length 1, and the product of two falls from 1 to 0 over the width of two knots.
 */
export function onKnots(x: number, scale: LearntScale): readonly OnKnot[] {
  const { low, high, bins } = scale
  if (!(high > low)) return [[0, 1]]
  const s = scaled(x, scale)
  if (s <= low || s >= high) return [[s <= low ? 0 : bins, 1]]
  const p = (bins * (s - low)) / (high - low)
  const k = Math.floor(p)
  return p === k
    ? [[k, 1]]
    : [
        [k, k + 1 - p],
        [k + 1, p - k],
      ]
}
