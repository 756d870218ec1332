import { columnCalled } from './column-called.ts'
import { areIds, kindsOf } from './column-values.ts'
import { foldedHeading } from './folded-heading.ts'
import { headingWords } from './heading-words.ts'

/** What the rows of a file are: what was done, products, or customers. */
export const listings = ['events', 'items', 'users'] as const
export type Listing = (typeof listings)[number]

/**
 * Events, products or customers? Products are rows with words about a product and nobody who did anything to it, where times stand too (of when it
 * was listed) each of another product;
 * customers are rows each of another customer, with no product. All else are events.
 * @param values  of a column, row by row, '' where nothing is given
 */
export function whatIsListed(columns: readonly string[], values: (column: string) => readonly string[]): Listing {
  const given = (column: string) => values(column).filter((value) => value !== '')
  const isUnique = (column: string) => {
    const list = given(column)
    return list.length > 0 && new Set(list).size >= 0.9 * list.length
  }
  const called = (...fields: (keyof typeof headingWords)[]) =>
    fields.map((field) => columnCalled(headingWords[field], columns, (name) => given(name).length > 0)).find(Boolean)
  const kind = columnCalled(
    headingWords.kind,
    columns,
    (name) => foldedHeading(name) !== 'name' && kindsOf(given(name)).known > 0,
  )
  const who = called('user', 'visitor')
  const item = called('item') ?? columnCalled(['id', 'handle'], columns, (name) => areIds(given(name)))
  if (kind !== undefined || called('order', 'query', 'quantity', 'rating') !== undefined) return 'events'
  const words = called('items.title', 'items.description', 'items.category', 'items.brand')
  const isLog = called('time') !== undefined
  if (who === undefined && item !== undefined && words !== undefined && (!isLog || isUnique(item))) return 'items'
  // with a time it may be a log of logins
  const isProduct = called('item') !== undefined
  const customer = called('user')
  return customer !== undefined && !isProduct && isUnique(customer) && !isLog ? 'users' : 'events'
}
