import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Mapping } from '../../collect/mapping.ts'
import { openRows } from '../../collect/open-rows.ts'
import { proposeMapping } from '../../collect/propose-mapping.ts'
import { bytesOf, inspect, readToEnd, type Source } from '../../collect/source-bytes.ts'
import { Fault } from '../../contract/fault.ts'
import { type Engine, quoted, text } from '../../prepare/engine.ts'
import { eventsFromSource } from './events-from-source.ts'

export interface FileSource {
  mapping: Mapping
  /** why the columns are taken for what they are, when nobody said */
  reasons: string[]
  rejected: number
  rejectedSamples: string[]
}

/** Rows looked at to tell what the columns are. */
const sampleRows = 200

/** No row of a shop's export is longer, bytes. */
const maxLineBytes = 16 * 2 ** 20

/**
 * Reads a file into the tables `source` and `events` of an engine (prepare/quality/events-table.ts), column by column and without a
 * preset: what the rows are is told by the mapping given or by the columns alone.
 * @throws Fault  not-found, no-access, bad-file
 */
export async function sourceFromFile(engine: Engine, path: string, given?: Mapping): Promise<FileSource> {
  const source = await inspect(path)
  await readToEnd(source)
  if (source.encoding === 'utf-8') return read(engine, source, path, given)
  // the engine reads UTF-8 alone
  const folder = await mkdtemp(join(tmpdir(), 'osusume-'))
  const copy = join(folder, basename(path))
  try {
    await pipeline(bytesOf(source), createWriteStream(copy))
    return await read(engine, source, copy, given)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function read(engine: Engine, source: Source, path: string, given?: Mapping): Promise<FileSource> {
  const layout = await openRows(source)
  const { mapping, reasons } = given
    ? { mapping: given, reasons: [] }
    : proposeMapping(layout.columns, await firstRows(layout), basename(path), {})
  const reader = source.parquet
    ? `read_parquet(${text(path)})`
    : layout.delimiter === undefined
      ? `(SELECT ${layout.columns.map((column) => `json ->> ${text(pointer(column))} AS ${quoted(column)}`).join(', ')} FROM read_ndjson_objects(${text(path)}, ignore_errors = true, maximum_object_size = ${maxLineBytes}))`
      : `read_csv(${text(path)}, delim = ${text(layout.delimiter)}, quote = '"', escape = '"', header = true, all_varchar = true, auto_detect = false,
           columns = {${layout.columns.map((column) => `${text(column)}: 'VARCHAR'`).join(', ')}}, ignore_errors = true, store_rejects = true, max_line_size = ${maxLineBytes}, strict_mode = true)`
  try {
    await engine.run(`CREATE TABLE source AS SELECT row_number() OVER () AS line, * FROM ${reader}`)
  } catch (error) {
    throw new Fault('bad-file', `${basename(path)}: cannot be read: ${(error as Error).message.split('\n')[0]}`, {
      cause: error,
    })
  }
  await engine.run(eventsFromSource(mapping))
  return { mapping, reasons, ...(layout.delimiter === undefined ? none : await rejects(engine)) }
}

const none = { rejected: 0, rejectedSamples: [] }

/** A key as a JSON path, whatever is in it. */
const pointer = (key: string) => `$."${key.replaceAll('"', '\\"')}"`

async function firstRows(layout: Awaited<ReturnType<typeof openRows>>): Promise<string[][]> {
  const sample: string[][] = []
  for await (const rows of layout.rows(0)) {
    for (const { fields } of rows) if (fields && sample.length < sampleRows) sample.push(fields)
    if (sample.length >= sampleRows) break
  }
  return sample
}

async function rejects(engine: Engine): Promise<{ rejected: number; rejectedSamples: string[] }> {
  const { n } = await engine.one<{ n: number }>('SELECT count(DISTINCT line)::DOUBLE AS n FROM reject_errors')
  const samples = await engine.all<{ said: string }>(
    `SELECT 'line ' || line || ': ' || error_message || ': ' || left(csv_line, 80) AS said FROM reject_errors ORDER BY line LIMIT 5`,
  )
  return { rejected: n, rejectedSamples: samples.map(({ said }) => said) }
}
