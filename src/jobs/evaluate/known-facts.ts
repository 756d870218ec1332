import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import type { Grouping } from '../../evaluate/groupings.ts'
import type { KnownOfItems } from '../../evaluate/item-facts.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { shelvesOf } from '../../prepare/shelves.ts'
import type { Store } from '../../store/store.ts'

/** What a shop knows of its products and customers, as measuring reads it. */
export interface KnownFacts {
  known: KnownOfItems
  groups: Grouping[]
}

/** The same from the store; `users` are the people behind the rows that are asked, the same one as often as they are. */
export async function knownFactsFrom(
  store: Store,
  users: readonly string[],
  items: Vocabulary,
  segments?: readonly (string | undefined)[],
): Promise<KnownFacts> {
  const products: (Item | undefined)[] = new Array(items.size).fill(undefined)
  for (const item of await store.allItems()) {
    const row = items.row(item.id)
    if (row >= 0) products[row] = item
  }
  return knownFacts(products, await store.usersById(users), segments)
}

/**
 * category   every level of the path, each one column
 * brand      in small letters
 * price      as it is
 * margin     the attribute `margin`, else price minus the attribute `cost`
 * groups     products by the first level of their category; customers by country, by the attribute `device` and by segment
 *
 * What nobody says anything of is missing.
 */
export function knownFacts(
  items: readonly (Item | undefined)[],
  users: readonly (User | undefined)[],
  segments: readonly (string | undefined)[] = [],
): KnownFacts {
  const shelves = items.map((item) => shelvesOf(item?.category ?? ''))
  const brands = items.map((item) => (item?.brand?.trim() ? [item.brand.trim().toLowerCase()] : []))
  const first = shelves.map(([shelf]) => shelf)
  const groups = [
    grouping('category', 'items', first),
    grouping(
      'country',
      'users',
      users.map((user) => textOf(user?.country)),
    ),
    grouping(
      'device',
      'users',
      users.map((user) => textOf(user?.attributes?.device)),
    ),
    grouping('segment', 'users', segments),
  ]
  return {
    known: {
      category: matrixOf(shelves),
      brand: matrixOf(brands),
      price: Float32Array.from(items, (item) => item?.price ?? Number.NaN),
      margin: Float32Array.from(items, marginOf),
    },
    groups: groups.filter(({ names }) => names.length > 0),
  }
}

function marginOf(item: Item | undefined): number {
  const { margin, cost } = item?.attributes ?? {}
  if (typeof margin === 'number') return margin
  return typeof cost === 'number' && item?.price !== undefined ? item.price - cost : Number.NaN
}

const textOf = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : undefined

function grouping(by: string, parts: Grouping['parts'], words: readonly (string | undefined)[]): Grouping {
  const names = new Vocabulary()
  const of = Int32Array.from(words, (word) => (word === undefined ? -1 : names.add(word)))
  return { by, parts, names: names.ids, of }
}

function matrixOf(words: readonly (readonly string[])[]): Csr {
  const names = new Vocabulary()
  const row = words.flatMap((of, r) => of.map(() => r))
  const column = Uint32Array.from(words.flat(), (word) => names.add(word))
  return csrFrom(words.length, names.size, Uint32Array.from(row), column, undefined, 'max')
}
