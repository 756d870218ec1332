/** Ids and the rows they stand for: row r is the r-th id ever added. */
export class Vocabulary {
  readonly ids: string[] = []
  readonly #rows = new Map<string, number>()

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id)
  }

  get size(): number {
    return this.ids.length
  }

  /** The row of `id`, added at the end when new. */
  add(id: string): number {
    const known = this.#rows.get(id)
    if (known !== undefined) return known
    this.#rows.set(id, this.ids.length)
    return this.ids.push(id) - 1
  }

  /** The row of `id`, −1 when unknown. */
  row(id: string): number {
    return this.#rows.get(id) ?? -1
  }
}
