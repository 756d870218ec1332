import type { Resolved } from '../model/algorithms.ts'
import { type SegmentOf, segmentsIn } from '../prepare/segments.ts'
import { eventsIn, history, train } from '../prepare/splits/part.ts'
import type { Store } from '../store/store.ts'
import type { EvaluateRequest } from './evaluate/evaluate.ts'
import type { Fold } from './evaluate/measure-models.ts'
import type { ShopCut, SplitKind } from './evaluate/shop-cut.ts'
import type { ShopTrial } from './evaluate/shop-trials.ts'
import type { FieldsConfigured } from './features/field-reading.ts'
import { peopleFor, peopleLike } from './features/user-features.ts'
import { ensurePrepared, loadSnapshot } from './prepare/prepare.ts'
import type { Snapshot } from './prepare/snapshot-file.ts'

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
  { train: learnt, trial, users, askers }: Fold & Pick<ShopTrial, 'users' | 'askers'>,
  split: SplitKind,
  models: readonly Resolved[],
  store: Store,
  config: FieldsConfigured,
  atMs: number,
  segmentOf?: SegmentOf,
): Promise<Fold> {
  const { userFeatures, people } = await peopleFor(models, personOf(users.ids, split), store, config, atMs, segmentOf)
  if (!userFeatures) return { train: learnt, trial }
  const knowing = { ...learnt, userFeatures }
  if (trial.histories === learnt) return { train: knowing, trial: { ...trial, histories: knowing } }
  const asked = { ...trial.histories, ...(await peopleLike(people, personOf(askers, split), store, segmentOf)) }
  return { train: knowing, trial: { ...trial, histories: asked } }
}

/** In which segment everybody is, by what is learnt and told of them and nothing that is asked; nothing where a shop has no wholesale buyers. */
export function segmentsOfTrial(
  { wholesale = [] }: Pick<Snapshot, 'wholesale'>,
  { clean }: ShopCut,
  { part }: Pick<ShopTrial, 'part'>,
  split: SplitKind,
  told = true,
): SegmentOf | undefined {
  if (wholesale.length === 0) return undefined
  const rows = told ? both(eventsIn(part, train), eventsIn(part, history)) : eventsIn(part, train)
  return segmentsIn(clean, rows, personOf(clean.users, split))
}

function both(some: Uint32Array, others: Uint32Array): Uint32Array {
  const all = new Uint32Array(some.length + others.length)
  all.set(some)
  all.set(others, some.length)
  return all
}

/** Whose rows these are: a visit is of the person it is named after. */
export const personOf = (rows: readonly string[], split: SplitKind): readonly string[] =>
  split === 'sessions' ? rows.map((visit) => visit.slice(0, visit.lastIndexOf(' '))) : rows
