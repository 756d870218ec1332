import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { eventKinds } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { openEngine, text } from '../prepare/engine.ts'
import type { EventColumns } from '../prepare/event-columns.ts'
import { type Ledger, ledgerFates } from '../prepare/ledger.ts'
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

/** Writes every change as one Parquet file, in the order of the steps; resolves when it is on disk under its name. */
export async function writeLedgerFile(path: string, ledger: Ledger, log: EventColumns): Promise<void> {
  // one thread: row groups then stand in the order of the entries, whatever the machine
  const engine = await openEngine({ threads: 1 })
  try {
    await engine.run(`CREATE TABLE entry (n DOUBLE, step UTINYINT, fate UTINYINT, "row" DOUBLE, time_ms DOUBLE, customer INTEGER, visitor INTEGER, kind UTINYINT, item INTEGER,
      quantity DOUBLE, price DOUBLE, order_no INTEGER, why INTEGER, into_row INTEGER, field INTEGER, before INTEGER, after INTEGER)`)
    const lists = {
      step: ledger.pages.map(({ step }) => step),
      fate: ledgerFates,
      customer: log.users,
      visitor: log.visitors,
      kind: eventKinds,
      item: log.items,
      order_no: log.orders,
      word: ledger.words,
    }
    for (const [name, list] of Object.entries(lists)) {
      await engine.run(`CREATE TABLE ${name}_list (code INTEGER, word VARCHAR)`)
      await engine.append(`${name}_list`, [Int32Array.from(list.keys()), list])
    }
    let n = 0
    for (const [step, { row, fate, into, why, field, before, after }] of ledger.pages.entries()) {
      const of = <T extends Float64Array | Int32Array | Uint8Array>(column: T, to: T) => {
        for (let k = 0; k < row.length; k++) to[k] = column[row[k]!]!
        return to
      }
      const numbers = () => new Float64Array(row.length)
      const codes = () => new Int32Array(row.length)
      await engine.append('entry', [
        numbers().map((_, k) => n + k),
        new Uint8Array(row.length).fill(step),
        fate,
        numbers().map((_, k) => row[k]! + 1),
        of(log.timeMs, numbers()),
        of(log.user, codes()),
        of(log.visitor, codes()),
        of(log.kind, new Uint8Array(row.length)),
        of(log.item, codes()),
        of(log.quantity, numbers()),
        of(log.price, numbers()),
        of(log.order, codes()),
        why,
        into,
        field,
        before,
        after,
      ])
      n += row.length
    }
    const named = Object.entries({
      step: 'step',
      fate: 'fate',
      customer: 'customer',
      visitor: 'visitor',
      kind: 'kind',
      item: 'item',
      order_no: 'order_no',
      why: 'word',
      field: 'word',
      before: 'word',
      after: 'word',
    })
    await mkdir(dirname(path), { recursive: true }).catch((error) => {
      throw asFault(error, path)
    })
    await settleFile(path, (temporary) =>
      engine.run(`
        COPY (
          SELECT step.word AS step, fate.word AS fate, "row"::BIGINT AS "row", make_timestamp(round(time_ms * 1000)::BIGINT) AS time, customer.word AS customer,
            visitor.word AS visitor, kind.word AS kind, item.word AS item, quantity, price, order_no.word AS order_no, why.word AS why,
            CASE WHEN into_row >= 0 THEN into_row + 1 END::BIGINT AS into_row, field.word AS field, before.word AS before, after.word AS after
          FROM entry ${named.map(([column, list]) => `LEFT JOIN ${list}_list ${column} ON entry.${column} = ${column}.code`).join(' ')}
          ORDER BY n
        ) TO ${text(temporary)} (FORMAT parquet, COMPRESSION zstd)`),
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
