import { Fault } from '../../contract/fault.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import { algorithms } from '../../model/algorithms.ts'
import type { Interactions, Sequences } from '../../model/interactions.ts'
import type { Model } from '../../model/model.ts'
import type { Csr } from '../../numbers/csr.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { defaultConfig, type PrepareConfig } from '../../prepare/config.ts'
import { weighEach } from '../../prepare/event-weight.ts'
import { basketGapMs } from '../../prepare/sequences.ts'
import { weighHistory } from '../../prepare/weights.ts'
import type { Trained } from '../../recommend/trained.ts'
import { readArtefact, writeArtefact } from '../../store/artefact.ts'
import type { PeopleColumns } from '../features/user-features.ts'
import { packIds, unpackIds } from './packed-ids.ts'

/** What a model version is made of. No clock and no chance in it: the same training gives the same bytes. */
export interface ModelContent {
  algorithm: string
  options: Record<string, unknown>
  seed: number
  snapshot: string
  untilSeq: number
  /** what training prepared by: one person's events are weighed by it too */
  weighing: PrepareConfig
  /** products that count for another, and for which */
  standsFor: [string, string][]
  /** those pairs of `weighing.samePerson` that the store kept: it may have taken them back since */
  merges: [string, string][]
  weighedMs: number
  /** columns of what is known of people; for models that read it */
  people?: PeopleColumns
  model: Model
  users: Vocabulary
  items: Vocabulary
  histories: Interactions
  bought: Uint8Array
}

type Meta = Omit<ModelContent, 'model' | 'users' | 'items' | 'histories' | 'bought' | 'standsFor'> & {
  model: Record<string, unknown>
  /** where files of an earlier day have it */
  standsFor?: [string, string][]
}

const modelPrefix = 'model.'

/** Writes a model version; resolves when it is on disk under its name. */
export function writeModelFile(path: string, content: ModelContent): Promise<{ sizeBytes: number; sha256: string }> {
  const { model, users, items, histories, bought, standsFor, ...rest } = content
  const parts = model.parts()
  const readsOrder = algorithms[content.algorithm]?.needs?.(content.options).includes('sequences')
  const packedUsers = packIds(users.ids)
  const packedItems = packIds(items.ids)
  // one after the other, its stand-in behind each: a shop may have a million variants
  const packedPairs = packIds(standsFor.flat())
  const meta: Meta = { ...rest, model: parts.meta }
  return writeArtefact(path, {
    kind: 'model',
    meta: meta as unknown as Record<string, unknown>,
    arrays: {
      'users.text': packedUsers.text,
      'users.lengths': packedUsers.lengths,
      'items.text': packedItems.text,
      'items.lengths': packedItems.lengths,
      'standsFor.text': packedPairs.text,
      'standsFor.lengths': packedPairs.lengths,
      'histories.rowStart': histories.rowStart,
      'histories.column': histories.column,
      'histories.value': histories.value,
      ...(readsOrder && histories.sequences && sequenceArrays(histories.sequences)),
      bought,
      ...Object.fromEntries(Object.entries(parts.arrays).map(([name, array]) => [modelPrefix + name, array])),
    },
  })
}

/** Reads a model version for serving. @throws Fault corrupt, not-found */
export async function readModelFile(path: string, version: string, kernels: Kernels): Promise<Trained> {
  const { meta, arrays } = await readArtefact(path, 'model')
  const { algorithm, model, weighedMs, people, untilSeq, merges = [], ...more } = meta as unknown as Meta
  // A model of an earlier day says less; what it leaves out went by the defaults.
  const weighing = {
    ...defaultConfig,
    ...more.weighing,
    weights: { ...defaultConfig.weights, ...more.weighing?.weights },
  }
  const made = algorithms[algorithm]
  if (!made) throw new Fault('corrupt', `${path}: made by "${algorithm}", an algorithm this osusume does not know`)
  try {
    const ids = (of: string) =>
      unpackIds({ text: arrays[`${of}.text`] as Uint8Array, lengths: arrays[`${of}.lengths`] as Uint32Array })
    const users = new Vocabulary(ids('users'))
    const items = new Vocabulary(ids('items'))
    const sequences = sequencesFrom(arrays)
    const histories: Interactions = {
      ...(sequences && { sequences }),
      nRows: users.size,
      nCols: items.size,
      rowStart: arrays['histories.rowStart'] as Uint32Array,
      column: arrays['histories.column'] as Uint32Array,
      value: arrays['histories.value'] as Float32Array,
    }
    const ofModel = Object.entries(arrays).filter(([name]) => name.startsWith(modelPrefix))
    const parts = Object.fromEntries(ofModel.map(([name, array]) => [name.slice(modelPrefix.length), array]))
    return {
      version,
      model: made.load({ meta: model, arrays: parts as Record<string, Float32Array> }, kernels),
      items,
      users,
      histories,
      bought: arrays.bought as Uint8Array,
      popularity: popularityOf(histories),
      weighing: {
        weigh: (events, nowMs, standsFor) => weighHistory(events, weighing.weights, nowMs, weighing, standsFor),
        each: (newestFirst, nowMs) => weighEach(newestFirst, weighing.weights, nowMs),
        basketGapMs,
        repeats: weighing.weights.repeats,
        halfLifeDays: weighing.weights.halfLifeDays,
      },
      standsFor: standIns(arrays['standsFor.text'] ? ids('standsFor') : (more.standsFor ?? []).flat()),
      samePerson: { pairs: weighing.samePerson, merges },
      weighedMs,
      ...(people && { people: readPeople(people) }),
      untilSeq,
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    // The checksum held, so the bytes are those that were written: by another version of this program.
    throw new Fault('corrupt', `${path}: not a model this osusume can read; osusume train makes a new one`, { cause })
  }
}

const readPeople = ({ names, year, fields, wholesale }: PeopleColumns) => ({
  ...{ names, year },
  ...(fields && { fields }),
  ...(wholesale && { wholesale: new Set(wholesale) }),
})

/** Products and what each counts for, taken in turns. */
function standIns(pairs: readonly string[]): Map<string, string> {
  const counts = new Map<string, string>()
  for (let at = 0; at < pairs.length; at += 2) counts.set(pairs[at] as string, pairs[at + 1] as string)
  return counts
}

const sequencePrefix = 'histories.sequences.'

const sequenceArrays = (sequences: Sequences) =>
  Object.fromEntries(Object.entries(sequences).map(([name, array]) => [sequencePrefix + name, array]))

/** Absent in the file of a model that reads no order. */
function sequencesFrom(arrays: Record<string, unknown>): Sequences | undefined {
  const of = (name: keyof Sequences) => arrays[sequencePrefix + name]
  const [rowStart, item, day, weight, basket] = [of('rowStart'), of('item'), of('day'), of('weight'), of('basket')]
  if (rowStart === undefined) return undefined
  return { rowStart, item, day, weight, basket } as Sequences
}

/** Share of the users who have each item in their history. */
function popularityOf({ nRows, nCols, column }: Csr): Float32Array {
  const share = new Float32Array(nCols)
  for (const item of column) share[item]!++
  for (let i = 0; i < nCols; i++) share[i]! /= Math.max(1, nRows)
  return share
}
