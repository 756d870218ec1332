import { Fault } from '../../contract/fault.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { resolve } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { eventsIn, train } from '../../prepare/splits/part.ts'
import type { Store } from '../../store/store.ts'
import type { CutRequest, ShopCut } from '../evaluate/shop-cut.ts'
import type { FieldsConfigured } from '../features/field-reading.ts'
import { featuresFor } from '../features/item-features.ts'
import { shopCutWithin } from '../tuning/shop-cut-within.ts'

interface Shop {
  store: Store
  config: FieldsConfigured
  /** a folder with a text model, for models that read embeddings */
  embeddings?: string
  signal?: AbortSignal
}

export interface AutoData {
  cut: ValidationCut
  kind: QuestionKind
  itemFeatures?: ItemFeatures
}

/**
 * What `auto` chooses by on a shop: the training part of a cut, cut once more in the same way.
 * @throws Fault bad-request  several folds: what is train in one is test in another
 */
export async function autoDataOf(
  shop: Shop,
  { clean, folds }: ShopCut,
  weights: WeightConfig,
  request: CutRequest,
): Promise<AutoData> {
  const [part, ...more] = folds
  if (!part || more.length > 0)
    throw new Fault(
      'bad-request',
      'auto: what is learnt from in one fold is the test of another, so it cannot choose once for all; want another --split',
    )
  const { cut, kind, items } = shopCutWithin(clean, weights, request, eventsIn(part, train))
  return { cut, kind, ...(await allFeatures(shop, items)) }
}

/** Everything that is known of the items, where anything is. */
export async function allFeatures(
  { store, config, embeddings, signal }: Shop,
  items: Vocabulary,
): Promise<{ itemFeatures?: ItemFeatures }> {
  const { itemFeatures } = await featuresFor([resolve('hybrid')], items, () => store.allItems(), {
    ...{ config, embeddings, signal },
  })
  const known = Object.values(itemFeatures?.fields ?? {}).some(({ column }) => column.length > 0)
  return itemFeatures && known ? { itemFeatures } : {}
}
