import type { HeldCsr, Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'

/** Groups of people and of items at most; threads beyond half as many gain nothing. */
const mostGroups = 8
/** A group has so many items at least, so that those to tell apart meet in it. */
const itemsPerGroup = 64

/**
 * The entries of a matrix dealt into cells of groups of people × groups of items, so that cells without a person or an item
 * in common can be worked on at once. Groups of people are runs of rows of about as many entries; items are dealt anew
 * each time, so that over the epochs any two of them meet. The number of groups depends on the matrix alone.
 */
export class Cells {
  readonly groups: number
  readonly #kernels: Kernels
  readonly #matrix: Csr
  readonly #held: HeldCsr
  readonly #groupStart: Uint32Array
  /** kernels' memory for row and column of each entry, as rows of one */
  readonly #room: ReturnType<Kernels['factors']>

  constructor(kernels: Kernels, matrix: Csr) {
    const { nRows, nCols, rowStart, column } = matrix
    this.#kernels = kernels
    this.#matrix = matrix
    this.groups = Math.max(1, Math.min(mostGroups, Math.floor(nCols / itemsPerGroup), nRows))
    this.#held = kernels.hold(matrix)
    this.#room = kernels.factors(2, Math.max(1, column.length))
    this.#groupStart = new Uint32Array(this.groups + 1)
    for (let group = 1, r = 0; group <= this.groups; group++) {
      while (r < nRows && rowStart[r]! < (column.length * group) / this.groups) r++
      this.#groupStart[group] = group === this.groups ? nRows : r
    }
  }

  /** Where everything lies after the items were dealt: O(entries). */
  deal(random: () => number) {
    const { groups } = this
    const { nCols, rowStart, column } = this.#matrix
    const groupOf = Uint8Array.from({ length: nCols }, () => Math.floor(random() * groups))
    const cellStart = new Uint32Array(groups * groups + 1)
    const next = new Uint32Array(groups)
    const { place, stride, array } = this.#room
    const words = new Uint32Array(array.buffer, place, 2 * stride)
    for (let p = 0; p < groups; p++) {
      const [first, last] = [this.#groupStart[p]!, this.#groupStart[p + 1]!]
      next.fill(0)
      for (let at = rowStart[first]!; at < rowStart[last]!; at++) next[groupOf[column[at]!]!]!++
      for (let q = 0, from = rowStart[first]!; q < groups; q++) {
        const n = next[q]!
        next[q] = from
        from += n
        cellStart[p * groups + q + 1] = from
      }
      for (let r = first; r < last; r++)
        for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) {
          const to = next[groupOf[column[at]!]!]!++
          words[to] = r
          words[stride + to] = column[at]!
        }
    }
    const { starts, columns } = this.#held
    return { starts, columns, entryRows: place, entryColumns: place + 4 * stride, cellStart }
  }

  release(): void {
    this.#kernels.drop(this.#held)
    this.#kernels.release(this.#room)
  }
}
