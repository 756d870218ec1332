import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { openRows } from './open-rows.ts'
import type { Layout, RawRow } from './raw-row.ts'
import { inspect, readToEnd } from './source-bytes.ts'

/** Stands between the values of a key; no file has it. */
const parted = '\u001f'

/** So many rows of the other file are held, at most: some GiB. */
const mostRows = 20_000_000

/**
 * Rows with what another file says beside them: the columns that both have by name tell which of its rows belongs to which of these. Of
 * several rows of the other file for one key the first counts; where there is none its columns are empty. The other file is held in memory.
 * @throws Fault  bad-file: no column is in both, or the other file is too long; what `inspect` refuses
 */
export async function joinedRows(layout: Layout, fileName: string, otherPath: string): Promise<Layout> {
  const source = await inspect(otherPath)
  await readToEnd(source)
  const other = await openRows(source)
  const shared = layout.columns.filter((column) => other.columns.includes(column))
  if (shared.length === 0)
    throw new Fault(
      'bad-file',
      `${basename(otherPath)}: got the columns ${other.columns.slice(0, 20).join(', ')}; want one that ${fileName} has too (${layout.columns.slice(0, 20).join(', ')})`,
    )
  const added = other.columns.filter((column) => !shared.includes(column))
  const placeIn = (columns: readonly string[], wanted: readonly string[]) =>
    wanted.map((column) => columns.indexOf(column))
  const keyOf = (fields: readonly string[], places: readonly number[]) =>
    places.length === 1 ? (fields[places[0]!] as string).trim() : places.map((at) => fields[at]?.trim()).join(parted)
  const [here, there, wanted] = [
    placeIn(layout.columns, shared),
    placeIn(other.columns, shared),
    placeIn(other.columns, added),
  ]
  // one text for a row: an array for each would take three times as much
  const beside = new Map<string, string>()
  for await (const rows of other.rows(0)) {
    for (const { fields } of rows) {
      if (!fields) continue
      const key = keyOf(fields, there)
      if (!beside.has(key)) beside.set(key, wanted.map((at) => fields[at]).join(parted))
    }
    if (beside.size > mostRows)
      throw new Fault(
        'bad-file',
        `${basename(otherPath)}: got more than ${mostRows.toLocaleString('en')} rows to join, want fewer`,
      )
  }
  const nothing: string[] = added.map(() => '')
  const withBeside = (row: RawRow): RawRow => {
    if (!row.fields) return row
    const found = beside.get(keyOf(row.fields, here))
    return { ...row, fields: [...row.fields, ...(found === undefined ? nothing : found.split(parted))] }
  }
  return {
    ...layout,
    columns: [...layout.columns, ...added],
    async *rows(skip, onRead) {
      for await (const rows of layout.rows(skip, onRead)) yield rows.map(withBeside)
    },
  }
}
