import type { Sequences } from '../interactions.ts'
import { newestDay } from '../popularity/popular.ts'

export type RegressionOptions = {
  /** ridge: how strongly weights are held small */
  lambda: number
  /** share of the loss that whole sessions have; the rest is for beginnings and what follows them: 0 to 1 */
  whole: number
  /** an item this many clicks before the end of a beginning, or after the first that follows it, counts 1 / e */
  trainScale: number
  /** items that follow which are to be predicted: 1 = the next only */
  ahead: number
  /** clicks of a beginning that are looked at */
  reach: number
  /** a session this many days before the newest counts 1 / e; 0 = age does not matter */
  recencyDays: number
}

/**
 * The two sides of the normal equations of `slist`, row by row: for item i, `source` is row i of Σ w s sᵀ and `target` row i
 * of Σ w s fᵀ, sums over whole sessions (weight ω, s = f = the session's items) and beginnings (weight 1 − ω) together.
 *
 * A row costs the clicks near the item's own, so all rows take O(events · (reach · (reach + ahead) + length)), and memory
 * is that of the events: no pair is ever stored here.
 */
export class RegressionRows {
  /** all 0 but at the items of `touched`; as `take` left them until the next */
  readonly source: Float64Array
  readonly target: Float64Array
  readonly touched: Uint32Array
  nTouched = 0
  readonly #options: RegressionOptions
  /** session s has the clicks start[s] … start[s + 1] − 1 of `item`, and the weight of its age */
  readonly #start: Uint32Array
  readonly #item: Uint32Array
  readonly #weight: Float64Array
  /** of each click: its session, and whether its item was not in the session before */
  readonly #session: Uint32Array
  readonly #isFirst: Uint8Array
  /** clicks of each item */
  readonly #listStart: Uint32Array
  readonly #posting: Uint32Array
  readonly #decay: Float64Array
  readonly #back: number
  readonly #on: number

  constructor(nItems: number, sequences: Sequences, options: RegressionOptions) {
    const { trainScale, reach, ahead } = options
    this.#options = options
    this.source = new Float64Array(nItems)
    this.target = new Float64Array(nItems)
    this.touched = new Uint32Array(nItems)
    this.#decay = Float64Array.from({ length: Math.max(reach, ahead) }, (_, a) => Math.exp(-a / trainScale))
    // what e^(−a / scale) makes smaller than a hundredth is not looked at
    const far = Math.ceil(trainScale * 4.7) + 1
    this.#back = Math.min(reach, far)
    this.#on = Math.min(ahead, far)
    const { start, item, weight } = sessionsOf(sequences, options.recencyDays)
    this.#start = start
    this.#item = item
    this.#weight = weight
    this.#session = new Uint32Array(item.length)
    this.#isFirst = new Uint8Array(item.length)
    this.#listStart = new Uint32Array(nItems + 1)
    this.#posting = new Uint32Array(item.length)
    const lastIn = new Int32Array(nItems).fill(-1)
    for (let s = 0; s < weight.length; s++)
      for (let e = start[s]!; e < start[s + 1]!; e++) {
        this.#session[e] = s
        this.#isFirst[e] = Number(lastIn[item[e]!] !== s)
        lastIn[item[e]!] = s
        this.#listStart[item[e]! + 1]!++
      }
    for (let i = 0; i < nItems; i++) this.#listStart[i + 1]! += this.#listStart[i]!
    const next = this.#listStart.slice(0, nItems)
    for (let e = 0; e < item.length; e++) this.#posting[next[item[e]!]!++] = e
  }

  /** Row i into `source` and `target`; the row before is wiped. */
  take(i: number): void {
    for (let k = 0; k < this.nTouched; k++) {
      this.source[this.touched[k]!] = 0
      this.target[this.touched[k]!] = 0
    }
    this.nTouched = 0
    const { whole } = this.#options
    for (let at = this.#listStart[i]!; at < this.#listStart[i + 1]!; at++) {
      const e = this.#posting[at]!
      const s = this.#session[e]!
      if (whole > 0 && this.#isFirst[e] === 1) this.#addWhole(s, this.#weight[s]! * whole)
      if (whole < 1) this.#addBeginnings(e, s, this.#weight[s]! * (1 - whole))
    }
  }

  #addWhole(s: number, w: number): void {
    for (let e = this.#start[s]!; e < this.#start[s + 1]!; e++) {
      if (this.#isFirst[e] === 0) continue
      const j = this.#item[e]!
      this.#touch(j)
      this.source[j]! += w
      this.target[j]! += w
    }
  }

  /** Every beginning that ends at t ≥ e and still looks at e. */
  #addBeginnings(e: number, s: number, w: number): void {
    const [item, decay] = [this.#item, this.#decay]
    const [first, end] = [this.#start[s]!, this.#start[s + 1]!]
    for (let t = e; t < e + this.#back && t + 1 < end; t++) {
      const share = w * decay[t - e]!
      for (let b = 0; b < this.#back && t - b >= first; b++) {
        const j = item[t - b]!
        this.#touch(j)
        this.source[j]! += share * decay[b]!
      }
      for (let b = 0; b < this.#on && t + 1 + b < end; b++) {
        const j = item[t + 1 + b]!
        this.#touch(j)
        this.target[j]! += share * decay[b]!
      }
    }
  }

  #touch(j: number): void {
    if (this.source[j] === 0 && this.target[j] === 0) this.touched[this.nTouched++] = j
  }
}

/** Baskets with at least two events in favour of an item, end to end, and the weights of their ages. */
function sessionsOf({ rowStart, item, day, weight, basket }: Sequences, recencyDays: number) {
  const newest = newestDay(day)
  const start = [0]
  const kept = new Uint32Array(item.length)
  const weights: number[] = []
  let n = 0
  for (let r = 0; r + 1 < rowStart.length; r++)
    for (let first = rowStart[r]!, end = first; first < rowStart[r + 1]!; first = end) {
      const from = n
      for (; end < rowStart[r + 1]! && basket[end] === basket[first]; end++)
        if (weight[end]! > 0) kept[n++] = item[end]!
      if (n - from < 2) {
        n = from
        continue
      }
      start.push(n)
      weights.push(recencyDays > 0 ? Math.exp((day[end - 1]! - newest) / recencyDays) : 1)
    }
  return { start: Uint32Array.from(start), item: kept.slice(0, n), weight: Float64Array.from(weights) }
}
