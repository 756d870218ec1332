import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { Layout, RawRow } from './raw-row.ts'

/**
 * Rows of a Parquet file through DuckDB in memory, every value as text, lists and structures as JSON. A row's `line` is its number, its `raw` a CSV-like
 * line of its values. DuckDB is loaded only here: text files do not pay for it.
 */
export async function parquetLayout(path: string): Promise<Layout> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const options = { memory_limit: '512MB', temp_directory: join(tmpdir(), `osusume-${process.pid}`) }
  const connection = await (await DuckDBInstance.create(':memory:', options)).connect()
  const file = `'${path.replaceAll("'", "''")}'`
  const columns = await connection
    .runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`)
    .then((result) => result.getRows().map(([name, type]) => ({ name: String(name), type: String(type) })))
    .catch((error: Error) => {
      throw new Fault('bad-file', `${basename(path)}: cannot be read as Parquet: ${error.message.split('\n')[0]}`, {
        cause: error,
      })
    })
  // Times come as epoch milliseconds, whatever their unit in the file: one format for the mapping.
  const select = columns
    .map(({ name, type }) => {
      const column = `"${name.replaceAll('"', '""')}"`
      return type.startsWith('TIMESTAMP') || type === 'DATE'
        ? `CAST(epoch_ms(CAST(${column} AS TIMESTAMP)) AS VARCHAR)`
        : /\[|^(STRUCT|MAP)/.test(type)
          ? `CAST(to_json(${column}) AS VARCHAR)`
          : `CAST(${column} AS VARCHAR)`
    })
    .join(', ')
  return {
    columns: columns.map(({ name }) => name),
    hasHeader: true,
    async *rows(skip) {
      const result = await connection.stream(`SELECT ${select} FROM read_parquet(${file})`)
      let line = 0
      for (;;) {
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) return
        const rows: RawRow[] = []
        for (const values of chunk.getRows()) {
          if (++line <= skip) continue
          const fields = values.map((value) => (value === null ? '' : String(value)))
          rows.push({ line, raw: fields.join(','), fields })
        }
        yield rows
      }
    },
  }
}
