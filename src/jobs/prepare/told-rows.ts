import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { ToldRow } from '../../contract/preparation.ts'
import { plain } from '../../prepare/quality/events-table.ts'
import type { Store, StoredSnapshot } from '../../store/store.ts'
import { fieldsFileOf } from './fields-file.ts'

/**
 * The newest snapshot and the files of its ledger: of rows, and of fields where there is one.
 * @throws Fault  not-ready when nothing was prepared, not-found when its ledger is gone
 */
export async function ledgerFiles(
  store: Store,
  dataDir: string,
): Promise<{ stored: StoredSnapshot; paths: { rows: string; fields?: string } }> {
  const stored = await store.snapshot()
  if (!stored) throw new Fault('not-ready', 'nothing was prepared yet: osusume prepare comes first')
  const rows = join(dataDir, stored.ledgerFile ?? '')
  if (stored.ledgerFile === undefined || !existsSync(rows))
    throw new Fault('not-found', `the ledger of snapshot ${stored.snapshot} is gone; osusume prepare makes a new one`)
  const fields = fieldsFileOf(rows)
  return { stored, paths: { rows, ...(existsSync(fields) && { fields }) } }
}

/** What SQL says of an entry of a ledger's file for `toldRow`: the row, or the product or person, and what was changed of it. */
export const saidRow = `file, line::DOUBLE AS line, "row"::DOUBLE AS "row",
  CASE WHEN "row" IS NULL THEN coalesce(customer, item, 'all') ELSE
    concat_ws(', ', strftime(time, '%Y-%m-%d %H:%M'), concat_ws(' ', coalesce(customer, visitor, 'nobody'), kind, item),
      CASE WHEN quantity IS NOT NULL THEN concat_ws(' at ', ${plain('quantity')}, ${plain('price')}) WHEN price IS NOT NULL THEN 'at ' || ${plain('price')} END,
      'order ' || order_no) END
  || CASE WHEN fate = 'changed' THEN ': ' || coalesce('"' || left("before", 120) || '"', 'nothing') || ' → ' || coalesce('"' || left("after", 120) || '"', 'unknown')
    WHEN into_row IS NOT NULL THEN ' into row ' || into_row ELSE '' END AS said`

export interface SaidRow extends Record<string, unknown> {
  file: string | null
  line: number | null
  row: number | null
  said: string
}

export const toldRow = ({ file, line, row, said }: SaidRow): ToldRow => ({
  source: file === null || line === null ? null : `${file}:${line}`,
  row,
  said,
})
