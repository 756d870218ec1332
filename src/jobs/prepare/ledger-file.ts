import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { openEngine, text } from '../../prepare/engine.ts'
import type { EventColumns } from '../../prepare/event-columns.ts'
import { type Ledger, type LedgerPage, ledgerFates } from '../../prepare/ledger.ts'
import { asFault } from '../../store/file-fault.ts'
import type { Fill, ParquetColumn } from '../../store/parquet/column.ts'
import { writeParquet } from '../../store/parquet/write-parquet.ts'
import { settleFile } from '../../store/settle-file.ts'
import { SourceRuns } from '../../store/source-runs.ts'
import { ledgerSql } from './ledger-sql.ts'

/** One change as it stands in the file: which row of the log, what became of it, and why. */
export interface LedgerLine {
  step: string
  /** dropped, merged, quarantined or changed */
  fate: string
  /** row of the log, from 1 in the order of storing; null for a field of a product or person */
  row: number | null
  /** the file the row was imported from, and the line it stands on; null for an event that was sent */
  file: string | null
  line: number | null
  time: string | null
  customer: string | null
  visitor: string | null
  kind: string | null
  item: string | null
  quantity: number | null
  price: number | null
  order_no: string | null
  why: string
  /** a merged row: the row that stands for it */
  into_row: number | null
  /** a changed value */
  field: string | null
  before: string | null
  after: string | null
}

/**
 * Writes every change as one Parquet file, in the order of the steps; resolves when it is on disk under its name.
 * @param sources  where the rows of the log came from, where that is known
 */
export async function writeLedgerFile(
  path: string,
  { pages, words }: Ledger,
  log: EventColumns,
  sources = new SourceRuns(),
): Promise<void> {
  type Codes = Uint32Array | Int32Array | Uint8Array
  const own = (of: (page: LedgerPage) => Codes) =>
    inPages(pages, (page, into, from) => into.set(of(page).subarray(from, from + into.length)))
  const ofLog = (column: Float64Array | Int32Array | Uint8Array) =>
    inPages(pages, ({ row }, into, from) => {
      for (let k = 0; k < into.length; k++) into[k] = column[row[from + k]!]!
    })
  const ofEach = (what: (row: number) => number) =>
    inPages(pages, ({ row }, into, from) => {
      for (let k = 0; k < into.length; k++) into[k] = what(row[from + k]!)
    })
  // rows count from 1 in the file, and none is none
  const rowOf = (of: (page: LedgerPage) => Codes) =>
    inPages(pages, (page, into, from) => {
      const rows = of(page)
      for (let k = 0; k < into.length; k++) into[k] = rows[from + k]! < 0 ? Number.NaN : rows[from + k]! + 1
    })
  const text = (name: string, words: readonly string[], fill: Fill<Float64Array | Int32Array>): ParquetColumn => ({
    name,
    type: 'text',
    words,
    fill,
  })
  const columns: ParquetColumn[] = [
    text(
      'step',
      pages.map(({ step }) => step),
      inPages(pages, (page, into) => into.fill(pages.indexOf(page))),
    ),
    text(
      'fate',
      ledgerFates,
      own(({ fate }) => fate),
    ),
    { name: 'row', type: 'int64', fill: rowOf(({ row }) => row) },
    text(
      'file',
      sources.files,
      ofEach((row) => sources.fileOf(row)),
    ),
    { name: 'line', type: 'uint32', fill: ofEach((row) => sources.lineOf(row)) },
    { name: 'time', type: 'timestamp', fill: ofLog(log.timeMs) },
    text('customer', log.users, ofLog(log.user)),
    text('visitor', log.visitors, ofLog(log.visitor)),
    text('kind', eventKinds, ofLog(log.kind)),
    text('item', log.items, ofLog(log.item)),
    { name: 'quantity', type: 'double', fill: ofLog(log.quantity) },
    { name: 'price', type: 'double', fill: ofLog(log.price) },
    text('order_no', log.orders, ofLog(log.order)),
    text(
      'why',
      words,
      own(({ why }) => why),
    ),
    { name: 'into_row', type: 'int64', fill: rowOf(({ into }) => into) },
    text(
      'field',
      words,
      own(({ field }) => field),
    ),
    text(
      'before',
      words,
      own(({ before }) => before),
    ),
    text(
      'after',
      words,
      own(({ after }) => after),
    ),
  ]
  const nEntries = pages.reduce((sum, { row }) => sum + row.length, 0)
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw asFault(error, path)
  })
  await settleFile(path, (temporary) => writeParquet(temporary, columns, nEntries))
}

/** A column of all entries, the pages one after the other, each written by `write` from one of its entries on. */
function inPages(
  pages: readonly LedgerPage[],
  write: (page: LedgerPage, into: Float64Array | Int32Array, from: number) => void,
): Fill<Float64Array | Int32Array> {
  return (into, start, n) => {
    let before = 0
    for (const page of pages) {
      const from = Math.max(start, before)
      const to = Math.min(start + n, before + page.row.length)
      if (from < to) write(page, into.subarray(from - start, to - start), from - before)
      before += page.row.length
    }
  }
}

/**
 * Changes as they stand in a ledger's files, those of the rows before those of fields (fields-file.ts).
 * @param about   only this step, only about this item or person
 * @param erased  whoever is left out (ledger-sql.ts)
 * @throws Fault  not-found, corrupt
 */
export async function readLedgerFile(
  paths: readonly string[],
  { step, item, person, limit }: { step?: string; item?: string; person?: string; limit: number },
  erased: ReadonlySet<string> = new Set(),
): Promise<LedgerLine[]> {
  const engine = await openEngine()
  const conditions = [
    ...(step === undefined ? [] : [`step = ${text(step)}`]),
    ...(item === undefined ? [] : [`item = ${text(item)}`]),
    ...(person === undefined ? [] : [`${text(person)} IN (customer, visitor, after)`]),
  ]
  try {
    return await engine.all<LedgerLine & Record<string, unknown>>(
      `SELECT * REPLACE ("row"::DOUBLE AS "row", into_row::DOUBLE AS into_row, strftime(time, '%Y-%m-%dT%H:%M:%SZ') AS time) FROM ${ledgerSql(paths, erased)}
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} LIMIT ${limit}`,
    )
  } catch (cause) {
    throw new Fault('corrupt', `${paths[0]}: not a ledger this osusume can read; osusume prepare makes a new one`, {
      cause,
    })
  } finally {
    engine.close()
  }
}
