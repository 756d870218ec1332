import type { Kysely, Migration } from 'kysely'

/**
 * The history of the tables, oldest first, forward only. A migration that has shipped is never changed: the next one
 * is appended. Only what SQLite and PostgreSQL both understand is said here.
 */
export const migrations: Record<string, Migration> = {
  '0001-first-house': {
    async up(db: Kysely<unknown>) {
      const { schema } = db
      const key = (table: string) =>
        schema.createTable(table).addColumn('key', 'integer', (column) => column.primaryKey().autoIncrement())

      await key('items')
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('listed', 'integer', (column) => column.notNull().defaultTo(1))
        .addColumn('title', 'text')
        .addColumn('description', 'text')
        .addColumn('category', 'text')
        .addColumn('brand', 'text')
        .addColumn('price', 'double precision')
        .addColumn('currency', 'text')
        .addColumn('url', 'text')
        .addColumn('image', 'text')
        .addColumn('available', 'integer')
        .addColumn('parent', 'text')
        .addColumn('attributes', 'text')
        .execute()
      await key('users')
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('country', 'text')
        .addColumn('city', 'text')
        .addColumn('gender', 'text')
        .addColumn('birth_year', 'integer')
        .addColumn('attributes', 'text')
        .execute()
      for (const table of ['visitors', 'orders'])
        await key(table)
          .addColumn('id', 'text', (column) => column.notNull().unique())
          .execute()
      await schema
        .createTable('events')
        .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('kind', 'integer', (column) => column.notNull())
        .addColumn('time_ms', 'bigint', (column) => column.notNull())
        .addColumn('user_key', 'integer')
        .addColumn('visitor_key', 'integer')
        .addColumn('item_key', 'integer')
        .addColumn('order_key', 'integer')
        .addColumn('quantity', 'double precision')
        .addColumn('price', 'double precision')
        .addColumn('rating', 'double precision')
        .addColumn('query', 'text')
        .addColumn('list', 'text')
        .addColumn('position', 'integer')
        .addColumn('import_key', 'integer')
        .execute()
      // Lines without a person are many in files, and nobody asks for them by person.
      for (const who of ['user', 'visitor'])
        await schema
          .createIndex(`events_of_${who}`)
          .on('events')
          .columns([`${who}_key`, 'time_ms'])
          .where(`${who}_key`, 'is not', null)
          .execute()
      await key('imports')
        .addColumn('fingerprint', 'text', (column) => column.notNull())
        .addColumn('started_ms', 'bigint', (column) => column.notNull())
        .addColumn('done', 'integer', (column) => column.notNull())
        .addColumn('progress', 'text', (column) => column.notNull())
        .addUniqueConstraint('imports_run', ['fingerprint', 'started_ms'])
        .execute()
      await schema
        .createTable('item_titles')
        .addColumn('item_key', 'integer', (column) => column.notNull())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('n', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('item_titles_pk', ['item_key', 'title'])
        .execute()
      await schema
        .createTable('snapshots')
        .addColumn('snapshot', 'text', (column) => column.primaryKey())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('content', 'text', (column) => column.notNull())
        .execute()
      await schema
        .createTable('models')
        .addColumn('version', 'text', (column) => column.primaryKey())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('published_ms', 'bigint')
        .addColumn('content', 'text', (column) => column.notNull())
        .execute()
      await schema
        .createTable('keys')
        .addColumn('prefix', 'text', (column) => column.primaryKey())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('scope', 'text', (column) => column.notNull())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .execute()
      await schema
        .createTable('erasures')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .execute()
      await schema
        .createTable('counters')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('value', 'integer', (column) => column.notNull())
        .execute()
    },
  },
  '0002-runs': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('runs')
        .addColumn('run', 'text', (column) => column.primaryKey())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('content', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0003-merges': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('merges')
        .addColumn('one', 'text', (column) => column.notNull())
        .addColumn('other', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('merges_pk', ['one', 'other'])
        .execute()
    },
  },
  '0004-lines': {
    async up({ schema }: Kysely<unknown>) {
      await schema.alterTable('events').addColumn('line', 'integer').execute()
    },
  },
  '0005-titles-before': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('retitled')
        .addColumn('item_key', 'integer', (column) => column.primaryKey())
        .addColumn('before', 'text', (column) => column.notNull())
        .addColumn('after', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0006-releases': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('releases')
        .addColumn('who', 'text', (column) => column.primaryKey())
        .addColumn('at_ms', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
  '0007-devices': {
    async up({ schema }: Kysely<unknown>) {
      await schema.alterTable('events').addColumn('device', 'integer').execute()
    },
  },
}
