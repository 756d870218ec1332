import { firstRows } from '../../collect/first-rows.ts'
import { openRows } from '../../collect/open-rows.ts'
import { inspect } from '../../collect/source-bytes.ts'
import { type Listing, whatIsListed } from '../../collect/what-is-listed.ts'

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
