import { type MetricName, metricTable, usualMetrics } from './metric-table.ts'

/** One column of a report: which metric, how deep, and its name at the doors, e.g. "ndcg@10". */
export interface MetricAtK {
  name: MetricName
  /** 0 where the whole ranking is read: auc, gauc */
  k: number
  key: string
  /** against so many items drawn at random; missing: against all */
  nSampled?: number
}

const legacy = /^sampled-(\d+)-(hr|ndcg|mrr)@(\d+)$/
const isLegacy = (name: string) => name.startsWith('sampled-')

/** Names by what is written after them. */
const names = Object.keys(metricTable).filter((name) => !isLegacy(name)) as MetricName[]
const withDepth = names.filter((name) => metricTable[name].reads !== 'scores')
const withoutDepth = names.filter((name) => metricTable[name].reads === 'scores')

/** The usual metrics at each of these depths. */
export function everyMetricAt(ks: readonly number[]): MetricAtK[] {
  return ks.flatMap((k) => usualMetrics.map((name) => ({ name, k, key: `${name}@${k}` })))
}

/**
 * "ndcg@10", "auc" or "sampled-100-ndcg@10" → its parts.
 * @throws RangeError  naming what came and what there is
 */
export function parseMetric(text: string): MetricAtK {
  const [, drawn, of, cut] = text.match(legacy) ?? []
  if (of !== undefined && isDepth(Number(cut)) && Number(drawn) >= 1 && Number(drawn) <= 10_000)
    return { name: `sampled-${of}` as MetricName, k: Number(cut), key: text, nSampled: Number(drawn) }
  const whole = withoutDepth.find((name) => name === text)
  if (whole) return { name: whole, k: 0, key: text }
  const [, word, depth] = text.match(/^([a-z0-9-]+)@(\d+)$/) ?? []
  const name = withDepth.find((one) => one === word)
  const k = Number(depth)
  if (!name || !isDepth(k))
    throw new RangeError(
      `metrics: got "${text}", want NAME@K with NAME one of ${withDepth.join(', ')} and K 1 to 1000, ` +
        `or ${withoutDepth.join(' or ')}; legacy: sampled-N-NAME@K with N 1 to 10000 and NAME hr, ndcg or mrr`,
    )
  return { name, k, key: `${name}@${k}` }
}

const isDepth = (k: number) => k >= 1 && k <= 1000
