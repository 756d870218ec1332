import { eventKinds } from '../../contract/event.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { inTime } from '../in-time.ts'
import { basketGapMs } from '../sequences.ts'
import type { ItemTraits, Lot } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/** With fewer deeds before the visit of an order nobody has a profile it could be far from. */
const leastDeeds = 20

/** So many deeds of the whole shop a profile begins with: it is believed the more the longer it is. */
const prior = 25

/**
 * Orders that are far from what their buyer ever turned to: less like them than like anybody in the shop by more than `times`.
 *
 *     ln times(order) = − Σ over its lines and what is known of the product of ln P(value | buyer) / P(value | shop)
 *     P(value | buyer) = (n_value + prior · q) / (n_above + prior)
 *
 * where a product is known by each level of its category, its brand and a share of each attribute.
 *
 * q: share of `value` in what is above it (a shelf in its department, a brand in all brands) over the lines of the shop; n: deeds of the buyer
 * with it, in earlier visits only, as nothing later may say what an order was. What belongs to an order that was found, looks of that visit
 * at the same products too, is no part of the profile; buyers with fewer than 20 deeds have none.
 *
 * @param times  above 1
 * @returns      order -> how many times less like the buyer than like anybody
 *
 * O(rows · traits of a product + people + values).
 */
export function farFromProfile(lot: Lot, times: number): Map<number, number> {
  const { log, rows, known } = lot
  const found = new Map<number, number>()
  const traits = traitNumbers(log.items, known.traits)
  if (traits.nValues === 0) return found
  const profile = new Profile(traits)
  for (const row of rows) profile.countInShop(log.item[row]!)
  const { start, row: ofPeople } = byPerson(lot)
  for (let p = 0; p + 1 < start.length; p++) {
    profile.forget()
    for (let from = start[p]!, to = from; from < start[p + 1]!; from = to) {
      do to++
      while (to < start[p + 1]! && log.timeMs[ofPeople[to]!]! - log.timeMs[ofPeople[to - 1]!]! <= basketGapMs)
      const visit = ofPeople.subarray(from, to)
      const given = new Set<number>()
      for (const [order, { likeness, items }] of ordersIn(visit, log, profile)) {
        const lessLike = Math.exp(-likeness)
        if (lessLike <= times) continue
        found.set(order, lessLike)
        for (const item of items) given.add(item)
      }
      for (const row of visit) if (!given.has(log.item[row]!)) profile.count(log.item[row]!)
    }
  }
  return found
}

/** Rows about a product, person by person in order of time: `row[start[p]]` to `row[start[p + 1] − 1]`. */
function byPerson({ log, rows, person, persons }: Lot): { start: Uint32Array; row: Uint32Array } {
  const counts = (at: number) => person[at]! >= 0 && log.item[at]! >= 0
  const start = new Uint32Array(persons.length + 1)
  for (const at of rows) if (counts(at)) start[person[at]! + 1]!++
  for (let p = 0; p < persons.length; p++) start[p + 1]! += start[p]!
  const next = start.slice(0, persons.length)
  const row = new Uint32Array(start[persons.length]!)
  for (const k of inTime(log.timeMs, rows)) if (counts(rows[k]!)) row[next[person[rows[k]!]!]!++] = rows[k]!
  return { start, row }
}

/** The orders of a visit and how like the buyer they are, where that can be said. */
function ordersIn(visit: Uint32Array, log: Lot['log'], profile: Profile) {
  const orders = new Map<number, { likeness: number; items: number[] }>()
  if (profile.deeds < leastDeeds) return orders
  for (const row of visit) {
    const [order, item] = [log.order[row]!, log.item[row]!]
    if (log.kind[row] !== purchase || order < 0) continue
    const likeness = profile.likeness(item)
    if (Number.isNaN(likeness)) continue
    const lines = orders.get(order) ?? { likeness: 0, items: [] }
    lines.likeness += likeness
    lines.items.push(item)
    orders.set(order, lines)
  }
  return orders
}

/** What is known of products as numbers: of product i, `value[start[i]]` to `value[start[i + 1] − 1]`, each with what it is a part of. */
interface TraitNumbers {
  nValues: number
  start: Uint32Array
  value: Uint32Array
  above: Uint32Array
  weight: Float64Array
}

function traitNumbers(items: readonly string[], traits: ReadonlyMap<string, ItemTraits>): TraitNumbers {
  const values = new Vocabulary()
  const start = new Uint32Array(items.length + 1)
  const [value, above, weight]: [number[], number[], number[]] = [[], [], []]
  items.forEach((id, i) => {
    for (const { of, path, weight: each } of traits.get(id) ?? []) {
      let upper = values.add(of)
      for (const name of path) {
        const own = values.add(`${of}: ${name}`)
        value.push(own)
        above.push(upper)
        weight.push(each)
        upper = own
      }
    }
    start[i + 1] = value.length
  })
  const columns = { value: Uint32Array.from(value), above: Uint32Array.from(above), weight: Float64Array.from(weight) }
  return { nValues: values.size, start, ...columns }
}

/** How often one person, and the shop, had to do with each value. */
class Profile {
  /** of the person */
  deeds = 0
  readonly #traits: TraitNumbers
  readonly #shop: Float64Array
  readonly #own: Float64Array
  readonly #counted: number[] = []

  constructor(traits: TraitNumbers) {
    this.#traits = traits
    this.#shop = new Float64Array(traits.nValues)
    this.#own = new Float64Array(traits.nValues)
  }

  /** The next person. */
  forget(): void {
    for (const item of this.#counted) for (const value of this.#valuesOf(item)) this.#own[value] = 0
    this.#counted.length = 0
    this.deeds = 0
  }

  countInShop(item: number): void {
    if (item >= 0) for (const value of this.#valuesOf(item)) this.#shop[value]!++
  }

  count(item: number): void {
    this.deeds++
    this.#counted.push(item)
    for (const value of this.#valuesOf(item)) this.#own[value]!++
  }

  /** NaN where nothing is known of the product. */
  likeness(item: number): number {
    const { start, value, above, weight } = this.#traits
    if (start[item] === start[item + 1]) return Number.NaN
    let sum = 0
    for (let at = start[item]!; at < start[item + 1]!; at++) {
      const q = this.#shop[value[at]!]! / this.#shop[above[at]!]!
      sum += weight[at]! * Math.log((this.#own[value[at]!]! / q + prior) / (this.#own[above[at]!]! + prior))
    }
    return sum
  }

  /** Each value of a product, and what is above all of them, once. */
  *#valuesOf(item: number): Iterable<number> {
    const { start, value, above } = this.#traits
    let last = -1
    for (let at = start[item]!; at < start[item + 1]!; at++) {
      // a path begins where what is above is not the value before
      if (above[at] !== last) yield above[at]!
      yield value[at]!
      last = value[at]!
    }
  }
}
