import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../numbers/csr.ts'
import { topK } from '../numbers/topk.ts'
import type { Interactions } from './interactions.ts'
import type { Model, ModelParts, TopK } from './model.ts'
import { checkShapes, emptyTopK } from './recommend-by-scoring.ts'

/** What a model of neighbours says of row r: adds to `score`, nItems numbers that are all 0 before. */
export type Vote = (histories: Interactions, r: number, score: Float64Array) => void

/** Histories between two turns of the event loop. */
const rowsPerTurn = 64

/** A model that is asked history by history on the calling thread. `stored` is its content. */
export class VotingModel implements Model {
  readonly kind: string
  readonly nItems: number
  readonly #vote: Vote
  readonly #stored: ModelParts
  readonly #score: Float64Array

  constructor(kind: string, nItems: number, vote: Vote, stored: ModelParts) {
    this.kind = kind
    this.nItems = nItems
    this.#vote = vote
    this.#stored = stored
    this.#score = new Float64Array(nItems)
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    for (let r = 0; r < histories.nRows; r++) out.set(this.#ask(histories, r), r * this.nItems)
  }

  /** Not told: the people who speak for an item are not items of the history. */
  because(): number[] {
    return []
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const best = emptyTopK(histories.nRows, k)
    const row = new Float32Array(this.nItems)
    for (let r = 0; r < histories.nRows; r++) {
      if (r % rowsPerTurn === rowsPerTurn - 1) await setImmediate()
      row.set(this.#ask(histories, r))
      if (exclude)
        for (let at = exclude.rowStart[r]!; at < exclude.rowStart[r + 1]!; at++)
          row[exclude.column[at]!] = Number.NEGATIVE_INFINITY
      const top = topK(row, k)
      best.count[r] = top.length
      for (let rank = 0; rank < top.length; rank++) {
        best.item[r * k + rank] = top[rank]!
        best.score[r * k + rank] = row[top[rank]!]!
      }
    }
    return best
  }

  parts(): ModelParts {
    return this.#stored
  }

  #ask(histories: Interactions, r: number): Float64Array {
    this.#score.fill(0)
    this.#vote(histories, r, this.#score)
    return this.#score
  }
}
