import type { Item } from '../../contract/item.ts'
import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { weightedWords } from './product-words.ts'

/** A word that one product alone has tells it from all others, but less than its rarity says: makers' prose is full of them. */
const loneWord = 0.3

/**
 * Products × words, rows of length 1 but for the words nobody shares, which count in the length and are left out:
 *
 *     x_pw = v_pw · ln(1 + n / df_w)        X_pw = x_pw / √(Σ_{df > 1} x² + 0.3 Σ_{df = 1} x²)
 *
 * so that the product of two rows is the cosine of two products, in [0, 1]. Columns of a row stand in no order.
 */
export function wordMatrix(items: readonly (Item | undefined)[]): Csr {
  const words = new Vocabulary()
  const rows = new GrowingCsr(items.length)
  for (const item of items) {
    for (const [word, weight] of weightedWords(item ?? {})) rows.add(words.add(word), weight)
    rows.endRow()
  }
  return withoutLoneWords(rows.finish(words.size))
}

function withoutLoneWords({ nRows, nCols, rowStart, column, value }: Csr): Csr {
  const spread = new Uint32Array(nCols)
  for (const w of column) spread[w]!++
  const kept = { rowStart: new Uint32Array(nRows + 1), column: new Uint32Array(column.length), value }
  let write = 0
  for (let p = 0; p < nRows; p++) {
    const first = write
    let squares = 0
    for (let k = rowStart[p]!; k < rowStart[p + 1]!; k++) {
      const w = column[k]!
      const x = value[k]! * Math.log(1 + nRows / spread[w]!)
      squares += spread[w] === 1 ? loneWord * x * x : x * x
      if (spread[w] === 1) continue
      kept.column[write] = w
      kept.value[write++] = x
    }
    const length = Math.sqrt(squares) || 1
    for (let k = first; k < write; k++) kept.value[k]! /= length
    kept.rowStart[p + 1] = write
  }
  return {
    nRows,
    nCols,
    rowStart: kept.rowStart,
    column: kept.column.slice(0, write),
    value: kept.value.slice(0, write),
  }
}
