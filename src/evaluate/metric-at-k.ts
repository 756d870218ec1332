import { type MetricName, metrics } from './metrics.ts'

/** One column of a report: which metric, how deep, and its name at the doors, e.g. "ndcg@10". */
export interface MetricAtK {
  name: MetricName | 'coverage'
  k: number
  key: string
}

export const metricNames = [...(Object.keys(metrics) as MetricName[]), 'coverage'] as const

/** Every metric at each of these depths. */
export function everyMetricAt(ks: readonly number[]): MetricAtK[] {
  return ks.flatMap((k) => metricNames.map((name) => ({ name, k, key: `${name}@${k}` })))
}

/**
 * "ndcg@10" → its parts.
 * @throws RangeError  naming what came and what there is
 */
export function parseMetric(text: string): MetricAtK {
  const [, word, depth] = text.match(/^([a-z]+)@(\d+)$/) ?? []
  const name = metricNames.find((one) => one === word)
  const k = Number(depth)
  if (!name || !(k >= 1 && k <= 1000))
    throw new RangeError(
      `metrics: got "${text}", want NAME@K with NAME one of ${metricNames.join(', ')} and K 1 to 1000`,
    )
  return { name, k, key: `${name}@${k}` }
}
