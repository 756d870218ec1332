import type { Csr } from '../numbers/csr.ts'

/** What a shop knows of its items, as far as metrics read it. Whatever is missing is not known of any item. */
export interface KnownOfItems {
  /** nItems × categories (each level of a path is one), values > 0 */
  category?: Csr
  /** nItems × brands */
  brand?: Csr
  /** nItems × dim, row-major; rows of zeros where there is none */
  embeddings?: { dim: number; array: Float32Array }
  /** nItems, NaN where unknown */
  price?: Float32Array
  /** nItems, what the shop earns on one, NaN where unknown */
  margin?: Float32Array
}

/** The items as metrics read them: what the shop knows, and what training shows. */
export interface ItemFacts extends KnownOfItems {
  /** people of training who had the item */
  people: Uint32Array
  /** people of training who had anything */
  nPeople: number
}

/** O(interactions). */
export function itemFacts(train: Csr, known: KnownOfItems = {}): ItemFacts {
  const people = new Uint32Array(train.nCols)
  for (let at = 0; at < train.column.length; at++) people[train.column[at]!]!++
  let nPeople = 0
  for (let u = 0; u < train.nRows; u++) if (train.rowStart[u + 1]! > train.rowStart[u]!) nPeople++
  return { ...known, people, nPeople }
}
