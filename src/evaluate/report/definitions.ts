import type { MetricName } from '../metrics.ts'

/** What each figure means, for a reader who has only the report. The code that computes them: metrics.ts, coverage.ts. */
export const definitions: Record<MetricName | 'coverage', { title: string; formula: string; words: string }> = {
  ndcg: {
    title: 'NDCG@k',
    formula: '(Σ hit(r) / log₂(r + 1), r = 1…k) ÷ its value for a perfect list of min(k, relevant) hits',
    words: 'How good the order is: a hit on top pays more than one further down. 1 is a perfect list.',
  },
  precision: {
    title: 'Precision@k',
    formula: 'hits in the first k ÷ k',
    words: 'The share of the list that is relevant. Divided by k even where fewer than k products are relevant.',
  },
  recall: {
    title: 'Recall@k',
    formula: 'hits in the first k ÷ relevant',
    words: 'The share of what is relevant that the list showed.',
  },
  map: {
    title: 'MAP@k',
    formula: '(Σ hit(r) · precision@r, r = 1…k) ÷ min(k, relevant)',
    words: 'The precision at every hit, averaged over the hits a perfect list would have.',
  },
  hr: {
    title: 'Hit rate@k',
    formula: '1 if any of the first k is a hit, else 0',
    words: 'The share of customers whose list has at least one relevant product.',
  },
  mrr: {
    title: 'MRR@k',
    formula: '1 ÷ rank of the first hit, 0 without one',
    words: 'How soon the first relevant product comes.',
  },
  coverage: {
    title: 'Coverage@k',
    formula: 'products on at least one list ÷ all products',
    words:
      'How much of the catalogue the lists show to anyone. Not a measure of right or wrong; more lists cover more.',
  },
}

/** "ndcg@10" as a reader says it: "NDCG@10". */
export function titleOf(key: string): string {
  const [name, k] = key.split('@')
  const found = Object.entries(definitions).find(([one]) => one === name)
  return found ? found[1].title.replace('@k', `@${k}`) : key
}
