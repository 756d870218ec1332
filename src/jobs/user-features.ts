import type { Resolved } from '../model/algorithms.ts'
import type { Csr } from '../numbers/csr.ts'
import type { Store } from '../store/store.ts'

/** People as columns, and what to call them: a serving shop asks in the columns of its training. */
export interface PeopleColumns {
  /** one for each column */
  names: string[]
  /** to which ages were counted */
  year: number
}

/** What is known of the people, for the models that read it; nothing when none of them does. */
export async function peopleFor(
  models: readonly Resolved[],
  users: readonly string[],
  store: Store,
  atMs: number,
): Promise<{ userFeatures?: Csr; people?: PeopleColumns }> {
  if (!models.some(({ algorithm, options }) => algorithm.needs?.(options).includes('userFeatures'))) return {}
  const { userFeatures } = await import('../prepare/user-features.ts')
  const year = new Date(atMs).getUTCFullYear()
  const { matrix, names } = userFeatures(await store.usersById(users), { year })
  return { userFeatures: matrix, people: { names, year } }
}

/** The same, in the columns of a training, for people who were no part of it; nothing when no model reads it. */
export async function peopleLike(
  people: PeopleColumns | undefined,
  users: readonly string[],
  store: Store,
): Promise<{ userFeatures?: Csr }> {
  if (!people) return {}
  const { userFeatures } = await import('../prepare/user-features.ts')
  return { userFeatures: userFeatures(await store.usersById(users), people).matrix }
}

/** The same for one person who asks; nothing for strangers. */
export async function personFor(
  people: PeopleColumns | undefined,
  user: string | undefined,
  store: Store,
): Promise<{ userFeatures?: Csr }> {
  if (!people) return {}
  const { userFeatures } = await import('../prepare/user-features.ts')
  const known = user === undefined ? undefined : await store.user(user)
  return { userFeatures: userFeatures([known], people).matrix }
}
