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
 * O(rows · traits).
 */
export function farFromProfile({ log, rows, person, persons, known }: Lot, times: number): Map<number, number> {
  const found = new Map<number, number>()
  const traits = traitNumbers(log.items, known.traits)
  if (traits.nValues === 0) return found
  const profiles = new Profiles(traits, persons.length)
  const positions = inTime(log.timeMs, rows)
  for (const k of positions) profiles.countInShop(log.item[rows[k]!]!)
  const visits = new Map<number, Visit>()
  const close = (visit: Visit, of: number) => {
    const given = new Set<number>()
    for (const [order, { likeness, items }] of visit.orders) {
      const lessLike = Math.exp(-likeness)
      if (lessLike <= times) continue
      found.set(order, lessLike)
      for (const item of items) given.add(item)
    }
    for (const item of visit.items) if (!given.has(item)) profiles.count(of, item)
  }
  for (const k of positions) {
    const row = rows[k]!
    const [of, item, order] = [person[row]!, log.item[row]!, log.order[row]!]
    if (of < 0 || item < 0) continue
    let visit = visits.get(of)
    if (visit && log.timeMs[row]! - visit.lastMs > basketGapMs) {
      close(visit, of)
      visit = undefined
    }
    if (!visit) {
      visit = { lastMs: 0, items: [], orders: new Map() }
      visits.set(of, visit)
    }
    visit.lastMs = log.timeMs[row]!
    visit.items.push(item)
    if (log.kind[row] !== purchase || order < 0 || profiles.deedsOf(of) < leastDeeds) continue
    const likeness = profiles.likeness(of, item)
    if (Number.isNaN(likeness)) continue
    const lines = visit.orders.get(order) ?? { likeness: 0, items: [] }
    lines.likeness += likeness
    lines.items.push(item)
    visit.orders.set(order, lines)
  }
  for (const [of, visit] of visits) close(visit, of)
  return found
}

/** What one person does without half an hour's pause. */
interface Visit {
  lastMs: number
  items: number[]
  orders: Map<number, { likeness: number; items: number[] }>
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

/** How often each person, and the shop, had to do with each value. */
class Profiles {
  readonly #traits: TraitNumbers
  readonly #shop: Float64Array
  readonly #own = new Map<number, number>()
  readonly #deeds: Uint32Array

  constructor(traits: TraitNumbers, nPersons: number) {
    this.#traits = traits
    this.#shop = new Float64Array(traits.nValues)
    this.#deeds = new Uint32Array(nPersons)
  }

  deedsOf(person: number): number {
    return this.#deeds[person]!
  }

  countInShop(item: number): void {
    if (item >= 0) for (const value of this.#valuesOf(item)) this.#shop[value]!++
  }

  count(person: number, item: number): void {
    this.#deeds[person]!++
    for (const value of this.#valuesOf(item)) {
      const at = person * this.#traits.nValues + value
      this.#own.set(at, (this.#own.get(at) ?? 0) + 1)
    }
  }

  /** NaN where nothing is known of the product. */
  likeness(person: number, item: number): number {
    const { start, value, above, weight, nValues } = this.#traits
    if (start[item] === start[item + 1]) return Number.NaN
    const own = (of: number) => this.#own.get(person * nValues + of) ?? 0
    let sum = 0
    for (let at = start[item]!; at < start[item + 1]!; at++) {
      const q = this.#shop[value[at]!]! / this.#shop[above[at]!]!
      sum += weight[at]! * Math.log((own(value[at]!) / q + prior) / (own(above[at]!) + prior))
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
