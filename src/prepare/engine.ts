import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

/** A columnar SQL engine in memory (DuckDB): what pandas is elsewhere. Nothing of it survives `close`. */
export interface Engine {
  run(sql: string): Promise<void>
  /** Numbers come as numbers; cast counts to DOUBLE in the SQL, so that none comes as a bigint. */
  all<Row extends Record<string, unknown>>(sql: string): Promise<Row[]>
  /** The first row of an answer that has one. */
  one<Row extends Record<string, unknown>>(sql: string): Promise<Row>
  /** Appends rows of equal length to a table, column by column. */
  append(table: string, columns: readonly (readonly DuckDBValue[])[]): Promise<void>
  close(): void
}

export interface EngineOptions {
  memoryBytes?: number
  threads?: number
}

/** Rows appended in one go: what the engine keeps together. */
const chunkRows = 2048

export async function openEngine({ memoryBytes = 2 ** 31, threads }: EngineOptions = {}): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.ceil(memoryBytes / 1e6)}MB`,
    ...(threads !== undefined && { threads: String(threads) }),
    // the order of rows is part of every answer here: the first of two repeats is the one that stays
    preserve_insertion_order: 'true',
  })
  const connection = await instance.connect()
  const all = async <Row>(sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[]
  return {
    all,
    async run(sql) {
      await connection.run(sql)
    },
    async one<Row>(sql: string) {
      const [row] = await all<Row>(sql)
      if (!row) throw new RangeError(`no row came of ${sql}`)
      return row
    },
    append: (table, columns) => append(connection, table, columns),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function append(
  connection: DuckDBConnection,
  table: string,
  columns: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  const { DuckDBDataChunk } = await import('@duckdb/node-api')
  const appender = await connection.createAppender(table)
  const types = Array.from({ length: appender.columnCount }, (_, at) => appender.columnType(at))
  const nRows = columns[0]?.length ?? 0
  for (let start = 0; start < nRows; start += chunkRows) {
    const chunk = DuckDBDataChunk.create(types)
    chunk.setColumns(columns.map((column) => column.slice(start, start + chunkRows)))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

/** A name as SQL takes it, whatever is in it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** A text as SQL takes it. */
export const text = (value: string) => `'${value.replaceAll("'", "''")}'`
