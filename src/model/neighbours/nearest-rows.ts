import { type Csr, transpose } from '../../numbers/csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'

/** A row of a sparse matrix by itself. */
export interface SparseRow {
  column: ArrayLike<number>
  value: ArrayLike<number>
}

/** How alike a query q and a row v are, from their inner product and squared lengths; ≤ 0 = not at all. */
export type Likeness = (dot: number, qq: number, vv: number, common: number) => number

/**
 * Finds the rows of a matrix most alike to a query through postings: only rows that share a column with it are looked at.
 * One query at a time; the arrays are all 0 between queries. O(entries of the query's columns).
 */
export class NearestRows {
  readonly #postings: Csr
  readonly #square: Float64Array
  readonly #dot: Float64Array
  readonly #common: Uint32Array
  readonly #reached: Uint32Array
  readonly #kept: Float64Array
  readonly #kthLargest: KthLargest

  constructor(rows: Csr, nNeighbours: number) {
    this.#postings = transpose(rows)
    this.#square = new Float64Array(rows.nRows)
    for (let r = 0; r < rows.nRows; r++)
      for (let at = rows.rowStart[r]!; at < rows.rowStart[r + 1]!; at++) this.#square[r]! += rows.value[at]! ** 2
    this.#dot = new Float64Array(rows.nRows)
    this.#common = new Uint32Array(rows.nRows)
    this.#reached = new Uint32Array(rows.nRows)
    this.#kept = new Float64Array(rows.nRows)
    this.#kthLargest = new KthLargest(nNeighbours, rows.nRows)
  }

  /** Calls `use` for the nNeighbours rows of the largest likeness above 0, in no order; ties at the end all count. */
  find({ column, value }: SparseRow, likeness: Likeness, use: (row: number, likeness: number) => void): void {
    const { rowStart, column: row, value: weight } = this.#postings
    const [dot, common, reached, kept] = [this.#dot, this.#common, this.#reached, this.#kept]
    let n = 0
    let qq = 0
    for (let k = 0; k < column.length; k++) {
      const x = value[k]!
      qq += x * x
      for (let at = rowStart[column[k]!]!, end = rowStart[column[k]! + 1]!; at < end; at++) {
        const r = row[at]!
        if (common[r]! === 0) reached[n++] = r
        common[r]!++
        dot[r]! += x * weight[at]!
      }
    }
    for (let c = 0; c < n; c++) {
      const r = reached[c]!
      kept[c] = likeness(dot[r]!, qq, this.#square[r]!, common[r]!)
      dot[r] = 0
      common[r] = 0
    }
    const threshold = this.#kthLargest.of(kept, n)
    for (let c = 0; c < n; c++) if (kept[c]! > 0 && kept[c]! >= threshold) use(reached[c]!, kept[c]!)
  }
}
