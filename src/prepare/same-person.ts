/**
 * Ids that are one person, by pairs that say so and everything that follows from them. Every group goes by one of its ids, the smallest
 * customer, or the smallest browser (`visitor:ID`) where it holds no customer: the order of the pairs changes nothing, and a pair that is
 * taken back leaves what stood before it was said.
 *
 * O(pairs × α) to build.
 */
export class SamePerson {
  readonly #above = new Map<string, string>()
  readonly #members = new Map<string, string[]>()

  constructor(pairs: Iterable<readonly [string, string]>) {
    for (const [a, b] of pairs) {
      const [one, other] = [this.of(a), this.of(b)]
      for (const id of [a, b]) if (!this.#above.has(id)) this.#above.set(id, id)
      if (one === other) continue
      const [name, joins] = goesBefore(one, other) ? [one, other] : [other, one]
      this.#above.set(joins, name)
    }
    for (const id of this.#above.keys()) {
      const name = this.of(id)
      const members = this.#members.get(name)
      if (members) members.push(id)
      else this.#members.set(name, [id])
    }
    for (const members of this.#members.values()) members.sort()
  }

  /** Whether anything was said of an id. */
  has(id: string): boolean {
    // mostly nothing was said of anybody, and an id's letters need not be hashed to know
    return this.#above.size > 0 && this.#above.has(id)
  }

  /** The id by which the person of an id goes: itself where nothing was said of it. */
  of(id: string): string {
    if (this.#above.size === 0) return id
    let name = id
    for (let above = this.#above.get(name); above !== undefined && above !== name; above = this.#above.get(name)) {
      const higher = this.#above.get(above) as string
      this.#above.set(name, higher)
      name = above
    }
    return name
  }

  /** Every id of the person of an id, rising. */
  members(id: string): readonly string[] {
    return this.#members.get(this.of(id)) ?? [id]
  }
}

/** A visitor who is nobody's browser is a person of their own, under this name, apart from all customers. */
export const visitorPrefix = 'visitor:'

const isBrowser = (id: string) => id.startsWith(visitorPrefix)
const goesBefore = (a: string, b: string) => (isBrowser(a) === isBrowser(b) ? a < b : isBrowser(b))
