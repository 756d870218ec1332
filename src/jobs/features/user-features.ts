import type { User } from '../../contract/user.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { FieldReading } from '../../prepare/fields/ready.ts'
import { type SegmentOf, segmentsOf } from '../../prepare/segments.ts'
import type { Trained } from '../../recommend/trained.ts'
import type { Store } from '../../store/store.ts'
import type { SnapshotMeta } from '../prepare/snapshot-file.ts'
import type { FieldsConfigured } from './field-reading.ts'

/** People as columns, and what to call them: a serving shop asks in the columns of its training. */
export interface PeopleColumns {
  /** one for each column */
  names: string[]
  /** to which ages were counted */
  year: number
  /** what is done to their fields, and what was learnt for it; a model of an earlier day did nothing */
  fields?: Omit<FieldReading, 'year'>
  /** who bought for a business, of those it knew; missing where they were no segment of their own */
  wholesale?: string[]
}

/** In which segment people are, as preparation found it; nothing where a shop has no wholesale buyers. */
export function segmentsOfSnapshot({ wholesale = [] }: Pick<SnapshotMeta, 'wholesale'>, users: Vocabulary) {
  return wholesale.length > 0 ? segmentsOf(new Set(wholesale), users) : undefined
}

/**
 * What is known of the people, for the models that read it; nothing when none of them does.
 * @param users  those of a training: what fields are filled and scaled by is learnt from them
 */
export async function peopleFor(
  models: readonly Resolved[],
  users: readonly string[],
  store: Store,
  config: FieldsConfigured,
  atMs: number,
  segmentOf?: SegmentOf,
): Promise<{ userFeatures?: Csr; people?: PeopleColumns }> {
  if (!models.some(({ algorithm, options }) => algorithm.needs?.(options).includes('userFeatures'))) return {}
  const { learnReading } = await import('./field-reading.ts')
  const known = await store.usersById(users)
  const { year, ...fields } = await learnReading(known, 'people', config, new Date(atMs).getUTCFullYear())
  const segments = segmentOf && users.map(segmentOf)
  const { matrix, names } = await columnsOf(known, { year, fields }, segments)
  const wholesale = segments && users.filter((_, u) => segments[u] === 'wholesale')
  return { userFeatures: matrix, people: { names, year, fields, ...(wholesale && { wholesale }) } }
}

/** The same, in the columns of a training, for people who were no part of it; nothing when no model reads it. */
export async function peopleLike(
  people: PeopleColumns | undefined,
  users: readonly string[],
  store: Store,
  segmentOf?: SegmentOf,
): Promise<{ userFeatures?: Csr }> {
  if (!people) return {}
  const segments = segmentOf && users.map(segmentOf)
  return { userFeatures: (await columnsOf(await store.usersById(users), people, segments)).matrix }
}

/** The same for one person who asks; nothing for strangers. @param members  all ids of the person */
export async function personFor(
  { people, users }: Pick<Trained, 'people' | 'users'>,
  user: string | undefined,
  members: readonly string[],
  store: Store,
): Promise<{ userFeatures?: Csr }> {
  if (!people) return {}
  const known = user === undefined ? undefined : await store.user(user)
  const { wholesale } = people
  const segments = wholesale && members.map(segmentsOf(wholesale, users))
  const segment = segments?.includes('wholesale') ? 'wholesale' : segments?.find((one) => one !== undefined)
  return { userFeatures: (await columnsOf([known], people as Omit<PeopleColumns, 'wholesale'>, [segment])).matrix }
}

/** People's fields read as training read them, as columns; those of the training where it is over. */
async function columnsOf(
  known: readonly (User | undefined)[],
  { names, year, fields = { rules: {}, learnt: {} } }: Pick<PeopleColumns, 'year' | 'fields'> & { names?: string[] },
  segments?: readonly (string | undefined)[],
): Promise<{ matrix: Csr; names: string[] }> {
  const [{ userFeatures }, { readied }, { howNumbersStand }] = await Promise.all([
    import('../../prepare/user-features.ts'),
    import('../../prepare/fields/ready.ts'),
    import('./field-reading.ts'),
  ])
  const reading = { ...fields, year }
  const { scales, marksUnknown } = howNumbersStand(reading)
  return userFeatures(readied(known, 'people', reading), {
    ...{ year, scales, marksUnknownAge: marksUnknown('age') },
    ...(names && { names }),
    ...(segments && { segments }),
  })
}
