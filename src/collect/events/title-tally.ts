import type { TitleCount } from '../../store/store.ts'

/** How often each product was given each title. */
export class TitleTally {
  readonly #counts = new Map<string, Map<string, number>>()

  add(item: string, title: string): void {
    let ofItem = this.#counts.get(item)
    if (!ofItem) {
      ofItem = new Map()
      this.#counts.set(item, ofItem)
    }
    ofItem.set(title, (ofItem.get(title) ?? 0) + 1)
  }

  counts(): TitleCount[] {
    return [...this.#counts].flatMap(([item, titles]) => [...titles].map(([title, count]) => ({ item, title, count })))
  }
}
