import type { MetricAtK } from '../../evaluate/metric-at-k.ts'
import { metrics } from '../../evaluate/metrics.ts'
import { type Goal, goalFrom, type HitMetric } from '../../evaluate/tuning/goal.ts'

/** The metrics asked for that read hits alone, the first of them leading; ndcg@10 when there are none. */
export function goalOf(wanted: readonly MetricAtK[] = []): Goal {
  const ofHits = wanted.filter(({ name }) => Object.hasOwn(metrics, name)) as HitMetric[]
  return goalFrom(ofHits.length > 0 ? ofHits.map(({ name, k }) => ({ name, k })) : [{ name: 'ndcg', k: 10 }])
}
