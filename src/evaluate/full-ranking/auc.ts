import { marks, type ScoreMetric } from './scored-row.ts'

/**
 * The chance that something relevant is scored above something that is not, over the whole catalogue.
 *
 *     AUC_u = (1 / |R| |N|) Σ_{i ∈ R} Σ_{j ∈ N} [s_i > s_j] + ½ [s_i = s_j]
 *
 * R: relevant; N: every other item a list may hold. In [0, 1], ½ for chance or one score for all; NaN when either is
 * empty. `auc` is the plain mean over users, `gauc` the mean weighted by how much was relevant. Scores of different
 * users are never compared: they are on no common scale.
 *
 * Peers: scikit-learn's `roc_auc_score` of one user's row is the same number (test/golden/metrics.test.ts), and RecBole's
 * GAUC the same weighted mean; its AUC throws the scores of all users together. GAUC of click logs (Zhou et al., KDD
 * 2018) weights by impressions.
 * O(nItems log |R|) a user; holds the scores of what is relevant.
 */
export function auc(): ScoreMetric {
  let room = new Float32Array(64)
  return ({ score, from, nItems, mark, relevant, nRelevant }) => {
    if (room.length < nRelevant) room = new Float32Array(2 * nRelevant)
    for (let at = 0; at < nRelevant; at++) room[at] = score[from + relevant[at]!]!
    room.subarray(0, nRelevant).sort()
    let halves = 0
    let nOthers = 0
    for (let i = 0; i < nItems; i++) {
      if (mark[i]! === marks.relevant || mark[i]! === marks.excluded) continue
      nOthers++
      const s = score[from + i]!
      const lost = below(room, nRelevant, s)
      let to = lost
      while (to < nRelevant && room[to] === s) to++
      halves += 2 * (nRelevant - to) + (to - lost)
    }
    return nRelevant > 0 && nOthers > 0 ? halves / (2 * nRelevant * nOthers) : Number.NaN
  }
}

/** How many of the first n of the rising numbers are below x. */
function below(sorted: Float32Array, n: number, x: number): number {
  let low = 0
  let high = n
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < x) low = middle + 1
    else high = middle
  }
  return low
}
