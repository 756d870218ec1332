import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import {
  type AssertedCustomer,
  type AssertedItem,
  breaks,
  means,
  parseAssertion,
} from '../../evaluate/gate/assertion.ts'
import type { GateConfig } from '../../evaluate/gate/gate-config.ts'
import type { GuardRail } from '../../evaluate/gate/judge.ts'
import type { Interactions } from '../../model/interactions.ts'
import { takeInteractions } from '../../model/interactions.ts'
import type { Model } from '../../model/model.ts'
import { type Csr, takeRows } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import { shelvesOf } from '../../prepare/shelves.ts'
import type { Store } from '../../store/store.ts'

/** As many customers' lists are looked through: enough to meet, almost surely, one broken list in two thousand. */
const mostAsked = 10_000
const listLength = 10
/** How far below the ten is read for what stands on them once the sold-out products are gone. */
const depth = 30

export interface GuardRailRequest {
  model: Model
  histories: Interactions
  /** of the histories, what was bought */
  bought: Csr
  users: Vocabulary
  items: Vocabulary
  store: Store
  config: GateConfig
  /** in which ages are counted */
  year: number
  seed: number
}

/**
 * Looks through the lists that the model is about to show: ten products for up to ten thousand customers, without what
 * they bought. How many of these places are sold out is measured as the model gives them; assertions are held against
 * what is left when sold-out products are taken away, as serving does ("no out-of-stock": against the places as given).
 */
export async function guardRails({
  model,
  histories,
  bought,
  users,
  items,
  store,
  config: { maxOutOfStock, assertions },
  year,
  seed,
}: GuardRailRequest): Promise<GuardRail[]> {
  const asked = shuffled(histories.nRows, rng(seed)).subarray(0, mostAsked)
  const sentences = assertions.map(parseAssertion)
  const people = sentences.some(({ to }) => to)
    ? (await store.usersById(Array.from(asked, (row) => users.ids[row] as string))).map((user) =>
        assertedCustomer(user, year),
      )
    : []
  const lists = await model.recommend(takeInteractions(histories, asked), depth, takeRows(bought, asked))
  const known = assertedItems(items, await store.allItems())
  const given: AssertedItem[][] = []
  const shown: AssertedItem[][] = []
  for (let r = 0; r < asked.length; r++) {
    const list = Array.from(
      lists.item.subarray(r * depth, r * depth + lists.count[r]!),
      (item) => known[item] ?? unknown,
    )
    given.push(list.slice(0, listLength))
    shown.push(list.filter(({ available }) => available !== false).slice(0, listLength))
  }
  const places = given.reduce((sum, list) => sum + list.length, 0)
  const soldOut = given.reduce((sum, list) => sum + list.filter(({ available }) => available === false).length, 0)
  const got = places === 0 ? 0 : soldOut / places
  return [
    { rail: 'out-of-stock', got, want: maxOutOfStock, passed: got <= maxOutOfStock },
    ...sentences.map((assertion): GuardRail => {
      const lists = assertion.kind === 'in-stock' ? given : shown
      const meant = assertion.to ? lists.filter((_, r) => means(assertion, people[r] ?? nobody)) : lists
      const broken = meant.filter((list) => breaks(assertion, list)).length
      const { text } = assertion
      return { rail: 'assertion', text, got: broken / Math.max(1, meant.length), want: 0, passed: broken === 0 }
    }),
  ]
}

const unknown: AssertedItem = { values: {} }
const nobody: AssertedCustomer = { values: {} }

function assertedItems(items: Vocabulary, catalogue: readonly Item[]): AssertedItem[] {
  const known: AssertedItem[] = []
  for (const { id, available, brand, category, attributes } of catalogue) {
    const row = items.row(id)
    if (row < 0) continue
    const values = Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, value]) => [name.toLowerCase(), [value].flat().map(lower)]),
    )
    // a level is meant by its own name and by its whole path
    const shelves = shelvesOf(category ?? '').flatMap((shelf) => [lower(shelf), lower(shelf.split(' > ').at(-1))])
    known[row] = {
      ...(available !== undefined && { available }),
      values: {
        ...values,
        ...(brand && { brand: [lower(brand)] }),
        ...(category && { category: [...new Set(shelves)] }),
      },
    }
  }
  return known
}

/** Who turns 18 this year may still be 17: the age that was surely reached counts. */
function assertedCustomer(user: User | undefined, year: number): AssertedCustomer {
  const { birthYear, country, city, gender } = user ?? {}
  const said = Object.entries({ country, city, gender }).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, lower(value)] as const],
  )
  return { ...(birthYear !== undefined && { age: year - birthYear - 1 }), values: Object.fromEntries(said) }
}

const lower = (value: unknown) => String(value).trim().toLowerCase()
