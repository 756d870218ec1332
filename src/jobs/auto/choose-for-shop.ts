import { createHash } from 'node:crypto'
import { Fault } from '../../contract/fault.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import { takeEvents } from '../../prepare/splits/take-events.ts'
import type { Store } from '../../store/store.ts'
import type { CutRequest } from '../evaluate/shop-cut.ts'
import { fewUsers } from '../evaluate/shop-protocol.ts'
import { usualSplit } from '../evaluate/usual-split.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import { shopCutWithin } from '../tuning/shop-cut-within.ts'
import { auto } from './auto.ts'
import { goalOf } from './goal-of.ts'
import type { AutoReport } from './resolve-auto.ts'
import { allFeatures } from './shop-data.ts'

export interface ChooseForShopRequest {
  store: Store
  clean: CleanEvents
  /** what `clean` was prepared by */
  config: PrepareConfig
  /** rows of `clean`, without those that a gate will ask about: nothing else is looked at; all when missing */
  learnable?: Uint32Array
  embeddings?: string
  budget?: Budget
  seed: number
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/** Of the pairs, where they are held out by chance. */
const mostOfHistory = 0.2

/**
 * What `auto` would have live: chosen by the cut that suits the data (usual-split.ts), for most shops by how well candidates told the newest
 * weeks from what was before. Where nobody can be asked so, by pairs held out at random.
 * @throws Fault bad-data  nothing can be held out; cancelled
 */
export async function chooseForShop(request: ChooseForShopRequest): Promise<{ resolved: Resolved; auto: AutoReport }> {
  const { store, config, learnable, seed, budget, threads, signal, onProgress } = request
  const { weights } = config
  const { split } = usualSplit(await withoutErased(request.clean, store), weights)
  const clean = await withoutErased(learnable ? takeEvents(request.clean, learnable) : request.clean, store)
  // lists leave out what was had before, so of the next basket only what is new is asked for
  const ways: CutRequest[] = [
    ...(split === 'last-basket' ? [{ split: 'time', seen: 'exclude', seed } as const] : []),
    ...(split === 'random' ? [] : [{ split, seen: 'exclude', seed } as const]),
    { split: 'random', testShare: mostOfHistory, seen: 'exclude', seed },
  ]
  for (const way of ways) {
    const { cut, kind, items } = shopCutWithin(clean, weights, way)
    const nAsked = cut.trial.targets.nRows
    if (nAsked === 0 || (split === 'last-basket' && way.split === 'time' && nAsked < fewUsers)) continue
    const { resolved, ...report } = await auto({
      ...{ cut, kind },
      ...(await allFeatures(request, items)),
      ...{ goal: goalOf(), seed },
      ...(budget && { budget }),
      ...(threads !== undefined && { threads }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    })
    // a version is named after what it is, so that its recipe can be fitted again
    return { resolved: { ...resolved, label: report.chosen.model }, auto: report }
  }
  throw new Fault(
    'bad-data',
    'auto: nobody has a known product that could be held out and another before it; want more events, or a model by name',
  )
}

/** A snapshot may be older than somebody's wish to be forgotten. */
async function withoutErased(clean: CleanEvents, store: Store): Promise<CleanEvents> {
  const erased = await store.erasures()
  if (erased.size === 0) return clean
  const gone = clean.users.map((id) => erased.has(createHash('sha256').update(id).digest('hex')))
  return takeEvents(
    clean,
    Uint32Array.from(clean.user.keys()).filter((e) => !gone[clean.user[e]!]),
  )
}
