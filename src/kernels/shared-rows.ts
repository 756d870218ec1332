import type { Csr } from '../numbers/csr.ts'
import type { Rows, Scorer } from './scorer.ts'

/** The same matrix where all threads see it, so that giving them a job copies nothing; what they see already stays. */
export const shareCsr = (m: Csr): Csr => ({ nRows: m.nRows, nCols: m.nCols, ...sharedRows(m) })

/** n rows from `first` on, their entries copied to the front. */
export function sliceRows({ rowStart, column, value, nCols }: Csr, first: number, n: number): Csr {
  const base = rowStart[first]!
  const end = rowStart[first + n]!
  return {
    nRows: n,
    nCols,
    rowStart: rowStart.slice(first, first + n + 1).map((at) => at - base),
    column: column.slice(base, end),
    value: value.slice(base, end),
  }
}

/** Arrays that threads see, copied unless they are already. */
export function sharedRows({ rowStart, column, value }: Rows): Rows {
  return { rowStart: shared(rowStart), column: shared(column), value: shared(value) }
}

/** Scorers where all threads see them; a matrix of likenesses is copied once, however often it is asked. */
export function scorerSharer(): (scorer: Scorer) => Scorer {
  // a copy goes when nobody has the first any more
  const copies = new WeakMap<Rows, Rows>()
  const share = (scorer: Scorer): Scorer => {
    if (scorer.kind === 'fused') {
      const parts = scorer.parts.map(({ scorer, histories, weight }) => ({
        scorer: share(scorer),
        histories: sharedRows(histories),
        weight,
      }))
      return { ...scorer, parts }
    }
    if (scorer.kind === 'weighed')
      return { kind: 'weighed', scorer: share(scorer.scorer), factors: sharedRows(scorer.factors) }
    if (scorer.kind !== 'sparse') return scorer
    const shared = copies.get(scorer.similarity) ?? sharedRows(scorer.similarity)
    copies.set(scorer.similarity, shared)
    return { kind: 'sparse', similarity: shared }
  }
  return share
}

function shared<T extends Uint32Array | Float32Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}
