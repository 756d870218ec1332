import { type Csr, takeRows } from '../numbers/csr.ts'
import { endToEnd } from '../numbers/end-to-end.ts'

/**
 * Events of each row in the order in which they happened: row r has the events rowStart[r] ≤ e < rowStart[r + 1],
 * oldest first. What the matrix adds up stands here one by one, repeats included.
 */
export interface Sequences {
  /** length nRows + 1, rising */
  rowStart: Uint32Array
  item: Uint32Array
  /** days since 1970, with fractions; never falls along a row. Where only the order is known: 0, 1, 2 … along the row */
  day: Float64Array
  /** > 0 for the item, < 0 against it */
  weight: Float32Array
  /** events of a row with the same number came together: a basket, a session; never falls along a row */
  basket: Uint32Array
}

/**
 * What people did, a row each: rows of the weighted matrix that every model takes and, where they are known, the events
 * behind it in their order (for models of sessions, sequences and baskets) and what is known of the people themselves.
 */
export interface Interactions extends Csr {
  sequences?: Sequences
  /** the moment for which one asks, in days since 1970, one for each row; missing: the day of the row's last event */
  askedDay?: Float64Array
  /** nRows × user features, values ≥ 0: age band, country, segment … each feature is a column of its own */
  userFeatures?: Csr
}

/** The given rows, in the given order, with all that is known of them. */
export function takeInteractions(from: Interactions, rows: ArrayLike<number>): Interactions {
  const { sequences, askedDay, userFeatures } = from
  return {
    ...takeRows(from, rows),
    ...(sequences && { sequences: takeSequences(sequences, rows) }),
    ...(askedDay && { askedDay: Float64Array.from(rows, (r) => askedDay[r]!) }),
    ...(userFeatures && { userFeatures: takeRows(userFeatures, rows) }),
  }
}

/**
 * Rows one below the other. What is known of the people behind only some of them (events, days, features) is left out.
 * @throws RangeError  matrices of unequal widths
 */
export function stackInteractions(parts: readonly Interactions[]): Interactions {
  const [first] = parts
  if (!first) throw new RangeError('stackInteractions: got nothing')
  if (parts.length === 1) return first
  const sequences = parts.flatMap((part) => part.sequences ?? [])
  const askedDay = parts.flatMap((part) => part.askedDay ?? [])
  const userFeatures = parts.flatMap((part) => part.userFeatures ?? [])
  return {
    ...stackRows(parts),
    ...(sequences.length === parts.length && { sequences: stackSequences(sequences) }),
    ...(askedDay.length === parts.length && { askedDay: endToEnd(Float64Array, askedDay) }),
    ...(userFeatures.length === parts.length && { userFeatures: stackRows(userFeatures) }),
  }
}

function stackSequences(parts: readonly Sequences[]): Sequences {
  return {
    rowStart: joinedStarts(parts),
    item: endToEnd(
      Uint32Array,
      parts.map(({ item }) => item),
    ),
    day: endToEnd(
      Float64Array,
      parts.map(({ day }) => day),
    ),
    weight: endToEnd(
      Float32Array,
      parts.map(({ weight }) => weight),
    ),
    basket: endToEnd(
      Uint32Array,
      parts.map(({ basket }) => basket),
    ),
  }
}

function stackRows(parts: readonly Csr[]): Csr {
  const nCols = parts[0]?.nCols ?? 0
  const odd = parts.find((part) => part.nCols !== nCols)
  if (odd) throw new RangeError(`stackInteractions: got ${odd.nCols} columns below ${nCols}`)
  return {
    nRows: parts.reduce((sum, { nRows }) => sum + nRows, 0),
    nCols,
    rowStart: joinedStarts(parts),
    column: endToEnd(
      Uint32Array,
      parts.map(({ column }) => column),
    ),
    value: endToEnd(
      Float32Array,
      parts.map(({ value }) => value),
    ),
  }
}

function joinedStarts(parts: readonly { rowStart: Uint32Array }[]): Uint32Array {
  const starts = new Uint32Array(1 + parts.reduce((sum, { rowStart }) => sum + rowStart.length - 1, 0))
  let at = 0
  for (const { rowStart } of parts) {
    const before = starts[at]!
    for (let r = 1; r < rowStart.length; r++) starts[++at] = before + rowStart[r]!
  }
  return starts
}

function takeSequences(from: Sequences, rows: ArrayLike<number>): Sequences {
  const rowStart = new Uint32Array(rows.length + 1)
  for (let r = 0; r < rows.length; r++)
    rowStart[r + 1] = rowStart[r]! + from.rowStart[rows[r]! + 1]! - from.rowStart[rows[r]!]!
  const size = rowStart[rows.length]!
  const taken: Sequences = {
    rowStart,
    item: new Uint32Array(size),
    day: new Float64Array(size),
    weight: new Float32Array(size),
    basket: new Uint32Array(size),
  }
  for (let r = 0; r < rows.length; r++) {
    const [start, end] = [from.rowStart[rows[r]!]!, from.rowStart[rows[r]! + 1]!]
    taken.item.set(from.item.subarray(start, end), rowStart[r]!)
    taken.day.set(from.day.subarray(start, end), rowStart[r]!)
    taken.weight.set(from.weight.subarray(start, end), rowStart[r]!)
    taken.basket.set(from.basket.subarray(start, end), rowStart[r]!)
  }
  return taken
}

/**
 * @throws RangeError  what a model must not be given, naming the place: rows that do not add up, an item that does not
 *   exist, entries of a row out of order or twice, a weight that is not a positive finite number; likewise for events
 */
export function checkInteractions({ sequences, askedDay, userFeatures, ...matrix }: Interactions): void {
  checkMatrix('interactions', matrix)
  const { nRows, nCols } = matrix
  if (userFeatures) {
    checkMatrix('userFeatures', userFeatures)
    if (userFeatures.nRows !== nRows)
      throw new RangeError(`userFeatures: got ${userFeatures.nRows} rows, want ${nRows} as the interactions`)
  }
  if (askedDay && (askedDay.length !== nRows || !askedDay.every(Number.isFinite)))
    throw new RangeError(`askedDay: want ${nRows} days since 1970, one for each row`)
  if (!sequences) return
  const { rowStart, item, day, weight, basket } = sequences
  const size = checkRowStart('sequences', rowStart, nRows)
  if (item.length !== size || day.length !== size || weight.length !== size || basket.length !== size)
    throw new RangeError(`sequences: rowStart ends at ${size}, there are ${item.length} items, ${day.length} days, …`)
  for (let r = 0; r < nRows; r++)
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) {
      const place = `sequences, row ${r}, event ${e - rowStart[r]!}`
      if (item[e]! >= nCols) throw new RangeError(`${place}: got item ${item[e]}, want one below ${nCols}`)
      if (!Number.isFinite(day[e]!)) throw new RangeError(`${place}: got day ${day[e]}, want a finite number`)
      if (!Number.isFinite(weight[e]!)) throw new RangeError(`${place}: got weight ${weight[e]}, want a finite number`)
      if (e === rowStart[r]!) continue
      if (day[e]! < day[e - 1]!)
        throw new RangeError(`${place}: day ${day[e]} comes after ${day[e - 1]}, want oldest first`)
      if (basket[e]! < basket[e - 1]!)
        throw new RangeError(`${place}: basket ${basket[e]} comes after ${basket[e - 1]}`)
    }
}

function checkMatrix(name: string, { nRows, nCols, rowStart, column, value }: Csr): void {
  const size = checkRowStart(name, rowStart, nRows)
  if (column.length !== size || value.length !== size)
    throw new RangeError(
      `${name}: rowStart ends at ${size}, there are ${column.length} columns and ${value.length} values`,
    )
  for (let r = 0; r < nRows; r++)
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) {
      if (column[at]! >= nCols)
        throw new RangeError(`${name}, row ${r}: got column ${column[at]}, want one below ${nCols}`)
      if (at > rowStart[r]! && column[at]! <= column[at - 1]!)
        throw new RangeError(
          `${name}, row ${r}: column ${column[at]} comes after ${column[at - 1]}, want rising and each once`,
        )
      if (!(value[at]! > 0 && value[at]! < Number.POSITIVE_INFINITY))
        throw new RangeError(
          `${name}, row ${r}, column ${column[at]}: got the weight ${value[at]}, want a positive number`,
        )
    }
}

function checkRowStart(name: string, rowStart: Uint32Array, nRows: number): number {
  if (rowStart.length !== nRows + 1 || rowStart[0] !== 0)
    throw new RangeError(`${name}: rowStart has ${rowStart.length} numbers, want ${nRows + 1}, the first of them 0`)
  for (let r = 0; r < nRows; r++)
    if (rowStart[r + 1]! < rowStart[r]!)
      throw new RangeError(`${name}, row ${r}: rowStart falls from ${rowStart[r]} to ${rowStart[r + 1]}`)
  return rowStart[nRows]!
}
