/**
 * Rows of the last moments by what they say: an open-addressing table of 4 bytes a slot, at most half full. What is older than `withinMs`
 * is forgotten, so that the table stays as small as the moments are, and in the cache, however long the log.
 *
 * @param timeMs    of every row; rows are handed in in order of time
 * @param withinMs  how long a row is remembered, from 0: the same moment only
 * @param hash      of a row, 32 bits
 * @param same      whether two rows say the same; rows that do have one hash
 */
export class RecentRows {
  /** 0 = free, else 1 + row */
  #slots = new Uint32Array(1024)
  #taken = 0
  readonly #timeMs: Float64Array
  readonly #withinMs: number
  readonly #hash: (row: number) => number
  readonly #same: (a: number, b: number) => boolean

  constructor(
    timeMs: Float64Array,
    withinMs: number,
    hash: (row: number) => number,
    same: (a: number, b: number) => boolean,
  ) {
    this.#timeMs = timeMs
    this.#withinMs = withinMs
    this.#hash = hash
    this.#same = same
  }

  /** The recent row that was there first and says the same; −1 when there is none, and then `row` is it. */
  first(row: number): number {
    const slot = this.#slotOf(row)
    const before = this.#slots[slot]! - 1
    if (before < 0) this.#put(slot, row)
    return before
  }

  /** The latest row that says the same, −1 when there is no recent one; `row` takes its place. */
  exchange(row: number): number {
    const slot = this.#slotOf(row)
    const before = this.#slots[slot]! - 1
    this.#put(slot, row)
    return before
  }

  #put(slot: number, row: number): void {
    if (this.#slots[slot] === 0) this.#taken++
    this.#slots[slot] = row + 1
    if (2 * this.#taken > this.#slots.length) this.#forget(this.#timeMs[row]!)
  }

  #isRecent(row: number, nowMs: number): boolean {
    return nowMs - this.#timeMs[row]! <= this.#withinMs
  }

  /** The slot of a recent row that says the same, else a free one. */
  #slotOf(row: number): number {
    const last = this.#slots.length - 1
    const nowMs = this.#timeMs[row]!
    let slot = this.#hash(row) & last
    for (;;) {
      const there = this.#slots[slot]! - 1
      if (there < 0 || (this.#isRecent(there, nowMs) && this.#same(row, there))) return slot
      slot = (slot + 1) & last
    }
  }

  /** Keeps the recent rows only, in a table of at least four times their number. */
  #forget(nowMs: number): void {
    const recent: number[] = []
    for (let at = 0; at < this.#slots.length; at++) {
      const slot = this.#slots[at]!
      if (slot > 0 && this.#isRecent(slot - 1, nowMs)) recent.push(slot)
    }
    if (4 * recent.length > this.#slots.length) this.#slots = new Uint32Array(2 * this.#slots.length)
    else this.#slots.fill(0)
    this.#taken = recent.length
    for (const slot of recent) this.#slots[this.#slotOf(slot - 1)] = slot
  }
}

/** Mixes one more number into a hash: a step of Murmur's finaliser. */
export const mixed = (hash: number, more: number): number => {
  const h = Math.imul(hash ^ (hash >>> 15) ^ more, 0x85ebca6b)
  return Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
}

/** A number with fractions as 32 bits that equal numbers share; NaN, "not given", too. */
export const bitsOf = (x: number): number =>
  Number.isNaN(x) ? 0x7fc00000 : (Math.trunc(x * 1024) ^ (x / 0x400000)) | 0

/** Object.is for columns in which NaN is "not given": not given equals not given, and −0 equals 0. */
export const alikeNumbers = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))
