import { hadIt, type ListMetric } from '../user-list.ts'

/**
 * Recall over one half of what was relevant: what the user had before (repeat), or what was new to them (explore).
 *
 *     repeat recall@k  = Σ_{r≤k} hit(r) · [i_r ∈ had] / |relevant ∩ had|
 *     explore recall@k = Σ_{r≤k} hit(r) · [i_r ∉ had] / |relevant \ had|
 *
 * In [0, 1]; NaN for a user with nothing in that half, so the two means are over different users. One recall over both
 * hides which of the two a model is good at: listing last week's basket again wins it in a grocery.
 * Peers: as in Li et al., "A next basket recommendation reality check", TOIS 2023, which sets apart Recall_rep and
 * Recall_expl over users who have such items.
 */
export const repeatRecall: ListMetric = (list, k) => partRecall(list, k, true)
export const exploreRecall: ListMetric = (list, k) => partRecall(list, k, false)

function partRecall(list: Parameters<ListMetric>[0], k: number, had: boolean): number {
  let relevant = 0
  for (let at = list.targetsFrom; at < list.targetsTo; at++) if (hadIt(list, list.targets[at]!) === had) relevant++
  let found = 0
  for (let r = 0; r < k && r < list.count; r++)
    if (list.hits[r] && hadIt(list, list.items[list.start + r]!) === had) found++
  return relevant > 0 ? found / relevant : Number.NaN
}
