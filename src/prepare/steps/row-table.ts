/**
 * Rows by what they say: an open-addressing table of 4 bytes a slot, at most half full.
 *
 * @param hash  of a row, 32 bits
 * @param same  whether two rows say the same; rows that do have one hash
 */
export class RowTable {
  /** 0 = free, else 1 + row */
  readonly #slots: Uint32Array
  readonly #hash: (row: number) => number
  readonly #same: (a: number, b: number) => boolean

  constructor(mostRows: number, hash: (row: number) => number, same: (a: number, b: number) => boolean) {
    let slots = 16
    while (slots < 2 * mostRows) slots *= 2
    this.#slots = new Uint32Array(slots)
    this.#hash = hash
    this.#same = same
  }

  /** The row that was there first and says the same; −1 when there is none, and then `row` is it. */
  first(row: number): number {
    const slot = this.#slotOf(row)
    const before = this.#slots[slot]! - 1
    if (before < 0) this.#slots[slot] = row + 1
    return before
  }

  /** The latest row before that says the same, −1 when there is none; `row` takes its place. */
  exchange(row: number): number {
    const slot = this.#slotOf(row)
    const before = this.#slots[slot]! - 1
    this.#slots[slot] = row + 1
    return before
  }

  #slotOf(row: number): number {
    const last = this.#slots.length - 1
    let slot = this.#hash(row) & last
    while (this.#slots[slot] !== 0 && !this.#same(row, this.#slots[slot]! - 1)) slot = (slot + 1) & last
    return slot
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
