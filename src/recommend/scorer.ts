import type { Model } from '../model/model.ts'
import type { Csr } from '../numbers/csr.ts'

interface Waiting {
  row: Csr
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
  score<T>(row: Csr, use: (scores: Float32Array) => T): Promise<T> {
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
      this.#model.scoreInto(stacked(batch.map(({ row }) => row)), scores)
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

/** Matrices one below the other; equal widths. */
function stacked(parts: readonly Csr[]): Csr {
  const [first] = parts
  if (first && parts.length === 1) return first
  const nRows = parts.reduce((sum, part) => sum + part.nRows, 0)
  const nEntries = parts.reduce((sum, part) => sum + part.column.length, 0)
  const made = {
    nRows,
    nCols: first?.nCols ?? 0,
    rowStart: new Uint32Array(nRows + 1),
    column: new Uint32Array(nEntries),
    value: new Float32Array(nEntries),
  }
  let row = 0
  let entry = 0
  for (const part of parts) {
    made.column.set(part.column, entry)
    made.value.set(part.value, entry)
    for (let r = 0; r < part.nRows; r++) made.rowStart[++row] = entry + part.rowStart[r + 1]!
    entry += part.column.length
  }
  return made
}
