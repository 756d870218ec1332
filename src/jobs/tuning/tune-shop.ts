import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import { eventsIn, train } from '../../prepare/splits/part.ts'
import type { Store } from '../../store/store.ts'
import { asBadRequest } from '../as-bad-request.ts'
import { knownFactsFrom } from '../evaluate/known-facts.ts'
import {
  type CutRequest,
  type CutSizes,
  type SplitKind,
  seenByDefault,
  shopCut,
  sizesAsked,
} from '../evaluate/shop-cut.ts'
import { eventsRead } from '../evaluate/tuned.ts'
import { usualSplit } from '../evaluate/usual-split.ts'
import { featuresFor } from '../features/item-features.ts'
import { ensurePrepared } from '../prepare/prepare.ts'
import { segmentsOfTrial, withPeople } from '../shop-data.ts'
import { shopCutWithin } from './shop-cut-within.ts'
import { optionsAt, spaceOf } from './tunable.ts'
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
  const { store, dataDir, all = false, seed, signal, onProgress } = request
  const prepared = await ensurePrepared({
    store,
    dataDir,
    ...(request.config && { config: request.config }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const { clean, config } = prepared
  const split = request.split ?? usualSplit(clean, config.weights).split
  const cut: CutRequest = {
    split,
    seen: request.seen ?? seenByDefault(split),
    seed,
    ...sizesAsked(request),
  }
  if (split === 'k-fold' && !all)
    throw new Fault(
      'bad-request',
      'tune: every part of a k-fold cut is the test once, so nothing is left to tune on; want another --split or --all-data',
    )
  const events = all ? undefined : eventsIn(shopCut(clean, config.weights, cut).folds[0]!, train)
  const within = shopCutWithin(clean, config.weights, cut, events)
  const resolved = asBadRequest('model', () => resolve(request.model, request.options))
  const { made } = within
  const atMs = made.cut.cutMs ?? made.trial.trainEndMs
  const segmentOf = segmentsOfTrial(prepared, made.cut, made.trial, split)
  const fold = { ...within.cut, users: made.trial.users, askers: made.askers }
  const { known } = await knownFactsFrom(store, [], within.items)
  return tune(
    {
      cut: await withPeople(fold, split, everyNeed(resolved, request), store, config, atMs, segmentOf),
      read: eventsRead(within.clean),
      known,
      ...(await featuresFor([resolved], within.items, () => store.allItems(), { config })),
      journalDir: join(dataDir, 'tuning'),
    },
    request,
  )
}

/** The model as it is asked for and at the far end of each option that is searched: it may need there what it does not need here. */
function everyNeed(resolved: Resolved, { model, options = {} }: TuneOptions): Resolved[] {
  const ends = Object.entries(spaceOf(model, options)).flatMap(([option, range]) => {
    const value = 'choices' in range ? range.choices.at(-1) : range.high
    return value === undefined ? [] : [optionsAt(options, { [option]: value }, model)]
  })
  return [resolved, ...ends.map((at) => asBadRequest('model', () => resolve(model, at)))]
}
