/**
 * The quality of one list for one user. Every metric reads the same three things:
 *
 * hits      hits[r − 1] is 1 when the item at rank r is relevant, else 0; ranks beyond its end are misses, so a short
 *           list is not excused
 * relevant  how many relevant items there are, in the list or not (|relevant|)
 * k         how deep the list is read, ≥ 1
 *
 * Each returns a number in [0, 1], NaN when `relevant` is 0: the caller must decide to leave that user out.
 * O(k), no allocation. Means over users are plain means.
 */
export type Metric = (hits: ArrayLike<number>, relevant: number, k: number) => number

/**
 * The share of the list that is relevant.
 *
 *     P@k = (1 / k) Σ_{r=1..k} hit(r)
 *
 * Divided by k even when fewer than k items are relevant or listed. implicit's `precision_at_k` divides the hits of
 * all users by Σ_u min(k, |relevant_u|) and is not comparable.
 */
export const precision: Metric = (hits, relevant, k) => (relevant > 0 ? count(hits, k) / k : Number.NaN)

/**
 * The share of what is relevant that the list found.
 *
 *     R@k = Σ_{r=1..k} hit(r) / |relevant|
 *
 * Below 1 even for a perfect list when |relevant| > k. ranx, ir-measures and RecBole agree; for those who divide by
 * min(k, |relevant|) see cappedRecall.
 */
export const recall: Metric = (hits, relevant, k) => (relevant > 0 ? count(hits, k) / relevant : Number.NaN)

/**
 * Recall that a full list can bring to 1.
 *
 *     capped R@k = Σ_{r=1..k} hit(r) / min(k, |relevant|)
 *
 * The other denominator that goes by the name of recall: LensKit's `Recall` and Liang et al., WWW 2018 (Mult-VAE)
 * divide by it. Equal to `recall` where |relevant| ≤ k, larger elsewhere.
 */
export const cappedRecall: Metric = (hits, relevant, k) =>
  relevant > 0 ? count(hits, k) / Math.min(k, relevant) : Number.NaN

/**
 * The harmonic mean of precision and recall of one list.
 *
 *     F1@k = 2 · P@k · R@k / (P@k + R@k) = 2 · Σ_{r=1..k} hit(r) / (k + |relevant|)
 *
 * 0 without a hit; 1 only where k = |relevant| and all are found. Averaged over users; peers that take F1 of the mean
 * precision and the mean recall get another, mostly higher, number.
 */
export const f1: Metric = (hits, relevant, k) => (relevant > 0 ? (2 * count(hits, k)) / (k + relevant) : Number.NaN)

/**
 * Average precision: the precision at every hit, averaged over the hits a perfect list would have.
 *
 *     AP@k = Σ_{r=1..k} hit(r) · P@r / min(k, |relevant|)            MAP is its mean over users
 *
 * RecBole agrees. ranx and ir-measures divide by |relevant|: lower where |relevant| > k. LensKit divides by min(|relevant|,
 * listed): higher for short lists.
 */
export const averagePrecision: Metric = (hits, relevant, k) => {
  let found = 0
  let sum = 0
  for (let r = 1; r <= k && r <= hits.length; r++) if (hits[r - 1]) sum += ++found / r
  return relevant > 0 ? sum / Math.min(k, relevant) : Number.NaN
}

/**
 * Normalised discounted cumulative gain, hits worth 1 and misses 0.
 *
 *     DCG@k = Σ_{r=1..k} hit(r) / log₂(r + 1)        NDCG@k = DCG@k / (its value for a perfect list)
 *
 * The perfect list has min(k, |relevant|) hits, whatever the length of the list at hand. LensKit's default pays ranks
 * 1 and 2 alike (log₂ max(r, 2)); gorse cuts the perfect list to the length of the one that came: neither is comparable.
 * Source: Järvelin & Kekäläinen, TOIS 2002, with the later log₂(r + 1) discount.
 */
export const ndcg: Metric = (hits, relevant, k) => {
  if (!(relevant > 0)) return Number.NaN
  let gained = 0
  for (let r = 1; r <= k && r <= hits.length; r++) if (hits[r - 1]) gained += discountAt(r)
  return gained / idealAt(Math.min(k, relevant))
}

/** 1 when the list has a hit: HR@k = max_{r=1..k} hit(r). Its mean is the share of users who found something. */
export const hitRate: Metric = (hits, relevant, k) => (relevant > 0 ? Math.min(1, count(hits, k)) : Number.NaN)

/** One over the rank of the first hit, 0 without one: RR@k = 1 / min { r ≤ k : hit(r) }. MRR is its mean over users. */
export const reciprocalRank: Metric = (hits, relevant, k) => {
  if (!(relevant > 0)) return Number.NaN
  for (let r = 1; r <= k && r <= hits.length; r++) if (hits[r - 1]) return 1 / r
  return 0
}

/** The metrics that read nothing but hits, by the names the doors use; the others: metric-table.ts. */
export const metrics = {
  precision,
  recall,
  'recall-capped': cappedRecall,
  f1,
  map: averagePrecision,
  ndcg,
  hr: hitRate,
  mrr: reciprocalRank,
} as const satisfies Record<string, Metric>

/** 1 / log₂(r + 1) at r, and the sum of it over ranks 1 to r: the same numbers, computed once. */
const discounts = new Float64Array(1001)
const ideals = new Float64Array(1001)
for (let r = 1; r < discounts.length; r++) {
  discounts[r] = 1 / Math.log2(r + 1)
  ideals[r] = ideals[r - 1]! + discounts[r]!
}

const discountAt = (r: number): number => (r < discounts.length ? discounts[r]! : 1 / Math.log2(r + 1))

function idealAt(n: number): number {
  let sum = ideals[Math.min(n, ideals.length - 1)]!
  for (let r = ideals.length; r <= n; r++) sum += discountAt(r)
  return sum
}

function count(hits: ArrayLike<number>, k: number): number {
  let n = 0
  for (let r = 0; r < k && r < hits.length; r++) n += hits[r]!
  return n
}
