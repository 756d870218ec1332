import { type Listing, whatIsListed } from '../../collect/mapping/what-is-listed.ts'
import { firstRows } from '../../collect/rows/first-rows.ts'
import { openRows } from '../../collect/rows/open-rows.ts'
import { inspect } from '../../collect/rows/source-bytes.ts'

/**
 * What a file lists, told from its first rows.
 * @param columns  names for the columns of a file without a header
 * @throws Fault  not-found, no-access, bad-file
 */
export async function tellListing(file: string, columns?: readonly string[]): Promise<Listing> {
  const layout = await openRows(await inspect(file), columns && { columns: [...columns] })
  const sample = await firstRows(layout)
  return whatIsListed(layout.columns, (column) => {
    const at = layout.columns.indexOf(column)
    return sample.map((row) => (row[at] ?? '').trim())
  })
}
