import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../../numbers/csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'
import { lastClicks } from './clicks.ts'
import type { RepeatWeights } from './repeats.ts'
import type { SessionKnnOptions } from './session-knn.ts'
import type { SessionIndex } from './session-postings.ts'
import { SessionVotes } from './session-votes.ts'

/** Queries between two turns of the event loop: some tens of milliseconds. */
const queriesPerTurn = 256

export class SessionKnnModel implements Model {
  readonly kind = 'session-knn'
  readonly #index: SessionIndex
  readonly #options: SessionKnnOptions
  readonly #repeats: RepeatWeights
  readonly #votes: SessionVotes
  /** scores of what stands in votes.scored, as they are given out, and the best of them */
  readonly #row: Float64Array
  readonly #chosen: Uint32Array
  #bound: { k: number; finder: KthLargest } | undefined

  constructor(index: SessionIndex, options: SessionKnnOptions, repeats: RepeatWeights) {
    this.#index = index
    this.#options = options
    this.#repeats = repeats
    this.#votes = new SessionVotes(index, options, repeats)
    this.#row = new Float64Array(index.nItems)
    this.#chosen = new Uint32Array(index.nItems)
  }

  get nItems(): number {
    return this.#index.nItems
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    out.fill(0, 0, histories.nRows * this.nItems)
    const { score, scored } = this.#votes
    for (let r = 0; r < histories.nRows; r++) {
      const n = this.#votes.ask(lastClicks(histories, r, this.#options.nLast))
      for (let at = 0; at < n; at++) out[r * this.nItems + scored[at]!] = score[scored[at]!]!
      this.#votes.forget(n)
    }
  }

  similarInto(item: number, out: Float32Array): void {
    out.fill(0)
    const { score, scored } = this.#votes
    const n = this.#votes.ask(Uint32Array.of(item))
    for (let at = 0; at < n; at++) out[scored[at]!] = score[scored[at]!]!
    this.#votes.forget(n)
    out[item] = Number.NEGATIVE_INFINITY
  }

  /** Each click asked by itself: what it alone says for the item. */
  because(history: Interactions, item: number, limit: number): number[] {
    const clicked = lastClicks(history, 0, this.#options.nLast)
    return [...new Set(clicked)]
      .filter((i) => i !== item && history.column.includes(i))
      .map((i) => {
        const n = this.#votes.ask(Uint32Array.of(i))
        const score = this.#votes.score[item]!
        this.#votes.forget(n)
        return { i, score }
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.i - b.i)
      .slice(0, limit)
      .map(({ i }) => i)
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const best = emptyTopK(histories.nRows, k)
    for (let r = 0; r < histories.nRows; r++) {
      if (r % queriesPerTurn === queriesPerTurn - 1) await setImmediate()
      const barred = exclude ? exclude.column.subarray(exclude.rowStart[r], exclude.rowStart[r + 1]) : nothing
      const n = this.#votes.ask(lastClicks(histories, r, this.#options.nLast))
      best.count[r] = this.#best(n, k, r * k, best, barred)
      this.#votes.forget(n)
    }
    return best
  }

  parts(): ModelParts {
    const { nItems, start, item, day } = this.#index
    return { meta: { nItems, options: this.#options, repeats: this.#repeats }, arrays: { start, item, day } }
  }

  /** The k best of the n scored, equal ones by rising item, then the lowest of the rest at 0. */
  #best(n: number, k: number, base: number, out: TopK, barred: Uint32Array): number {
    const { score, scored } = this.#votes
    // neither among the best nor among those at 0 that fill a list up
    for (const i of barred) score[i] = -1
    for (let at = 0; at < n; at++) this.#row[at] = Math.fround(score[scored[at]!]!)
    const bound = this.#boundOf(k).of(this.#row, n)
    let nChosen = 0
    for (let at = 0; at < n; at++)
      if (this.#row[at]! > 0 && this.#row[at]! >= bound) this.#chosen[nChosen++] = scored[at]!
    const chosen = this.#chosen
      .subarray(0, nChosen)
      .sort((a, b) => Math.fround(score[b]!) - Math.fround(score[a]!) || a - b)
    let count = Math.min(k, nChosen)
    for (let rank = 0; rank < count; rank++) {
      out.item[base + rank] = chosen[rank]!
      out.score[base + rank] = score[chosen[rank]!]!
    }
    for (let i = 0; i < this.nItems && count < k; i++) {
      if (Math.fround(score[i]!) !== 0) continue
      out.item[base + count] = i
      out.score[base + count++] = 0
    }
    for (const i of barred) score[i] = 0
    return count
  }

  /** Lists are asked for in the same length again and again. */
  #boundOf(k: number): KthLargest {
    if (this.#bound?.k !== k) this.#bound = { k, finder: new KthLargest(k, this.nItems) }
    return this.#bound.finder
  }
}

const nothing = new Uint32Array()
