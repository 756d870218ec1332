import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Kernels } from '../../kernels/kernels.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { Model } from '../../model/model.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { Store } from '../../store/store.ts'
import { readModelFile } from './model-file.ts'

/** The version a model began at, or why it was fitted anew. */
export type Updated = { from: string } | { anew: string }

interface Question {
  store: Store
  dataDir: string
  resolved: Resolved
  /** what is to be learnt now */
  items: Vocabulary
  /** sha256 of the ids of those who wish to be forgotten */
  erased: ReadonlySet<string>
  kernels: Kernels
}

/**
 * The live model, if a new one may begin at it: it answers to the same recipe, its items are the first of today's, and
 * nobody whom it learnt from has asked to be forgotten since. Its people and the weights of their rows may have changed in
 * any way: they are read anew.
 * @throws Fault  corrupt, not-found: the live model's file is damaged or gone
 */
export async function liveToUpdate(question: Question): Promise<{ model?: Model; updated: Updated }> {
  const { store, dataDir, resolved, items, erased, kernels } = question
  const { label, algorithm, options } = resolved
  const anew = (reason: string) => ({ updated: { anew: reason } })
  if (!algorithm.update) return anew(`${algorithm.name} has no update`)
  const live = await store.published()
  if (!live) return anew('no model is live')
  if (live.algorithm !== label) return anew(`the live model is ${live.algorithm}`)
  if (!isDeepStrictEqual(live.options, options)) return anew('the live model has other options')
  const trained = await readModelFile(join(dataDir, live.file), live.version, kernels)
  if (trained.users.ids.some((id) => erased.has(createHash('sha256').update(id).digest('hex'))))
    return anew('the live model has learnt from somebody who asked to be forgotten')
  if (trained.items.ids.some((id, row) => items.ids[row] !== id))
    return anew('items of the live model are gone, or stand in another order')
  return { model: trained.model, updated: { from: live.version } }
}
