/**
 * A sparse matrix, compressed by rows: the entries of row r are `column[k]`, `value[k]` for
 * rowStart[r] ≤ k < rowStart[r + 1], columns rising and each at most once.
 */
export interface Csr {
  nRows: number
  nCols: number
  /** length nRows + 1, rising, from 0 to the number of entries */
  rowStart: Uint32Array
  column: Uint32Array
  value: Float32Array
}

/** How entries that fall on the same place become one; `last`: the one that came last. */
export type Combine = 'sum' | 'max' | 'last'

/**
 * A matrix from loose entries in any order.
 *
 * @param row, column, value  the entries, equal lengths; `value` missing means 1 everywhere
 * @throws RangeError  unequal lengths, or an entry outside the matrix
 *
 * O(entries + rows + columns): two counting sorts, by column and then by row, both stable.
 */
export function csrFrom(
  nRows: number,
  nCols: number,
  row: Uint32Array,
  column: Uint32Array,
  value: Float32Array | undefined,
  combine: Combine,
): Csr {
  const n = row.length
  if (column.length !== n || (value && value.length !== n)) throw new RangeError('csrFrom: arrays of unequal length')
  for (let k = 0; k < n; k++) {
    if (row[k]! >= nRows || column[k]! >= nCols)
      throw new RangeError(`csrFrom: entry (${row[k]}, ${column[k]}) is outside ${nRows} x ${nCols}`)
  }
  const byColumn = stableOrder(column, nCols)
  const rowStart = new Uint32Array(nRows + 1)
  for (let k = 0; k < n; k++) rowStart[row[k]! + 1]!++
  for (let r = 0; r < nRows; r++) rowStart[r + 1]! += rowStart[r]!
  const next = rowStart.slice(0, nRows)
  const sortedColumn = new Uint32Array(n)
  const sortedValue = new Float32Array(n)
  for (const k of byColumn) {
    const at = next[row[k]!]!++
    sortedColumn[at] = column[k]!
    sortedValue[at] = value ? value[k]! : 1
  }
  // Entries on one place are neighbours now: fold them, moving everything left.
  let write = 0
  for (let r = 0; r < nRows; r++) {
    const start = write
    for (let k = rowStart[r]!, end = next[r]!; k < end; k++) {
      if (write > start && sortedColumn[write - 1] === sortedColumn[k]) {
        const [before, now] = [sortedValue[write - 1]!, sortedValue[k]!]
        sortedValue[write - 1] = combine === 'sum' ? before + now : combine === 'max' ? Math.max(before, now) : now
      } else {
        sortedColumn[write] = sortedColumn[k]!
        sortedValue[write++] = sortedValue[k]!
      }
    }
    rowStart[r] = start
  }
  rowStart[nRows] = write
  return { nRows, nCols, rowStart, column: sortedColumn.slice(0, write), value: sortedValue.slice(0, write) }
}

/** Positions of `key` in rising order of key, equal keys in their order of appearance. Keys lie in [0, nKeys). */
function stableOrder(key: Uint32Array, nKeys: number): Uint32Array {
  const start = new Uint32Array(nKeys + 1)
  for (let k = 0; k < key.length; k++) start[key[k]! + 1]!++
  for (let c = 0; c < nKeys; c++) start[c + 1]! += start[c]!
  const order = new Uint32Array(key.length)
  for (let k = 0; k < key.length; k++) order[start[key[k]!]!++] = k
  return order
}

/** The same entries with rows and columns exchanged. O(entries + columns). */
export function transpose(m: Csr): Csr {
  const rowStart = new Uint32Array(m.nCols + 1)
  for (let k = 0; k < m.column.length; k++) rowStart[m.column[k]! + 1]!++
  for (let c = 0; c < m.nCols; c++) rowStart[c + 1]! += rowStart[c]!
  const next = rowStart.slice(0, m.nCols)
  const column = new Uint32Array(m.column.length)
  const value = new Float32Array(m.column.length)
  for (let r = 0; r < m.nRows; r++) {
    for (let k = m.rowStart[r]!; k < m.rowStart[r + 1]!; k++) {
      const at = next[m.column[k]!]!++
      column[at] = r
      value[at] = m.value[k]!
    }
  }
  return { nRows: m.nCols, nCols: m.nRows, rowStart, column, value }
}

/** The given rows, in the given order, as a matrix of their own. */
export function takeRows(m: Csr, rows: ArrayLike<number>): Csr {
  const rowStart = new Uint32Array(rows.length + 1)
  for (let r = 0; r < rows.length; r++)
    rowStart[r + 1] = rowStart[r]! + m.rowStart[rows[r]! + 1]! - m.rowStart[rows[r]!]!
  const column = new Uint32Array(rowStart[rows.length]!)
  const value = new Float32Array(column.length)
  for (let r = 0; r < rows.length; r++) {
    const from = m.rowStart[rows[r]!]!
    const to = m.rowStart[rows[r]! + 1]!
    column.set(m.column.subarray(from, to), rowStart[r]!)
    value.set(m.value.subarray(from, to), rowStart[r]!)
  }
  return { nRows: rows.length, nCols: m.nCols, rowStart, column, value }
}
