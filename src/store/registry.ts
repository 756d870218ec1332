import type { Connection } from './connection.ts'
import type { ApiKey, ImportProgress, ModelVersion, Store, StoredRun, StoredSnapshot } from './store.ts'

/** What was made of the data, from what, and who may ask: imports, snapshots, model versions, evaluations, keys. */
export function registry({
  db,
  read,
  write,
}: Connection): Pick<
  Store,
  | 'importProgress'
  | 'imports'
  | 'addSnapshot'
  | 'snapshot'
  | 'snapshots'
  | 'addModel'
  | 'models'
  | 'publish'
  | 'published'
  | 'addRun'
  | 'runs'
  | 'run'
  | 'addKey'
  | 'keys'
  | 'deleteKey'
> {
  return {
    importProgress(fingerprint: string): Promise<ImportProgress | undefined> {
      return read(async () => {
        const row = await db
          .selectFrom('imports')
          .select('progress')
          .where('fingerprint', '=', fingerprint)
          .orderBy('key', 'desc')
          .executeTakeFirst()
        return row && (JSON.parse(row.progress) as ImportProgress)
      })
    },

    imports(): Promise<ImportProgress[]> {
      return read(async () => {
        const rows = await db.selectFrom('imports').select('progress').orderBy('key', 'desc').execute()
        return rows.map(({ progress }) => JSON.parse(progress) as ImportProgress)
      })
    },

    addSnapshot: (snapshot) =>
      write(async () => {
        await db
          .insertInto('snapshots')
          .values({ snapshot: snapshot.snapshot, created_ms: snapshot.createdMs, content: JSON.stringify(snapshot) })
          .execute()
      }),

    snapshot: (name) =>
      read(async () => {
        let query = db.selectFrom('snapshots').select('content').orderBy('created_ms', 'desc')
        if (name !== undefined) query = query.where('snapshot', '=', name)
        const row = await query.executeTakeFirst()
        return row && (JSON.parse(row.content) as StoredSnapshot)
      }),

    snapshots(): Promise<StoredSnapshot[]> {
      return read(async () => {
        const rows = await db.selectFrom('snapshots').select('content').orderBy('created_ms', 'desc').execute()
        return rows.map(({ content }) => JSON.parse(content) as StoredSnapshot)
      })
    },

    addModel: (model) =>
      write(async () => {
        const { publishedMs, ...content } = model
        await db
          .insertInto('models')
          .values({
            version: model.version,
            created_ms: model.createdMs,
            published_ms: publishedMs ?? null,
            content: JSON.stringify(content),
          })
          .execute()
      }),

    models(): Promise<ModelVersion[]> {
      return read(async () =>
        (
          await db.selectFrom('models').selectAll().orderBy('created_ms', 'desc').orderBy('version', 'desc').execute()
        ).map(modelOf),
      )
    },

    publish: (version, atMs) =>
      write(async () => {
        await db.updateTable('models').set({ published_ms: atMs }).where('version', '=', version).execute()
      }),

    published(): Promise<ModelVersion | undefined> {
      return read(async () => {
        const row = await db
          .selectFrom('models')
          .selectAll()
          .where('published_ms', 'is not', null)
          .orderBy('published_ms', 'desc')
          .orderBy('version', 'desc')
          .executeTakeFirst()
        return row && modelOf(row)
      })
    },

    addRun: (run) =>
      write(async () => {
        await db
          .insertInto('runs')
          .values({ run: run.run, created_ms: run.createdMs, content: JSON.stringify(run) })
          .execute()
      }),

    runs(): Promise<StoredRun[]> {
      return read(async () => {
        const rows = await db
          .selectFrom('runs')
          .select('content')
          .orderBy('created_ms', 'desc')
          .orderBy('run', 'desc')
          .execute()
        return rows.map(({ content }) => JSON.parse(content) as StoredRun)
      })
    },

    run: (name) =>
      read(async () => {
        const row = await db.selectFrom('runs').select('content').where('run', '=', name).executeTakeFirst()
        return row && (JSON.parse(row.content) as StoredRun)
      }),

    addKey: ({ createdMs, ...key }) =>
      write(async () => {
        await db
          .insertInto('keys')
          .values({ ...key, created_ms: createdMs })
          .execute()
      }),

    keys(): Promise<ApiKey[]> {
      return read(async () =>
        (await db.selectFrom('keys').selectAll().orderBy('created_ms').execute()).map(({ created_ms, ...key }) => ({
          ...key,
          createdMs: created_ms,
        })),
      )
    },

    deleteKey: (prefix) =>
      write(async () => {
        const { numDeletedRows } = await db.deleteFrom('keys').where('prefix', '=', prefix).executeTakeFirst()
        return numDeletedRows > 0n
      }),
  }
}

function modelOf(row: { published_ms: number | null; content: string }): ModelVersion {
  const model = JSON.parse(row.content) as ModelVersion
  return row.published_ms === null ? model : { ...model, publishedMs: row.published_ms }
}
