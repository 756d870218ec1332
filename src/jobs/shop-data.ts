import type { Resolved } from '../model/algorithms.ts'
import type { Store } from '../store/store.ts'
import type { EvaluateRequest } from './evaluate.ts'
import type { Fold } from './measure-models.ts'
import { ensurePrepared, loadSnapshot } from './prepare.ts'
import type { SplitKind } from './shop-cut.ts'
import type { ShopTrial } from './shop-trials.ts'
import type { Snapshot } from './snapshot-file.ts'
import { peopleFor, peopleLike } from './user-features.ts'

/** The data as it is now, prepared if need be, or as it was in an earlier snapshot. */
export function snapshotFor({
  store,
  dataDir,
  snapshot,
  config,
  signal,
  onProgress,
}: EvaluateRequest): Promise<Snapshot> {
  if (snapshot !== undefined) return loadSnapshot(store, dataDir, snapshot)
  return ensurePrepared({
    store,
    dataDir,
    ...(config && { config }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
}

/** A fold with what is known of the people in it, for the models that read it. */
export async function withPeople(
  { train, trial, users, askers }: Fold & Pick<ShopTrial, 'users' | 'askers'>,
  split: SplitKind,
  models: readonly Resolved[],
  store: Store,
  atMs: number,
): Promise<Fold> {
  const { userFeatures, people } = await peopleFor(models, personOf(users.ids, split), store, atMs)
  if (!userFeatures) return { train, trial }
  const learnt = { ...train, userFeatures }
  if (trial.histories === train) return { train: learnt, trial: { ...trial, histories: learnt } }
  const asked = { ...trial.histories, ...(await peopleLike(people, personOf(askers, split), store)) }
  return { train: learnt, trial: { ...trial, histories: asked } }
}

/** Whose rows these are: a visit is of the person it is named after. */
export const personOf = (rows: readonly string[], split: SplitKind): readonly string[] =>
  split === 'sessions' ? rows.map((visit) => visit.slice(0, visit.lastIndexOf(' '))) : rows
