import type { Item } from '../contract/item.ts'
import type { Connection } from './connection.ts'
import { type ItemRow, itemColumns, itemOf, itemRow } from './records.ts'
import type { Store } from './store.ts'

/** The products. */
export function catalogue({
  db,
  read,
  write,
}: Connection): Pick<
  Store,
  | 'putItems'
  | 'item'
  | 'itemsById'
  | 'allItems'
  | 'parents'
  | 'titles'
  | 'titleCounts'
  | 'retitle'
  | 'titlesBefore'
  | 'deleteItem'
  | 'catalogueVersion'
> {
  /** Whoever keeps a copy sees that it is old. */
  const moveOn = async () => {
    await db
      .insertInto('counters')
      .values({ name: 'catalogue', value: 1 })
      .onConflict((at) => at.column('name').doUpdateSet((now) => ({ value: now('counters.value', '+', 1) })))
      .execute()
  }

  const listed = () =>
    db
      .selectFrom('items')
      .select(['id', ...itemColumns])
      .where('listed', '=', 1)

  const itemsById: Store['itemsById'] = (ids) =>
    read(async () => {
      const found = new Map<string, Item>()
      for (let at = 0; at < ids.length; at += 500)
        for (const row of await listed()
          .where('id', 'in', ids.slice(at, at + 500))
          .execute())
          found.set(row.id, itemOf(row))
      return ids.map((id) => found.get(id))
    })

  /** id -> what listed products say in a column, those that say nothing left out */
  const said = (column: 'parent' | 'title') =>
    read(async () => {
      const rows = await db
        .selectFrom('items')
        .select(['id', column])
        .where('listed', '=', 1)
        .where(column, 'is not', null)
        .orderBy('id')
        .execute()
      return new Map(rows.map((row) => [row.id, row[column] as string]))
    })

  return {
    putItems(items: readonly Item[]): Promise<void> {
      return write(async () => {
        for (const item of items) {
          const row = { ...itemRow(item), listed: 1 }
          await db
            .insertInto('items')
            .values(row)
            .onConflict((at) => at.column('id').doUpdateSet(row))
            .execute()
        }
        if (items.length > 0) await moveOn()
      })
    },

    async item(id: string): Promise<Item | undefined> {
      return (await itemsById([id]))[0]
    },

    itemsById,

    allItems(): Promise<Item[]> {
      return read(async () => (await listed().orderBy('key').execute()).map(itemOf))
    },

    parents: () => said('parent'),
    titles: () => said('title'),

    titleCounts: () =>
      read(async () => {
        const rows = await db
          .selectFrom('item_titles')
          .innerJoin('items', 'items.key', 'item_titles.item_key')
          .select(['items.id as item', 'item_titles.title', 'item_titles.n as count'])
          .orderBy('item_titles.item_key')
          .orderBy('item_titles.title')
          .execute()
        // A row of node:sqlite has no prototype, which strict comparison and class checks stumble over.
        return rows.map((row) => ({ ...row }))
      }),

    retitle: (titles) =>
      write(async () => {
        for (const { item, title } of titles) {
          const now = await db
            .selectFrom('items')
            .leftJoin('retitled', 'retitled.item_key', 'items.key')
            .select(['items.key', 'items.title', 'retitled.before', 'retitled.after'])
            .where('items.id', '=', item)
            .where('items.title', 'is not', null)
            .executeTakeFirst()
          if (!now) continue
          await db.updateTable('items').set({ title }).where('key', '=', now.key).execute()
          await db.deleteFrom('retitled').where('item_key', '=', now.key).execute()
          // another hand may have named it since: then that is what stood before
          const before = (now.before !== null && now.after === now.title ? now.before : now.title) as string
          if (before === title) continue
          await db.insertInto('retitled').values({ item_key: now.key, before, after: title }).execute()
        }
        if (titles.length > 0) await moveOn()
      }),

    titlesBefore: () =>
      read(async () => {
        const rows = await db
          .selectFrom('retitled')
          .innerJoin('items', 'items.key', 'retitled.item_key')
          .select(['items.id', 'retitled.before'])
          .whereRef('items.title', '=', 'retitled.after')
          .orderBy('items.id')
          .execute()
        return new Map(rows.map(({ id, before }) => [id, before]))
      }),

    deleteItem(id: string): Promise<boolean> {
      return write(async () => {
        const nothing = Object.fromEntries(itemColumns.map((column) => [column, null])) as Omit<ItemRow, 'id'>
        const { numUpdatedRows } = await db
          .updateTable('items')
          .set({ ...nothing, listed: 0 })
          .where('id', '=', id)
          .where('listed', '=', 1)
          .executeTakeFirst()
        if (numUpdatedRows > 0n) await moveOn()
        return numUpdatedRows > 0n
      })
    },

    catalogueVersion(): Promise<number> {
      return read(async () => {
        const row = await db.selectFrom('counters').select('value').where('name', '=', 'catalogue').executeTakeFirst()
        return row?.value ?? 0
      })
    },
  }
}
