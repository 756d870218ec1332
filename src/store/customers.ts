import { createHash } from 'node:crypto'
import type { User } from '../contract/user.ts'
import type { Connection } from './connection.ts'
import { userColumns, userOf, userRow } from './records.ts'
import type { Store } from './store.ts'

/** The customers, and the memory of those who asked to be forgotten. */
export function customers({
  db,
  read,
  write,
}: Connection): Pick<
  Store,
  | 'putUsers'
  | 'user'
  | 'usersById'
  | 'deleteUser'
  | 'mergeUsers'
  | 'unmergeUsers'
  | 'merges'
  | 'release'
  | 'unrelease'
  | 'releases'
  | 'erasures'
> {
  const usersById: Store['usersById'] = (ids) =>
    read(async () => {
      const found = new Map<string, User>()
      for (let at = 0; at < ids.length; at += 500)
        for (const row of await db
          .selectFrom('users')
          .select(['id', ...userColumns])
          .where('id', 'in', ids.slice(at, at + 500))
          .execute())
          found.set(row.id, userOf(row))
      return ids.map((id) => found.get(id))
    })

  return {
    putUsers: (users) =>
      write(async () => {
        for (const user of users) {
          const row = userRow(user)
          await db
            .insertInto('users')
            .values(row)
            .onConflict((at) => at.column('id').doUpdateSet(row))
            .execute()
        }
      }),

    user: async (id) => (await usersById([id]))[0],

    usersById,

    deleteUser(id: string): Promise<boolean> {
      return write(async () => {
        const user = await db.deleteFrom('users').where('id', '=', id).returning('key').executeTakeFirst()
        if (!user) return false
        await db.deleteFrom('events').where('user_key', '=', user.key).execute()
        await db
          .deleteFrom('merges')
          .where((row) => row.or([row('one', '=', id), row('other', '=', id)]))
          .execute()
        await db.deleteFrom('releases').where('who', '=', id).execute()
        await db
          .insertInto('erasures')
          .values({ hash: createHash('sha256').update(id).digest('hex') })
          .onConflict((at) => at.doNothing())
          .execute()
        return true
      })
    },

    mergeUsers: (a, b) =>
      write(async () => {
        if (a === b) return false
        const { numInsertedOrUpdatedRows = 0n } = await db
          .insertInto('merges')
          .values(inOrder(a, b))
          .onConflict((at) => at.doNothing())
          .executeTakeFirst()
        return numInsertedOrUpdatedRows > 0n
      }),

    unmergeUsers: (a, b) =>
      write(async () => {
        const { one, other } = inOrder(a, b)
        const { numDeletedRows } = await db
          .deleteFrom('merges')
          .where('one', '=', one)
          .where('other', '=', other)
          .executeTakeFirst()
        return numDeletedRows > 0n
      }),

    merges: () =>
      read(async () => {
        const rows = await db.selectFrom('merges').selectAll().orderBy('one').orderBy('other').execute()
        return rows.map(({ one, other }): [string, string] => [one, other])
      }),

    release: (who, atMs) =>
      write(async () => {
        const { numInsertedOrUpdatedRows = 0n } = await db
          .insertInto('releases')
          .values({ who, at_ms: atMs })
          .onConflict((at) => at.doNothing())
          .executeTakeFirst()
        return numInsertedOrUpdatedRows > 0n
      }),

    unrelease: (who) =>
      write(async () => {
        const { numDeletedRows } = await db.deleteFrom('releases').where('who', '=', who).executeTakeFirst()
        return numDeletedRows > 0n
      }),

    releases: () =>
      read(async () => {
        const rows = await db.selectFrom('releases').selectAll().orderBy('who').execute()
        return rows.map(({ who, at_ms }) => ({ who, atMs: at_ms }))
      }),

    erasures(): Promise<Set<string>> {
      return read(async () => {
        const rows = await db.selectFrom('erasures').select('hash').execute()
        return new Set(rows.map(({ hash }) => hash))
      })
    },
  }
}

const inOrder = (a: string, b: string) => (a < b ? { one: a, other: b } : { one: b, other: a })
