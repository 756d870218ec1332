import { basename } from 'node:path'
import { columnCalled } from '../../collect/mapping/column-called.ts'
import { headingWords } from '../../collect/mapping/heading-words.ts'
import { type Mapping, refuseMissingColumns } from '../../collect/mapping/mapping.ts'
import { proposeMapping } from '../../collect/mapping/propose-mapping.ts'
import { firstRows } from '../../collect/rows/first-rows.ts'
import { openRows } from '../../collect/rows/open-rows.ts'
import type { Layout } from '../../collect/rows/raw-row.ts'
import { inspect, readToEnd } from '../../collect/rows/source-bytes.ts'
import { Fault } from '../../contract/fault.ts'
import type { Engine } from '../../prepare/engine.ts'
import type { TextReaders } from '../../prepare/quality/quality.ts'
import { eventsFromSource } from './events-from-source.ts'
import { defineTextReaders } from './text-readers.ts'

export interface FileSource {
  mapping: Mapping
  /** why the columns are taken for what they are, when nobody said */
  reasons: string[]
  /** what the columns are called: the table `source` has them as c0, c1, … */
  columnNames: string[]
  readers: TextReaders
  rejected: number
  rejectedSamples: string[]
  blankLines: number
}

/** Rows looked at to tell what the columns are. */
const sampleRows = 200

/** Rows handed to the engine in one go. */
const portion = 1 << 16

const nSamples = 5

/** The engine sets so much memory aside for every column that more would not fit. */
const mostColumns = 2000

/**
 * Reads a file into the tables `source` and `events` of an engine (prepare/quality/events-table.ts), column by column and without a
 * preset: what the rows are is told by the mapping given or by the columns alone. Rows are found, refused and read as an import does it.
 * @throws Fault  not-found, no-access, bad-file
 */
export async function sourceFromFile(
  engine: Engine,
  path: string,
  { given, signal }: { given?: Mapping; signal?: AbortSignal },
): Promise<FileSource> {
  const source = await inspect(path)
  await readToEnd(source)
  const layout = await openRows(source, given)
  if (layout.columns.length > mostColumns)
    throw new Fault(
      'bad-file',
      `${basename(path)}: got ${layout.columns.length.toLocaleString('en')} columns, want at most ${mostColumns.toLocaleString('en')}`,
    )
  const { mapping, reasons } = given
    ? { mapping: given, reasons: [] }
    : proposeMapping(layout.columns, await firstRows(layout, sampleRows), basename(path), {})
  refuseMissingColumns(mapping, layout.columns, basename(path))
  const read = await rowsIntoSource(engine, layout, signal)
  const device = mapping.device ?? columnCalled(headingWords.device, layout.columns)
  const readers = defineTextReaders(engine, mapping)
  await engine.run(eventsFromSource(mapping, layout.columns, device))
  return { mapping, reasons, columnNames: layout.columns, readers, ...read }
}

async function rowsIntoSource(engine: Engine, layout: Layout, signal: AbortSignal | undefined) {
  await engine.run(`CREATE TABLE lines (line DOUBLE, ${layout.columns.map((_, at) => `c${at} VARCHAR`).join(', ')})`)
  const read = { rejected: 0, rejectedSamples: [] as string[], blankLines: 0 }
  const rejected: number[] = []
  let lines: number[] = []
  let columns: string[][] = layout.columns.map(() => [])
  const flush = async () => {
    await engine.append('lines', [Float64Array.from(lines), ...columns])
    lines = []
    columns = layout.columns.map(() => [])
  }
  for await (const rows of layout.rows(0)) {
    signal?.throwIfAborted()
    for (const { line, raw, fields, problem } of rows) {
      if (fields) {
        lines.push(line)
        for (let at = 0; at < columns.length; at++) columns[at]?.push(fields[at] ?? '')
      } else if (problem?.code === 'blank-line') read.blankLines++
      else {
        read.rejected++
        rejected.push(line)
        if (read.rejectedSamples.length < nSamples)
          read.rejectedSamples.push(`line ${line}: ${problem?.message}: ${raw.slice(0, 80)}`)
      }
    }
    if (lines.length >= portion) await flush()
  }
  await flush()
  await engine.run('CREATE TABLE rejected (line DOUBLE)')
  await engine.append('rejected', [Float64Array.from(rejected)])
  await engine.run('CREATE TABLE source AS SELECT line::BIGINT AS line, * EXCLUDE line FROM lines; DROP TABLE lines')
  return read
}
