import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'
import { userColumns, userOf, userRow } from './records.ts'
import type { Store } from './store.ts'

/** The customers, and the memory of those who asked to be forgotten. */
export function customers({
  db,
  read,
  write,
}: Connection): Pick<Store, 'putUsers' | 'user' | 'deleteUser' | 'erasures'> {
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

    user: (id) =>
      read(async () => {
        const row = await db
          .selectFrom('users')
          .select(['id', ...userColumns])
          .where('id', '=', id)
          .executeTakeFirst()
        return row && userOf(row)
      }),

    deleteUser(id: string): Promise<boolean> {
      return write(async () => {
        const user = await db.deleteFrom('users').where('id', '=', id).returning('key').executeTakeFirst()
        if (!user) return false
        await db.deleteFrom('events').where('user_key', '=', user.key).execute()
        await db
          .insertInto('erasures')
          .values({ hash: createHash('sha256').update(id).digest('hex') })
          .onConflict((at) => at.doNothing())
          .execute()
        return true
      })
    },

    erasures(): Promise<Set<string>> {
      return read(async () => {
        const rows = await db.selectFrom('erasures').select('hash').execute()
        return new Set(rows.map(({ hash }) => hash))
      })
    },
  }
}
