import type { Csr } from '../numbers/csr.ts'
import { calibration } from './beyond-accuracy/calibration.ts'
import { diversity, diversityOfEmbeddings } from './beyond-accuracy/diversity.ts'
import { money } from './beyond-accuracy/money.ts'
import { novelty } from './beyond-accuracy/novelty.ts'
import { popularityLift } from './beyond-accuracy/popularity-lift.ts'
import { exploreRecall, repeatRecall } from './beyond-accuracy/repeat-and-explore.ts'
import { type BaselineLists, serendipity } from './beyond-accuracy/serendipity.ts'
import type { ItemFacts } from './item-facts.ts'
import type { MetricAtK } from './metric-at-k.ts'
import type { MetricName } from './metric-table.ts'
import { metrics } from './metrics.ts'
import type { ListMetric } from './user-list.ts'

/** What metrics of lists may read besides the list. */
export interface ListContext {
  facts: ItemFacts
  baseline: () => BaselineLists
  /** may lists hold what the user had: else nothing can be had again */
  seen: 'exclude' | 'include'
}

/**
 * The metric as a function of a list.
 * @returns undefined  for metrics that read scores or all lists together
 * @throws RangeError  for one that needs what is not known, naming it
 */
export function listMetric({ name, key }: MetricAtK, context: ListContext): ListMetric | undefined {
  if (name in metrics) {
    const metric = metrics[name as keyof typeof metrics]
    return (list, k) => metric(list.hits, list.relevant, k)
  }
  return makers[name]?.(context, key)
}

const makers: Partial<Record<MetricName, (context: ListContext, key: string) => ListMetric>> = {
  'repeat-recall': ({ seen }, key) => {
    if (seen === 'exclude')
      throw new RangeError(`${key}: lists leave out what was had before, so nothing is had again; want seen include`)
    return repeatRecall
  },
  'explore-recall': () => exploreRecall,
  revenue: ({ facts }, key) => money(known(facts.price, key, 'price')),
  margin: ({ facts }, key) => money(known(facts.margin, key, 'margin')),
  novelty: ({ facts }) => novelty(facts),
  serendipity: ({ baseline }) => serendipity(baseline()),
  'diversity-category': ({ facts }, key) => diversity(known(facts.category, key, 'category')),
  'diversity-brand': ({ facts }, key) => diversity(known(facts.brand, key, 'brand')),
  'diversity-embedding': ({ facts: { embeddings } }, key) => {
    if (!embeddings) throw new RangeError(`${key}: no embedding is known of any item`)
    return diversityOfEmbeddings(embeddings)
  },
  'popularity-lift': ({ facts }) => popularityLift(facts),
  calibration: ({ facts }, key) => calibration(known(facts.category, key, 'category')),
}

function known<T extends Float32Array | Csr>(of: T | undefined, key: string, what: string): T {
  const some = of instanceof Float32Array ? of.some((value) => !Number.isNaN(value)) : of && of.column.length > 0
  if (!of || !some) throw new RangeError(`${key}: no ${what} is known of any item`)
  return of
}
