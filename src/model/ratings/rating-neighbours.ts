/** Ratings as rows of entries; `value` is whatever the rows are compared by. */
export interface Rows {
  rowStart: Uint32Array
  column: Uint32Array
  value: Float64Array
}

export const similarities = ['cosine', 'msd', 'pearson', 'pearson-baseline'] as const
export type Similarity = (typeof similarities)[number]

/** How many, Σ r r', Σ r² and Σ r'² for each of the others, one after the other: half a line of the cache. */
const nSums = 4

/**
 * How alike one row is to all others, computed when it is asked for: what a dense table of all pairs would hold takes
 * n² numbers, this takes 8 n. Formulas in knn.ts. One row: Σ over its entries of the length of their columns.
 */
export class RatingNeighbours {
  readonly #byX: Rows
  readonly #byY: Rows
  readonly #similarity: Similarity
  readonly #minSupport: number
  readonly #shrinkage: number
  readonly #sums: Float64Array
  /** for Pearson only: Σ r and Σ r' */
  readonly #plain: Float64Array
  readonly #touched: Uint32Array
  /** of the row asked for last; 0 for itself, without support and without anything in common */
  readonly likeness: Float64Array
  #nTouched = 0

  constructor(byX: Rows, byY: Rows, similarity: Similarity, minSupport: number, shrinkage: number) {
    const n = byX.rowStart.length - 1
    this.#byX = byX
    this.#byY = byY
    this.#similarity = similarity
    this.#minSupport = minSupport
    this.#shrinkage = shrinkage
    this.#sums = new Float64Array(nSums * n)
    this.#plain = new Float64Array(similarity === 'pearson' ? 2 * n : 0)
    this.#touched = new Uint32Array(n)
    this.likeness = new Float64Array(n)
  }

  /** Fills `likeness` for row x. */
  ask(x: number): void {
    const sums = this.#sums
    const plain = this.#plain
    for (let t = 0; t < this.#nTouched; t++) {
      const v = this.#touched[t]!
      this.likeness[v] = 0
      for (let k = v * nSums; k < v * nSums + nSums; k++) sums[k] = 0
      if (plain.length > 0) plain[2 * v] = plain[2 * v + 1] = 0
    }
    const { rowStart, column, value } = this.#byY
    const centred = this.#similarity === 'pearson'
    const touched = this.#touched
    let nTouched = 0
    for (let a = this.#byX.rowStart[x]!; a < this.#byX.rowStart[x + 1]!; a++) {
      const y = this.#byX.column[a]!
      const own = this.#byX.value[a]!
      const ownSquare = own * own
      for (let b = rowStart[y]!, end = rowStart[y + 1]!; b < end; b++) {
        const v = column[b]!
        const other = value[b]!
        const at = v * nSums
        const n = sums[at]!
        if (n === 0) touched[nTouched++] = v
        sums[at] = n + 1
        sums[at + 1]! += own * other
        sums[at + 2]! += ownSquare
        sums[at + 3]! += other * other
        if (!centred) continue
        plain[2 * v]! += own
        plain[2 * v + 1]! += other
      }
    }
    this.#nTouched = nTouched
    for (let t = 0; t < nTouched; t++) {
      const v = touched[t]!
      if (v !== x) this.likeness[v] = this.#of(v)
    }
  }

  #of(v: number): number {
    const sums = this.#sums
    const at = v * nSums
    const n = sums[at]!
    if (n < this.#minSupport) return 0
    const product = sums[at + 1]!
    const own = sums[at + 2]!
    const other = sums[at + 3]!
    // Σ (r − r')² = Σ r² − 2 Σ r r' + Σ r'²
    if (this.#similarity === 'msd') return 1 / (Math.max(0, own - 2 * product + other) / n + 1)
    const sumOwn = this.#similarity === 'pearson' ? this.#plain[2 * v]! : 0
    const sumOther = this.#similarity === 'pearson' ? this.#plain[2 * v + 1]! : 0
    const length = (own - (sumOwn * sumOwn) / n) * (other - (sumOther * sumOther) / n)
    // below this a deviation is rounding
    if (!(length > 1e-18)) return 0
    const cosine = (product - (sumOwn * sumOther) / n) / Math.sqrt(length)
    return this.#similarity === 'pearson-baseline' ? cosine * ((n - 1) / (n - 1 + this.#shrinkage || 1)) : cosine
  }
}
