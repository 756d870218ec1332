import type { MetricAtK } from '../../evaluate/metric-at-k.ts'
import { metrics } from '../../evaluate/metrics.ts'
import type { Goal } from '../../evaluate/tuning/ask-model.ts'

/** The first of the metrics asked for that is a mean over questions; ndcg@10 when none was named or none is. */
export function goalOf(wanted: readonly MetricAtK[] | undefined): Goal {
  for (const { name, k, key } of wanted ?? [])
    if (Object.hasOwn(metrics, name)) return { metric: metrics[name as keyof typeof metrics], k, key }
  return { metric: metrics.ndcg, k: 10, key: 'ndcg@10' }
}
