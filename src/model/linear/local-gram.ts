import { KthLargest } from '../../numbers/kth-largest.ts'
import type { SparseGram } from './sparse-gram.ts'

/**
 * The part of G = XᵀX that one regression needs: of an item j, its most alike items N, G between them and G between them
 * and j. One item at a time; the arrays are used again for the next.
 */
export class LocalGram {
  /** N: n items, rising */
  readonly items: Uint32Array
  /** G_NN: row a from a·n, of which the first n² numbers are made */
  readonly gram: Float64Array
  /** G_Nj */
  readonly target: Float64Array
  n = 0
  readonly #source: SparseGram
  readonly #likeness: Float64Array
  /** 1 + where an item stands in N, 0 = nowhere; all 0 between calls */
  readonly #place: Uint32Array
  readonly #kthLargest: KthLargest
  readonly #most: number
  readonly #isWhole: boolean

  /** @param most  items in N at most; from nItems − 1 on N is everything else, also what has nothing in common with j */
  constructor(source: SparseGram, most: number) {
    const { nCols, rowStart } = source.pairs
    let longest = 0
    for (let i = 0; i < nCols; i++) longest = Math.max(longest, rowStart[i + 1]! - rowStart[i]!)
    this.#source = source
    this.#isWhole = most >= nCols - 1
    this.#most = this.#isWhole ? Math.max(0, nCols - 1) : Math.min(most, longest)
    this.items = new Uint32Array(this.#most)
    this.target = new Float64Array(this.#most)
    this.gram = new Float64Array(this.#most ** 2)
    this.#likeness = new Float64Array(longest)
    this.#place = new Uint32Array(nCols)
    this.#kthLargest = new KthLargest(this.#most, longest)
  }

  /** Makes `items`, `gram` and `target` those of item j. |N| · nCoOccurrences look-ups. */
  take(j: number): void {
    const { pairs, diagonal } = this.#source
    const { rowStart, column, value } = pairs
    const [items, gram, place] = [this.items, this.gram, this.#place]
    if (this.#isWhole) this.#takeAllBut(j)
    else this.#choose(j)
    const n = this.n
    gram.fill(0, 0, n * n)
    for (let a = 0; a < n; a++) place[items[a]!] = a + 1
    for (let a = 0; a < n; a++) {
      const i = items[a]!
      gram[a * n + a] = diagonal[i]!
      for (let at = rowStart[i]!, end = rowStart[i + 1]!; at < end; at++) {
        const b = place[column[at]!]! - 1
        if (b < 0) continue
        // the other row may have been cut before it came to this pair
        gram[a * n + b] = value[at]!
        gram[b * n + a] = value[at]!
      }
    }
    for (let a = 0; a < n; a++) place[items[a]!] = 0
  }

  #takeAllBut(j: number): void {
    const { rowStart, column, value, nCols } = this.#source.pairs
    let at = rowStart[j]!
    let n = 0
    for (let i = 0; i < nCols; i++) {
      const shares = at < rowStart[j + 1]! && column[at] === i
      const common = shares ? value[at++]! : 0
      if (i === j) continue
      this.items[n] = i
      this.target[n++] = common
    }
    this.n = n
  }

  /** N: the most alike of j's row, equal ones by lower item. */
  #choose(j: number): void {
    const { pairs, scale } = this.#source
    const { rowStart, column, value } = pairs
    const [from, to] = [rowStart[j]!, rowStart[j + 1]!]
    const likeness = this.#likeness
    for (let at = from; at < to; at++) likeness[at - from] = value[at]! * scale[column[at]!]!
    const threshold = this.#kthLargest.of(likeness, to - from)
    let ties = this.#most
    for (let at = from; at < to; at++) if (likeness[at - from]! > threshold) ties--
    let n = 0
    for (let at = from; at < to; at++) {
      const isBetter = likeness[at - from]! > threshold
      if (!isBetter && (likeness[at - from]! !== threshold || ties-- <= 0)) continue
      this.items[n] = column[at]!
      this.target[n++] = value[at]!
    }
    this.n = n
  }
}
