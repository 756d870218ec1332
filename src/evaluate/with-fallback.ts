import type { Interactions } from '../model/interactions.ts'
import type { Model, TopK } from '../model/model.ts'
import { emptyTopK } from '../model/recommend-by-scoring.ts'
import type { Csr } from '../numbers/csr.ts'

/**
 * The model as the product serves it: only scores above 0 are evidence, whoever has no history and of whom nothing is known
 * has none, and what is left of a list is filled with what most people have. So nobody gets an empty list, whatever the model does not know.
 *
 * @param train    its columns tell what most people have: items by the number of their rows, equal ones in their order
 * @param isAsked  which items may fill a list, 1 for each; all when missing
 * O(k + excluded items + popular items passed over) a row beside the model.
 */
export function withFallback(model: Model, train: Csr, isAsked?: Uint8Array): Model {
  const people = new Uint32Array(train.nCols)
  for (const i of train.column) people[i]!++
  const byPopularity = Uint32Array.from(people.keys())
    .filter((i) => !isAsked || isAsked[i] === 1)
    .sort((a, b) => people[b]! - people[a]! || a - b)
  return {
    kind: model.kind,
    nItems: model.nItems,
    scoreInto: (histories, out) => model.scoreInto(histories, out),
    because: (history, item, limit) => model.because(history, item, limit),
    parts: () => model.parts(),
    recommend: async (histories, k, exclude) =>
      filled(await model.recommend(histories, k, exclude), histories, byPopularity, exclude),
  }
}

function filled(lists: TopK, histories: Interactions, byPopularity: Uint32Array, exclude: Csr | undefined): TopK {
  const { k } = lists
  const whole = emptyTopK(histories.nRows, k)
  const taken = new Uint32Array(histories.nCols)
  for (let r = 0; r < histories.nRows; r++) {
    const isStranger = isEmpty(histories, r) && (!histories.userFeatures || isEmpty(histories.userFeatures, r))
    let n = 0
    for (let rank = 0; rank < lists.count[r]! && !isStranger; rank++) {
      const at = r * k + rank
      if (!(lists.score[at]! > 0)) break
      whole.item[r * k + n] = lists.item[at]!
      whole.score[r * k + n++] = lists.score[at]!
      taken[lists.item[at]!] = r + 1
    }
    if (exclude)
      for (let at = exclude.rowStart[r]!; at < exclude.rowStart[r + 1]!; at++) taken[exclude.column[at]!] = r + 1
    for (let p = 0; p < byPopularity.length && n < k; p++)
      if (taken[byPopularity[p]!] !== r + 1) whole.item[r * k + n++] = byPopularity[p]!
    whole.count[r] = n
  }
  return whole
}

const isEmpty = ({ rowStart }: Csr, r: number) => rowStart[r] === rowStart[r + 1]
