import { GrowingArray } from '../../numbers/growing-array.ts'
import type { KnownIds, SplitEvents } from './split-events.ts'

/** Events as a reader meets them, one by one, into columns. */
export class EventCollector {
  readonly known: KnownIds
  readonly #row = new GrowingArray(Uint32Array)
  readonly #item = new GrowingArray(Uint32Array)
  readonly #value = new GrowingArray(Float32Array)
  readonly #day = new GrowingArray(Float64Array)
  readonly #basket = new GrowingArray(Uint32Array)
  readonly #target = new Map<number, number>()

  constructor(known: KnownIds) {
    this.known = known
  }

  get length(): number {
    return this.#row.length
  }

  /** Adds an event and, where the format has them, its value, day or basket. */
  add(row: string, item: string, { value, day, basket }: { value?: number; day?: number; basket?: number } = {}): void {
    this.#row.push(numberOf(this.known.rows, row))
    this.#item.push(numberOf(this.known.items, item))
    if (value !== undefined) this.#value.push(value)
    if (day !== undefined) this.#day.push(day)
    if (basket !== undefined) this.#basket.push(basket)
  }

  /** What the session of this row is tested with. */
  target(row: string, item: string): void {
    this.#target.set(numberOf(this.known.rows, row), numberOf(this.known.items, item))
  }

  finish(): SplitEvents {
    const n = this.length
    return {
      ...this.known,
      row: this.#row.finish(),
      item: this.#item.finish(),
      // a column that only some files of several have is none
      ...(n > 0 && this.#value.length === n && { value: this.#value.finish() }),
      ...(n > 0 && this.#day.length === n && { day: this.#day.finish() }),
      ...(n > 0 && this.#basket.length === n && { basket: this.#basket.finish() }),
      ...(this.#target.size > 0 && { target: this.#target }),
    }
  }
}

/**
 * The number of an id. A new one is copied: cut out of a block of text it would hold the whole block, and a file of ids
 * that come once would stay in memory as it is.
 */
function numberOf(of: KnownIds['rows'], id: string): number {
  const known = of.row(id)
  return known >= 0 ? known : of.add(Buffer.from(id).toString())
}
