import { type Interactions, stackInteractions } from '../model/interactions.ts'
import type { Model } from '../model/model.ts'

interface Waiting {
  row: Interactions
  use: (scores: Float32Array) => unknown
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

/** No more rows than this share one pass: the buffer stays small and nobody waits for a crowd. */
const maxTogether = 16

/**
 * Scores people's rows, those who ask at the same moment in one pass over the item factors. A single row is bound by
 * memory (every factor is read for one product); sixteen rows read the factors once, so a busy server answers several
 * times more requests and an idle one waits for nobody.
 */
export class Scorer {
  readonly #model: Model
  #buffer = new Float32Array(0)
  #waiting: Waiting[] = []

  constructor(model: Model) {
    this.#model = model
  }

  /**
   * @param row  1 × nItems
   * @param use  is handed the scores, which it may change but not keep
   */
  score<T>(row: Interactions, use: (scores: Float32Array) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ row, use, resolve, reject })
      // after the input that is already here has been read, so that its rows come along
      if (this.#waiting.length === 1) setImmediate(() => this.#run())
    })
  }

  #run(): void {
    const batch = this.#waiting.splice(0, maxTogether)
    if (this.#waiting.length > 0) setImmediate(() => this.#run())
    const { nItems } = this.#model
    try {
      if (this.#buffer.length < batch.length * nItems) this.#buffer = new Float32Array(batch.length * nItems)
      const scores = this.#buffer.subarray(0, batch.length * nItems)
      this.#model.scoreInto(stackInteractions(batch.map(({ row }) => row)), scores)
      batch.forEach(({ use, resolve, reject }, r) => {
        try {
          resolve(use(scores.subarray(r * nItems, (r + 1) * nItems)) as never)
        } catch (error) {
          reject(error)
        }
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
