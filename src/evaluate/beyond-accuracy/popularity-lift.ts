import type { ItemFacts } from '../item-facts.ts'
import { type ListMetric, listed } from '../user-list.ts'

/**
 * How much more popular a list is than its reader's own taste.
 *
 *     lift@k = mean people(i) over the list / mean people(j) over what the user had − 1
 *
 * people(i) had item i in training. 0: as popular as what they chose themselves; 1: twice as popular; down to −1. NaN
 * for an empty list or without a history. A model that pushes bestsellers on people of odd taste shows here first.
 *
 * Peers: Abdollahpouri et al., "The unfairness of popularity bias", 2019, divide the means of a whole group; here it is
 * one user at a time, then the mean, so that intervals and comparisons go user by user like any other figure.
 */
export function popularityLift({ people }: ItemFacts): ListMetric {
  return (list, k) => {
    const n = listed(list, k)
    const nHad = list.hadTo - list.hadFrom
    let shown = 0
    for (let r = 0; r < n; r++) shown += people[list.items[list.start + r]!]!
    let had = 0
    for (let at = list.hadFrom; at < list.hadTo; at++) had += people[list.had[at]!]!
    return had > 0 ? shown / n / (had / nHad) - 1 : Number.NaN
  }
}
