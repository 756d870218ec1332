import { text } from '../../prepare/engine.ts'

/**
 * SQL of the entries of a ledger's files, those of the rows before those of fields, without whoever was erased since it was written: the
 * files themselves are replaced by the next preparation.
 * @param erased  sha256 of their ids, in hex
 */
export function ledgerSql(paths: readonly string[], erased: ReadonlySet<string>): string {
  const files = `read_parquet([${paths.map(text).join(', ')}], union_by_name = true)`
  if (erased.size === 0) return files
  const gone = [...erased].map(text).join(', ')
  return `(SELECT * FROM ${files} WHERE sha256(coalesce(customer, '')) NOT IN (${gone})
    AND coalesce("row" NOT IN (SELECT "row" FROM ${files} WHERE field = 'customer' AND sha256(coalesce("after", '')) IN (${gone})), true))`
}
