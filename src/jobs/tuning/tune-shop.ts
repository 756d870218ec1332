import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { resolve } from '../../model/algorithms.ts'
import { eventsIn, train } from '../../prepare/splits/part.ts'
import type { Store } from '../../store/store.ts'
import { asBadRequest } from '../as-bad-request.ts'
import { featuresFor } from '../item-features.ts'
import { knownFactsFrom } from '../known-facts.ts'
import { ensurePrepared } from '../prepare.ts'
import { type CutRequest, type CutSizes, type SplitKind, seenByDefault, shopCut } from '../shop-cut.ts'
import { eventsRead } from '../tuned.ts'
import { shopCutWithin } from './shop-cut-within.ts'
import { type TuneOptions, type TuneReport, tune } from './tune.ts'

export interface TuneShopRequest extends TuneOptions, CutSizes {
  store: Store
  dataDir: string
  split?: SplitKind
  seen?: 'exclude' | 'include'
  /** also what evaluate would test on: for a model that goes live, not for one that is to be measured */
  all?: boolean
  /** settings for prepare */
  config?: object
}

/**
 * Tunes on a shop's prepared events. What `evaluate` with the same cut would test on is not looked at, so that it may
 * measure what came of it (`--tuned`), unless `all` is asked for.
 * @throws Fault
 */
export async function tuneShop(request: TuneShopRequest): Promise<TuneReport> {
  const { store, dataDir, split = 'time', all = false, seed, signal, onProgress } = request
  const { clean, config } = await ensurePrepared({
    store,
    dataDir,
    ...(request.config && { config: request.config }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const cut: CutRequest = {
    split,
    seen: request.seen ?? seenByDefault(split),
    seed,
    ...(request.holdoutDays !== undefined && { holdoutDays: request.holdoutDays }),
    ...(request.testShare !== undefined && { testShare: request.testShare }),
    ...(request.folds !== undefined && { folds: request.folds }),
  }
  if (split === 'k-fold' && !all)
    throw new Fault(
      'bad-request',
      'tune: every part of a k-fold cut is the test once, so nothing is left to tune on; want another --split or --all-data',
    )
  const events = all ? undefined : eventsIn(shopCut(clean, config.weights, cut).folds[0]!, train)
  const within = shopCutWithin(clean, config.weights, cut, events)
  const resolved = asBadRequest('model', () => resolve(request.model, request.options))
  if (resolved.algorithm.needs?.(resolved.options).includes('userFeatures'))
    throw new Fault(
      'bad-request',
      `model: ${request.model} learns from what is known of people, which tuning does not hand out yet; want userWeight 0`,
    )
  const { known } = await knownFactsFrom(store, [], within.items)
  return tune(
    {
      cut: within.cut,
      read: eventsRead(within.clean),
      known,
      ...(await featuresFor([resolved], within.items, () => store.allItems(), { config })),
      journalDir: join(dataDir, 'tuning'),
    },
    request,
  )
}
