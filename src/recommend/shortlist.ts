import type { Reason, RecommendedItem } from '../contract/recommendation.ts'
import type { Catalogue } from './catalogue.ts'

/** A list in the making: no product twice, no two variants of one product, never longer than asked. */
export class Shortlist {
  readonly #catalogue: Catalogue
  readonly #limit: number
  readonly #families = new Set<number>()
  readonly #taken: { position: number; score: number; reason: () => Reason }[] = []

  constructor(catalogue: Catalogue, limit: number) {
    this.#catalogue = catalogue
    this.#limit = limit
  }

  get full(): boolean {
    return this.#taken.length >= this.#limit
  }

  get missing(): number {
    return this.#limit - this.#taken.length
  }

  /** Takes a product unless it, or a sibling, is there already; `reason` is only asked for what stays. */
  offer(position: number, score: number, reason: () => Reason): void {
    const family = this.#catalogue.family(position)
    if (this.full || this.#families.has(family)) return
    this.#families.add(family)
    this.#taken.push({ position, score, reason })
  }

  items(): RecommendedItem[] {
    return this.#taken.flatMap(({ position, score, reason }) => {
      const item = this.#catalogue.at(position)
      return item ? [{ id: item.id, score, reason: reason(), item }] : []
    })
  }
}
