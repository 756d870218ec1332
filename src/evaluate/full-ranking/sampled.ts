import { rng } from '../../numbers/rng.ts'
import { type Metric, metrics } from '../metrics.ts'
import { marks, type ScoredRow, type ScoreMetric } from './scored-row.ts'

/**
 * A metric of old papers: each relevant item is ranked among N others drawn at random instead of among all.
 *
 *     value = mean over relevant i of metric(hit at rank_i, 1 relevant, k)
 *     rank_i = 1 + number of drawn items scored above i (equal scores by rising item, as on lists)
 *
 * The N are drawn once a user, without repeats, from the items that are neither relevant nor had; all of them where
 * there are fewer. The same seed draws the same for every model. In [0, 1]; NaN without relevant items.
 *
 * Only to stand beside published figures: the order of models under sampling can be the reverse of the true one
 * (Krichene & Rendle, KDD 2020). NCF (He et al., WWW 2017) has N = 100 and one relevant item a user.
 * O(N + |relevant| · N) a user.
 */
export function sampled(of: 'hr' | 'ndcg' | 'mrr', nSampled: number, k: number, seed: number): ScoreMetric {
  const random = rng(seed)
  const drawn = new Uint32Array(nSampled)
  const metric: Metric = metrics[of]
  const hits = new Uint8Array(k)
  return (row) => {
    const n = draw(row, random, drawn)
    let sum = 0
    for (let at = 0; at < row.nRelevant; at++) {
      const rank = 1 + aheadOf(row, row.relevant[at]!, drawn, n)
      if (rank <= k) hits[rank - 1] = 1
      sum += metric(hits, 1, k)
      if (rank <= k) hits[rank - 1] = 0
    }
    return row.nRelevant > 0 ? sum / row.nRelevant : Number.NaN
  }
}

const taken = 255

/** Fills `drawn` with items that are nothing to the user, each once; says how many there were to be had. */
function draw({ nItems, mark }: ScoredRow, random: () => number, drawn: Uint32Array): number {
  let left = 0
  for (let i = 0; i < nItems; i++) if (mark[i]! === marks.other) left++
  const n = Math.min(left, drawn.length)
  let got = 0
  // where most are wanted anyway, each is taken with the chance that is left; else drawn until it is a new one
  if (2 * n > left) {
    for (let i = 0; i < nItems && got < n; i++)
      if (mark[i]! === marks.other && random() * left-- < n - got) drawn[got++] = i
    return n
  }
  while (got < n) {
    const i = Math.floor(random() * nItems)
    if (mark[i]! !== marks.other) continue
    mark[i] = taken
    drawn[got++] = i
  }
  for (let at = 0; at < n; at++) mark[drawn[at]!] = marks.other
  return n
}

function aheadOf({ score, from }: ScoredRow, item: number, drawn: Uint32Array, n: number): number {
  const s = score[from + item]!
  let ahead = 0
  for (let at = 0; at < n; at++) {
    const other = drawn[at]!
    if (score[from + other]! > s || (score[from + other] === s && other < item)) ahead++
  }
  return ahead
}
