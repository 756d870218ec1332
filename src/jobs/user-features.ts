import type { Resolved } from '../model/algorithms.ts'
import type { Csr } from '../numbers/csr.ts'
import type { Vocabulary } from '../numbers/vocabulary.ts'
import { type SegmentOf, segmentsOf } from '../prepare/segments.ts'
import type { Trained } from '../recommend/trained.ts'
import type { Store } from '../store/store.ts'
import type { SnapshotMeta } from './snapshot-file.ts'

/** People as columns, and what to call them: a serving shop asks in the columns of its training. */
export interface PeopleColumns {
  /** one for each column */
  names: string[]
  /** to which ages were counted */
  year: number
  /** who bought for a business, of those it knew; missing where they were no segment of their own */
  wholesale?: string[]
}

/** In which segment people are, as preparation found it; nothing where a shop has no wholesale buyers. */
export function segmentsOfSnapshot({ wholesale = [] }: Pick<SnapshotMeta, 'wholesale'>, users: Vocabulary) {
  return wholesale.length > 0 ? segmentsOf(new Set(wholesale), users) : undefined
}

/** What is known of the people, for the models that read it; nothing when none of them does. */
export async function peopleFor(
  models: readonly Resolved[],
  users: readonly string[],
  store: Store,
  atMs: number,
  segmentOf?: SegmentOf,
): Promise<{ userFeatures?: Csr; people?: PeopleColumns }> {
  if (!models.some(({ algorithm, options }) => algorithm.needs?.(options).includes('userFeatures'))) return {}
  const { userFeatures } = await import('../prepare/user-features.ts')
  const year = new Date(atMs).getUTCFullYear()
  const segments = segmentOf && users.map(segmentOf)
  const { matrix, names } = userFeatures(await store.usersById(users), { year, ...(segments && { segments }) })
  const wholesale = segments && users.filter((_, u) => segments[u] === 'wholesale')
  return { userFeatures: matrix, people: { names, year, ...(wholesale && { wholesale }) } }
}

/** The same, in the columns of a training, for people who were no part of it; nothing when no model reads it. */
export async function peopleLike(
  people: PeopleColumns | undefined,
  users: readonly string[],
  store: Store,
  segmentOf?: SegmentOf,
): Promise<{ userFeatures?: Csr }> {
  if (!people) return {}
  const { userFeatures } = await import('../prepare/user-features.ts')
  const segments = segmentOf && users.map(segmentOf)
  return {
    userFeatures: userFeatures(await store.usersById(users), { ...people, ...(segments && { segments }) }).matrix,
  }
}

/** The same for one person who asks; nothing for strangers. @param members  all ids of the person */
export async function personFor(
  { people, users }: Pick<Trained, 'people' | 'users'>,
  user: string | undefined,
  members: readonly string[],
  store: Store,
): Promise<{ userFeatures?: Csr }> {
  if (!people) return {}
  const { userFeatures } = await import('../prepare/user-features.ts')
  const known = user === undefined ? undefined : await store.user(user)
  const { wholesale } = people
  const segments = wholesale && members.map(segmentsOf(wholesale, users))
  const segment = segments?.includes('wholesale') ? 'wholesale' : segments?.find((one) => one !== undefined)
  return { userFeatures: userFeatures([known], { ...people, segments: [segment] }).matrix }
}
