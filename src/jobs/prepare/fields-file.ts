import { openEngine, text } from '../../prepare/engine.ts'
import type { FieldChanges } from '../../prepare/fields/field-changes.ts'
import { settleFile } from '../../store/settle-file.ts'

/** Beside the ledger of the rows. */
export const fieldsFileOf = (ledgerFile: string) => ledgerFile.replace(/\.ledger\.parquet$/, '.fields.parquet')

/**
 * Writes what was changed in fields of products and people as a Parquet file in the shape of a ledger (ledger-file.ts), but for
 * what only a row of the log has; resolves when it is on disk under its name.
 */
export async function writeFieldsFile(path: string, changes: readonly FieldChanges[]): Promise<void> {
  // one thread: row groups then stand in the order of the entries, whatever the machine
  const engine = await openEngine({ threads: 1 })
  try {
    await engine.run(
      'CREATE TABLE change (step VARCHAR, side VARCHAR, id VARCHAR, field VARCHAR, before VARCHAR, after VARCHAR, why VARCHAR)',
    )
    for (const { step, side, id, field, before, after, why } of changes)
      await engine.append('change', [step, side, id, field, before, after, why])
    await settleFile(path, (temporary) =>
      engine.run(`
        COPY (
          SELECT step, 'changed' AS fate, CASE side WHEN 'people' THEN id END AS customer, CASE side WHEN 'items' THEN id END AS item,
            why, field, before, after
          FROM change ORDER BY rowid
        ) TO ${text(temporary)} (FORMAT parquet, COMPRESSION zstd)`),
    )
  } finally {
    engine.close()
  }
}
