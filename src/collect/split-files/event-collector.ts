import { Fault } from '../../contract/fault.ts'
import { GrowingArray } from '../../numbers/growing-array.ts'
import type { KnownIds, SplitEvents } from './split-events.ts'

/** No published split has longer ids. */
const maxIdLength = 1024
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/

/** Events as a reader meets them, one by one, into columns. */
export class EventCollector {
  readonly known: KnownIds
  /** the file that is read, for refusals */
  file = ''
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

  /**
   * Adds an event and, where the format has them, its value, day or basket.
   * @throws Fault bad-file  an id that cannot be one
   */
  add(row: string, item: string, { value, day, basket }: { value?: number; day?: number; basket?: number } = {}): void {
    const [r, i] = [this.#numberOf(this.known.rows, row), this.#numberOf(this.known.items, item)]
    this.#row.push(r)
    this.#item.push(i)
    if (value !== undefined) this.#value.push(value)
    if (day !== undefined) this.#day.push(day)
    if (basket !== undefined) this.#basket.push(basket)
  }

  /** What the session of this row is tested with. */
  target(row: string, item: string): void {
    this.#target.set(this.#numberOf(this.known.rows, row), this.#numberOf(this.known.items, item))
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

  /**
   * The number of an id. A new one is copied: cut out of a block of text it would hold the whole block, and a file of ids
   * that come once would stay in memory as it is.
   */
  #numberOf(of: KnownIds['rows'], id: string): number {
    const known = of.row(id)
    if (known >= 0) return known
    if (id.length > maxIdLength || control.test(id))
      throw new Fault(
        'bad-file',
        `${this.file}, event ${this.length + 1}: got an id of ${id.length} characters, ${JSON.stringify(id.slice(0, 40))}, want 1 to ${maxIdLength} and no control characters`,
      )
    return of.add(Buffer.from(id).toString())
  }
}
