import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { ItemFacts } from './item-facts.ts'

/** What a row of features says of an item for whoever asks, after what the parts of the model say. */
export const askerFeatures = [
  'people',
  'recent',
  'days since its first event',
  'days since its last event',
  'log price',
  'log price less the mean of the history',
  'share of its categories in the history',
  'share of its brand in the history',
  'times in the history',
  'days since it was last in the history',
  'events since it was last in the history',
  'items in the history',
  'people who had the newest of the history',
] as const

/** One history, read once for all the items that are asked about. */
export class Asker {
  readonly #facts: ItemFacts
  readonly #nItems: number
  /** log(1 + people) of the newest item; NaN where no order is known */
  readonly #newest: number
  /** the moment of asking, days since 1970; NaN where no days are known */
  readonly #day: number
  /** of each item of the history: how often, when last, how many events ago */
  readonly #had = new Map<number, { times: number; day: number; ago: number }>()
  readonly #logPrice: number
  readonly #categories: Map<number, number>
  readonly #brands: Map<number, number>

  constructor(histories: Interactions, r: number, facts: ItemFacts) {
    this.#facts = facts
    const { rowStart, column, value, sequences, askedDay } = histories
    const [from, to] = [rowStart[r]!, rowStart[r + 1]!]
    this.#nItems = to - from
    for (let at = from; at < to; at++) this.#had.set(column[at]!, { times: 1, day: Number.NaN, ago: Number.NaN })
    let last = Number.NaN
    let newest = Number.NaN
    if (sequences) {
      const [first, end] = [sequences.rowStart[r]!, sequences.rowStart[r + 1]!]
      if (end > first) {
        last = sequences.day[end - 1]!
        newest = facts.people[sequences.item[end - 1]!]!
      }
      for (let e = end - 1; e >= first; e--) {
        const seen = this.#had.get(sequences.item[e]!)
        if (!seen) continue
        if (Number.isNaN(seen.ago)) Object.assign(seen, { day: sequences.day[e]!, ago: end - 1 - e })
        else seen.times++
      }
    }
    this.#newest = newest
    this.#day = askedDay ? askedDay[r]! : last
    const items = column.subarray(from, to)
    const weights = value.subarray(from, to)
    this.#logPrice = meanOf(facts.logPrice, items, weights)
    this.#categories = shares(facts.category, items, weights)
    this.#brands = shares(facts.brand, items, weights)
  }

  /** Writes askerFeatures of the item from out[at] on; NaN where it is not known. */
  featuresInto(item: number, out: Float32Array, at: number): void {
    const facts = this.#facts
    const had = this.#had.get(item)
    const features = [
      facts.people[item]!,
      facts.recent[item]!,
      this.#day - facts.firstDay[item]!,
      this.#day - facts.lastDay[item]!,
      facts.logPrice[item]!,
      facts.logPrice[item]! - this.#logPrice,
      shareOf(facts.category, item, this.#categories),
      shareOf(facts.brand, item, this.#brands),
      had?.times ?? 0,
      had ? this.#day - had.day : Number.NaN,
      had ? had.ago : Number.NaN,
      this.#nItems,
      this.#newest,
    ]
    out.set(features, at)
  }
}

/** Weighted mean of the values that are known; NaN when none is. */
function meanOf(value: Float64Array, items: Uint32Array, weights: Float32Array): number {
  let [sum, weight] = [0, 0]
  items.forEach((i, k) => {
    if (Number.isNaN(value[i]!)) return
    sum += weights[k]! * value[i]!
    weight += weights[k]!
  })
  return weight > 0 ? sum / weight : Number.NaN
}

/** How much of the history's weight has each column of m. */
function shares(m: Csr | undefined, items: Uint32Array, weights: Float32Array): Map<number, number> {
  const share = new Map<number, number>()
  if (!m) return share
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  items.forEach((i, k) => {
    for (let at = m.rowStart[i]!; at < m.rowStart[i + 1]!; at++)
      share.set(m.column[at]!, (share.get(m.column[at]!) ?? 0) + weights[k]! / whole)
  })
  return share
}

/** Mean share of the item's columns; NaN when it has none. */
function shareOf(m: Csr | undefined, item: number, shares: Map<number, number>): number {
  if (!m) return Number.NaN
  let sum = 0
  for (let at = m.rowStart[item]!; at < m.rowStart[item + 1]!; at++) sum += shares.get(m.column[at]!) ?? 0
  return sum / (m.rowStart[item + 1]! - m.rowStart[item]!)
}
