import type { Item } from '../contract/item.ts'

/** Words and the small numbers that stand for them in a column. */
class Words {
  readonly list: string[] = []
  readonly #numbers = new Map<string, number>()

  number(word: string): number {
    let number = this.#numbers.get(word)
    if (number === undefined) {
      number = this.list.push(word) - 1
      this.#numbers.set(word, number)
    }
    return number
  }
}

/** More levels than any family has: a way up that is longer goes round. */
const deepest = 32

/**
 * The shop's products as columns, so that a filter over a hundred thousand of them is a walk over numbers.
 * A position, once given to an id, is never given to another: models keep positions across reloads.
 */
export class Catalogue {
  readonly #positions = new Map<string, number>()
  readonly #categories = new Words()
  readonly #brands = new Words()
  /** position of a product -> positions of its variants */
  readonly #variants = new Map<number, Set<number>>()
  #items: (Item | undefined)[] = []
  /** 1 where the product may be shown: in the catalogue and not sold out */
  open = new Uint8Array(0)
  /** NaN where unknown */
  price = new Float64Array(0)
  /** numbers of the words; −1 where unknown */
  category = new Int32Array(0)
  brand = new Int32Array(0)
  /** position of the product it is a variant of; −1 none */
  #parent = new Int32Array(0)

  constructor(items: Iterable<Item> = []) {
    for (const item of items) this.put(item)
  }

  get size(): number {
    return this.#items.length
  }

  /** The position of an id, −1 when it never had one. */
  position(id: string): number {
    return this.#positions.get(id) ?? -1
  }

  /** The product at a position; undefined when it left the catalogue or never was in it. */
  at(position: number): Item | undefined {
    return this.#items[position]
  }

  item(id: string): Item | undefined {
    return this.#items[this.position(id)]
  }

  /** The position an id has or shall have when it comes. */
  reserve(id: string): number {
    const known = this.#positions.get(id)
    if (known !== undefined) return known
    const position = this.#items.push(undefined) - 1
    this.#positions.set(id, position)
    if (position >= this.open.length) this.#grow(Math.max(64, position * 2))
    return position
  }

  put(item: Item): void {
    const at = this.reserve(item.id)
    this.#items[at] = item
    this.open[at] = item.available === false ? 0 : 1
    this.price[at] = item.price ?? Number.NaN
    this.category[at] = item.category === undefined ? -1 : this.#categories.number(canonicalPath(item.category))
    this.brand[at] = item.brand === undefined ? -1 : this.#brands.number(item.brand)
    this.#belongs(at, item.parent === undefined || item.parent === item.id ? -1 : this.reserve(item.parent))
  }

  remove(id: string): void {
    const at = this.position(id)
    if (at < 0) return
    this.#items[at] = undefined
    this.open[at] = 0
    this.#belongs(at, -1)
  }

  /** The whole catalogue anew; what is not in it is gone. */
  replace(items: readonly Item[]): void {
    this.#items.fill(undefined)
    this.open.fill(0)
    this.#parent.fill(-1)
    this.#variants.clear()
    for (const item of items) this.put(item)
  }

  /** For each category number: does it lie in `path` or below it? */
  categoriesWithin(path: string): Uint8Array {
    const top = canonicalPath(path)
    return Uint8Array.from(this.#categories.list, (word) => Number(word === top || word.startsWith(`${top} > `)))
  }

  /** The number of a brand; −2, which no product has, when it is unknown. */
  brandNumber(name: string): number {
    const number = this.#brands.list.indexOf(name)
    return number < 0 ? -2 : number
  }

  /** The position of the product at the top of a family: variants of one product, and the product itself, share it. */
  family(position: number): number {
    let top = position
    for (let height = 0; this.#parent[top]! >= 0; height++) {
      // parents that go round in a circle are one family; any of them names it
      if (height === deepest) return this.#smallestAround(top)
      top = this.#parent[top]!
    }
    return top
  }

  /** Variants of a product and theirs, in no order that means anything; not the product itself. */
  variantsOf(position: number): readonly number[] {
    if (!this.#variants.has(position)) return []
    const found = new Set([position])
    for (const one of found) for (const variant of this.#variants.get(one) ?? []) found.add(variant)
    return [...found].slice(1)
  }

  /** The product it is a variant of; undefined when it is none. */
  parentOf(id: string): string | undefined {
    const parent = this.item(id)?.parent
    return parent === id ? undefined : parent
  }

  #smallestAround(position: number): number {
    let smallest = position
    for (let at = this.#parent[position]!; at !== position; at = this.#parent[at]!) smallest = Math.min(smallest, at)
    return smallest
  }

  #belongs(at: number, parent: number): void {
    const before = this.#parent[at]!
    if (before === parent) return
    if (before >= 0) this.#variants.get(before)?.delete(at)
    this.#parent[at] = parent
    if (parent < 0) return
    const siblings = this.#variants.get(parent)
    if (siblings) siblings.add(at)
    else this.#variants.set(parent, new Set([at]))
  }

  #grow(capacity: number): void {
    const bigger = <T extends Uint8Array | Float64Array | Int32Array>(old: T, made: T) => {
      made.set(old as never)
      return made
    }
    this.open = bigger(this.open, new Uint8Array(capacity))
    this.price = bigger(this.price, new Float64Array(capacity).fill(Number.NaN))
    this.category = bigger(this.category, new Int32Array(capacity).fill(-1))
    this.brand = bigger(this.brand, new Int32Array(capacity).fill(-1))
    this.#parent = bigger(this.#parent, new Int32Array(capacity).fill(-1))
  }
}

/** A category path with its levels parted one way, so that "A>B" and "A > B" are the same shelf. */
export function canonicalPath(path: string): string {
  return path
    .split('>')
    .map((level) => level.trim())
    .join(' > ')
}
