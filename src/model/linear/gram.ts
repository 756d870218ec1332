import { setImmediate } from 'node:timers/promises'
import { type Csr, transpose } from '../../numbers/csr.ts'

/** Multiply-adds between two looks at the abort signal. */
const workBetweenLooks = 2e7

export interface GramOptions {
  /** a person with n items counts n^−userExponent times: how much less a long history weighs */
  userExponent: number
}

/**
 * Rows of G = Xᵀ D X up to the diagonal, one after the other, D = diag(n_u^−userExponent).
 * @param use  is handed row i, of which the first i + 1 numbers are made; it may change them but not keep them
 *
 * Σ_u n_u² multiply-adds in float64, O(items) beside the transposed matrix.
 */
export async function gramRows(
  m: Csr,
  { userExponent }: GramOptions,
  use: (i: number, row: Float64Array) => void,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<void> {
  const byItem = transpose(m)
  const userWeight = Float64Array.from({ length: m.nRows }, (_, u) => {
    const n = m.rowStart[u + 1]! - m.rowStart[u]!
    return n > 0 ? n ** -userExponent : 0
  })
  const row = new Float64Array(m.nCols)
  let work = 0
  for (let i = 0; i < m.nCols; i++) {
    row.fill(0, 0, i + 1)
    for (let a = byItem.rowStart[i]!; a < byItem.rowStart[i + 1]!; a++) {
      const u = byItem.column[a]!
      const scale = byItem.value[a]! * userWeight[u]!
      for (let b = m.rowStart[u]!, to = m.rowStart[u + 1]!; b < to; b++) {
        const j = m.column[b]!
        // columns rise: what follows belongs to later rows
        if (j > i) break
        row[j]! += scale * m.value[b]!
        work++
      }
    }
    use(i, row)
    if (work < workBetweenLooks) continue
    work = 0
    onProgress?.(i, m.nCols)
    await setImmediate()
    signal?.throwIfAborted()
  }
}
