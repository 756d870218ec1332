import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { eventKinds } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { openEngine, text } from '../prepare/engine.ts'
import type { EventColumns } from '../prepare/event-columns.ts'
import type { Ledger, LedgerRow } from '../prepare/ledger.ts'
import { asFault } from '../store/file-fault.ts'
import { settleFile } from '../store/settle-file.ts'

/** One change as it stands in the file: which row of the log, what became of it, and why. */
export interface LedgerLine {
  step: string
  /** dropped, merged, quarantined or changed */
  fate: string
  /** row of the log, from 1 in the order of storing */
  row: number
  time: string
  customer: string | null
  visitor: string | null
  kind: string
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

/** Entries handed to the engine in one go. */
const portion = 1 << 16

/** Writes every change as one Parquet file, in the order of the steps; resolves when it is on disk under its name. */
export async function writeLedgerFile(path: string, ledger: Ledger, log: EventColumns): Promise<void> {
  const engine = await openEngine({ threads: 1 })
  try {
    await engine.run(`CREATE TABLE ledger (step VARCHAR, fate VARCHAR, "row" DOUBLE, time_ms DOUBLE, customer VARCHAR, visitor VARCHAR, kind VARCHAR, item VARCHAR,
      quantity DOUBLE, price DOUBLE, order_no VARCHAR, why VARCHAR, into_row DOUBLE, field VARCHAR, before VARCHAR, after VARCHAR)`)
    const named = (list: readonly string[], at: number) => (at < 0 ? null : (list[at] ?? null))
    const enter = (rows: readonly LedgerRow[]) =>
      engine.append('ledger', [
        rows.map(({ step }) => step),
        rows.map(({ fate }) => fate),
        Float64Array.from(rows, ({ row }) => row + 1),
        Float64Array.from(rows, ({ row }) => log.timeMs[row]!),
        rows.map(({ row }) => named(log.users, log.user[row]!)),
        rows.map(({ row }) => named(log.visitors, log.visitor[row]!)),
        rows.map(({ row }) => named(eventKinds, log.kind[row]!)),
        rows.map(({ row }) => named(log.items, log.item[row]!)),
        Float64Array.from(rows, ({ row }) => log.quantity[row]!),
        Float64Array.from(rows, ({ row }) => log.price[row]!),
        rows.map(({ row }) => named(log.orders, log.order[row]!)),
        rows.map(({ why }) => why),
        Float64Array.from(rows, ({ into }) => (into < 0 ? Number.NaN : into + 1)),
        rows.map(({ field }) => field ?? null),
        rows.map(({ before }) => before ?? null),
        rows.map(({ after }) => after ?? null),
      ])
    let waiting: LedgerRow[] = []
    for (const row of ledger.rows()) {
      waiting.push(row)
      if (waiting.length < portion) continue
      await enter(waiting)
      waiting = []
    }
    await enter(waiting)
    await mkdir(dirname(path), { recursive: true }).catch((error) => {
      throw asFault(error, path)
    })
    await settleFile(path, (temporary) =>
      engine.run(`
        COPY (SELECT step, fate, "row"::BIGINT AS "row", make_timestamp(round(time_ms * 1000)::BIGINT) AS time, customer, visitor, kind, item, quantity, price, order_no, why,
          into_row::BIGINT AS into_row, field, before, after FROM ledger) TO ${text(temporary)} (FORMAT parquet, COMPRESSION zstd)`),
    )
  } finally {
    engine.close()
  }
}

/**
 * Changes as they stand in a ledger's file.
 * @param about  only this step, only about this item or person
 * @throws Fault  not-found, corrupt
 */
export async function readLedgerFile(
  path: string,
  { step, item, person, limit }: { step?: string; item?: string; person?: string; limit: number },
): Promise<LedgerLine[]> {
  const engine = await openEngine()
  const conditions = [
    ...(step === undefined ? [] : [`step = ${text(step)}`]),
    ...(item === undefined ? [] : [`item = ${text(item)}`]),
    ...(person === undefined ? [] : [`${text(person)} IN (customer, visitor, after)`]),
  ]
  try {
    return await engine.all<LedgerLine & Record<string, unknown>>(
      `SELECT * REPLACE ("row"::DOUBLE AS "row", into_row::DOUBLE AS into_row, strftime(time, '%Y-%m-%dT%H:%M:%SZ') AS time) FROM ${text(path)}
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} LIMIT ${limit}`,
    )
  } catch (cause) {
    throw new Fault('corrupt', `${path}: not a ledger this osusume can read; osusume prepare makes a new one`, {
      cause,
    })
  } finally {
    engine.close()
  }
}
