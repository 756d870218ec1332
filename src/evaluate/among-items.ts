import type { Model } from '../model/model.ts'
import { recommendByScoring } from '../model/recommend-by-scoring.ts'

/**
 * The model asked about some items alone: all others score −Infinity and stand on no list.
 * @param isAsked  for each item, 1 for those that may be listed
 */
export function amongItems(model: Model, isAsked: Uint8Array): Model {
  const among: Model = {
    kind: model.kind,
    nItems: model.nItems,
    scoreInto(histories, out) {
      model.scoreInto(histories, out)
      for (let at = 0; at < out.length; at++) if (!isAsked[at % model.nItems]) out[at] = Number.NEGATIVE_INFINITY
    },
    because: (history, item, limit) => model.because(history, item, limit),
    parts: () => model.parts(),
    recommend: (histories, k, exclude) => recommendByScoring(among, histories, k, exclude),
  }
  return among
}
