import { readItems, readUsers, yearOfAges } from '../../collect/about-files.ts'
import { Fault } from '../../contract/fault.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { Interactions } from '../../model/interactions.ts'
import type { ItemFeatures, Need } from '../../model/model.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import { type KnownFacts, knownFacts } from './known-facts.ts'
import type { SplitTrial } from './split-trial.ts'

/** Further files of a published split. */
export interface AboutFiles {
  /** what is known of its items */
  items?: string
  /** and of its users */
  users?: string
}

/** A split with what is known of its items and users, for the models and figures that read it. */
export interface KnownSplit {
  split: SplitTrial
  itemFeatures?: ItemFeatures
  facts: Partial<KnownFacts>
  warnings: string[]
}

/**
 * @param models  what they need is made; with `auto` whatever there is, as it may choose what reads it
 * @throws Fault  not-found, no-access, bad-file; bad-data when a file names nothing that the split holds
 */
export async function aboutSplit(
  split: SplitTrial,
  { items: itemFile, users: userFile }: AboutFiles,
  models: readonly Resolved[] | 'auto',
): Promise<KnownSplit> {
  const needs = (need: Need) =>
    models === 'auto' || models.some(({ algorithm, options }) => algorithm.needs?.(options).includes(need))
  const items = itemFile === undefined ? undefined : inRows(await readItems(itemFile), split.items, itemFile, 'items')
  const users = userFile === undefined ? undefined : inRows(await readUsers(userFile), split.users, userFile, 'users')
  const known: KnownSplit = { split, facts: {}, warnings: [] }
  for (const [file, of, rows] of [
    [itemFile, 'items', items],
    [userFile, 'users', users],
  ] as const) {
    const silent = rows?.filter((row) => row === undefined).length ?? 0
    if (silent > 0)
      known.warnings.push(`Of ${count(silent)} of the ${count(rows?.length ?? 0)} ${of} ${file} says nothing.`)
  }
  if (items && needs('itemFeatures')) {
    const { itemFeatures } = await import('../../prepare/item-features.ts')
    const { fields, price } = itemFeatures(items)
    known.itemFeatures = { fields, price }
  }
  if (users && needs('userFeatures')) known.split = await withUsers(split, users)
  if (items || users) {
    const byName = (name: string) => users?.[split.users.row(name)]
    known.facts = knownFacts(items ?? new Array(split.items.size).fill(undefined), split.asked.map(byName))
  }
  return known
}

async function withUsers(split: SplitTrial, users: Parameters<typeof knownFacts>[1]): Promise<SplitTrial> {
  const { userFeatures } = await import('../../prepare/user-features.ts')
  const { matrix, names } = userFeatures(users, { year: yearOfAges })
  const asked = split.asked.map((name) => users[split.users.row(name)])
  const ofAsked = userFeatures(asked, { year: yearOfAges, names }).matrix
  const train: Interactions = { ...split.train, userFeatures: matrix }
  return { ...split, train, histories: { ...split.histories, userFeatures: ofAsked } }
}

function inRows<T extends { id: string }>(
  records: readonly T[],
  rows: Vocabulary,
  file: string,
  of: string,
): (T | undefined)[] {
  const known: (T | undefined)[] = new Array(rows.size).fill(undefined)
  let n = 0
  for (const record of records) {
    const row = rows.row(record.id)
    if (row < 0) continue
    known[row] = record
    n++
  }
  if (n === 0)
    throw new Fault(
      'bad-data',
      `${of}: none of the ${count(records.length)} ids of ${file} (the first is ${records[0]?.id}) is one of the split's (such as ${rows.ids[0]})`,
    )
  return known
}

const count = (n: number) => n.toLocaleString('en')
