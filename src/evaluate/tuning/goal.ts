import { type Metric, metrics } from '../metrics.ts'

/** A metric that reads nothing but the hits of a list. */
export interface HitMetric {
  name: keyof typeof metrics
  k: number
}

/** What is to be as large as possible: a mean over questions. */
export interface Goal {
  metric: Metric
  /** how deep lists are read */
  k: number
  /** as a report names it */
  key: string
  of: readonly HitMetric[]
}

/**
 * One metric, or several asked for together: the first of them and, half as heavy, the mean of the others.
 *
 *     goal = m₁                                               with one
 *     goal = ⅔ m₁ + ⅓ (m₂ + … + mₙ) / (n − 1)                 with more
 *
 * Metrics of hits lie between 0 and 1 and rise together; several are steadier than one, and whoever asks for a hit rate and
 * a rank wants no lists that buy the one with the other.
 */
export function goalFrom(of: readonly HitMetric[]): Goal {
  const [first, ...others] = of
  if (!first) throw new RangeError('goalFrom: got no metric')
  const name = ({ name, k }: HitMetric) => `${name}@${k}`
  if (others.length === 0) return { metric: metrics[first.name], k: first.k, key: name(first), of }
  const metric: Metric = (hits, relevant) => {
    let sum = 0
    for (const { name, k } of others) sum += metrics[name](hits, relevant, k)
    return (2 * metrics[first.name](hits, relevant, first.k) + sum / others.length) / 3
  }
  return { metric, k: Math.max(...of.map(({ k }) => k)), key: `${name(first)} with ${others.map(name).join(', ')}`, of }
}
