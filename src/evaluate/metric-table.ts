/** What a reader must know of a metric beside its code. */
export interface MetricFacts {
  title: string
  formula: string
  words: string
  /** what it reads: the hits of a list; the list and what is known of its items; every score; all lists together */
  reads: 'hits' | 'list' | 'scores' | 'all lists'
  /** which way is better; '-' where neither is by itself */
  better: 'higher' | 'lower' | '-'
}

/** Every metric by the name the doors use: NAME@K, or NAME alone where `reads` is 'scores'. The code: metrics.ts and beside it. */
export const metricTable = {
  precision: {
    title: 'Precision@k',
    formula: 'hits in the first k ÷ k',
    words: 'The share of the list that is relevant. Divided by k even where fewer than k products are relevant.',
    reads: 'hits',
    better: 'higher',
  },
  recall: {
    title: 'Recall@k',
    formula: 'hits in the first k ÷ relevant',
    words: 'The share of what is relevant that the list showed.',
    reads: 'hits',
    better: 'higher',
  },
  map: {
    title: 'MAP@k',
    formula: '(Σ hit(r) · precision@r, r = 1…k) ÷ min(k, relevant)',
    words: 'The precision at every hit, averaged over the hits a perfect list would have.',
    reads: 'hits',
    better: 'higher',
  },
  ndcg: {
    title: 'NDCG@k',
    formula: '(Σ hit(r) / log₂(r + 1), r = 1…k) ÷ its value for a perfect list of min(k, relevant) hits',
    words: 'How good the order is: a hit on top pays more than one further down. 1 is a perfect list.',
    reads: 'hits',
    better: 'higher',
  },
  hr: {
    title: 'Hit rate@k',
    formula: '1 if any of the first k is a hit, else 0',
    words: 'The share of customers whose list has at least one relevant product.',
    reads: 'hits',
    better: 'higher',
  },
  mrr: {
    title: 'MRR@k',
    formula: '1 ÷ rank of the first hit, 0 without one',
    words: 'How soon the first relevant product comes.',
    reads: 'hits',
    better: 'higher',
  },
  coverage: {
    title: 'Coverage@k',
    formula: 'products on at least one list ÷ all products',
    words:
      'How much of the catalogue the lists show to anyone. Not a measure of right or wrong; more lists cover more.',
    reads: 'all lists',
    better: '-',
  },
  'recall-capped': {
    title: 'Recall@k, capped',
    formula: 'hits in the first k ÷ min(k, relevant)',
    words: 'Recall that a full list can bring to 1: what some libraries and papers call recall.',
    reads: 'hits',
    better: 'higher',
  },
  f1: {
    title: 'F1@k',
    formula: '2 · precision · recall ÷ (precision + recall), customer by customer',
    words: 'Precision and recall in one: high only where both are.',
    reads: 'hits',
    better: 'higher',
  },
  'repeat-recall': {
    title: 'Repeat recall@k',
    formula: 'hits among products had before ÷ relevant products had before',
    words: 'How much of what was bought again the list showed; over customers who bought something again.',
    reads: 'list',
    better: 'higher',
  },
  'explore-recall': {
    title: 'Explore recall@k',
    formula: 'hits among products not had before ÷ relevant products not had before',
    words: 'How much of what was new to the customer the list showed; over customers who took something new.',
    reads: 'list',
    better: 'higher',
  },
  revenue: {
    title: 'Revenue@k',
    formula: 'Σ hit(r) · price, r = 1…k',
    words: 'The price of what the list showed and was then bought, a customer; unknown prices count nothing.',
    reads: 'list',
    better: 'higher',
  },
  margin: {
    title: 'Margin@k',
    formula: 'Σ hit(r) · margin, r = 1…k',
    words: 'What the shop earns on what the list showed and was then bought, a customer; unknown counts nothing.',
    reads: 'list',
    better: 'higher',
  },
  novelty: {
    title: 'Novelty@k',
    formula: 'mean of −log₂(share of customers who had the product before)',
    words: 'How little known the shown products are, in bits: 1 more is a product half as many customers had.',
    reads: 'list',
    better: '-',
  },
  serendipity: {
    title: 'Serendipity@k',
    formula: 'hits that popularity would not have listed ÷ k',
    words: 'Relevant and not obvious: the part of precision that the bestsellers would have missed.',
    reads: 'list',
    better: 'higher',
  },
  'diversity-category': {
    title: 'Diversity@k by category',
    formula: '1 − mean cosine of the categories of two listed products',
    words: 'How different the products of one list are: 0 all of one category, 1 no two share any.',
    reads: 'list',
    better: '-',
  },
  'diversity-brand': {
    title: 'Diversity@k by brand',
    formula: '1 − mean cosine of the brands of two listed products',
    words: 'The chance that two products of one list are of different brands.',
    reads: 'list',
    better: '-',
  },
  'diversity-embedding': {
    title: 'Diversity@k by embedding',
    formula: '1 − mean cosine of the embeddings of two listed products',
    words: 'How different the products of one list are by their descriptions.',
    reads: 'list',
    better: '-',
  },
  'popularity-lift': {
    title: 'Popularity lift@k',
    formula: 'mean popularity of the list ÷ mean popularity of what the customer had − 1',
    words: 'How much more popular the list is than the customer’s own taste: 0 is the same, 1 twice as popular.',
    reads: 'list',
    better: '-',
  },
  calibration: {
    title: 'Miscalibration@k',
    formula: 'KL(categories of what the customer had ‖ categories of the list)',
    words: 'How far the mix of categories on the list is from the customer’s own: 0 is the same mix.',
    reads: 'list',
    better: 'lower',
  },
  gini: {
    title: 'Gini@k',
    formula: 'Gini coefficient of how often each product of the catalogue was listed',
    words: 'How unevenly the lists show the catalogue: 0 every product alike, near 1 the same few to all.',
    reads: 'all lists',
    better: '-',
  },
  auc: {
    title: 'AUC',
    formula: 'share of pairs (relevant, not relevant) of the whole catalogue in the right order, ties ½',
    words: 'The chance that a relevant product stands above one that is not; it cares little for the top of the list.',
    reads: 'scores',
    better: 'higher',
  },
  gauc: {
    title: 'GAUC',
    formula: 'AUC, customers weighted by how much was relevant to them',
    words: 'AUC where a customer with three relevant products counts three times.',
    reads: 'scores',
    better: 'higher',
  },
  'sampled-hr': {
    title: 'Hit rate@k among N sampled (legacy)',
    formula: '1 if the relevant product stands in the first k among N drawn at random',
    words: 'To compare with old papers only: sampled figures can rank models the wrong way round.',
    reads: 'scores',
    better: 'higher',
  },
  'sampled-ndcg': {
    title: 'NDCG@k among N sampled (legacy)',
    formula: '1 ÷ log₂(rank + 1) of the relevant product among N drawn at random, 0 below k',
    words: 'To compare with old papers only: sampled figures can rank models the wrong way round.',
    reads: 'scores',
    better: 'higher',
  },
  'sampled-mrr': {
    title: 'MRR@k among N sampled (legacy)',
    formula: '1 ÷ rank of the relevant product among N drawn at random, 0 below k',
    words: 'To compare with old papers only: sampled figures can rank models the wrong way round.',
    reads: 'scores',
    better: 'higher',
  },
} as const satisfies Record<string, MetricFacts>

export type MetricName = keyof typeof metricTable

/** What is measured when nobody asks for anything else. */
export const usualMetrics = ['precision', 'recall', 'map', 'ndcg', 'hr', 'mrr', 'coverage'] as const
