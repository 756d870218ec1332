import type { ListColumn, NumberColumn, NumberType, ParquetColumn, TextColumn } from './column.ts'
import { mostRunBytes, putRuns } from './run-lengths.ts'
import type { Spelled } from './spelled.ts'

/** The values of one column in one row group, ready to be compressed. */
export interface ColumnChunk {
  path: readonly string[]
  type: keyof typeof physicalTypes
  /** values, and places where one is missing */
  nValues: number
  /** the values that occur, where the page holds positions in them */
  dictionary?: { bytes: Uint8Array; nValues: number }
  /** levels, then values, in the array that was lent */
  page: Uint8Array
}

/** Makes one chunk of rows `start` to `start + n`, its page in an array that `lend` finds room for so many bytes in. */
export type Chunker = (start: number, n: number, lend: (mostBytes: number) => Uint8Array) => ColumnChunk

/** As parquet.thrift numbers them. */
export const physicalTypes = { int32: 1, int64: 2, float: 4, double: 5, bytes: 6 } as const

export const physicalOf: Readonly<Record<NumberType, keyof typeof physicalTypes>> = {
  uint32: 'int32',
  int64: 'int64',
  timestamp: 'int64',
  float: 'float',
  double: 'double',
}

/**
 * Makes the chunks of one column, row group after row group; a list has one for each field. Arrays of a row group's size are made once.
 *
 * @param mostRows  of a row group
 * @param spell     a list of texts as bytes; columns may share one
 */
export function chunkers(
  column: ParquetColumn,
  mostRows: number,
  spell: (words: readonly string[]) => Spelled,
): Chunker[] {
  if (column.type === 'text') return [texts(column, mostRows, spell(column.words))]
  if (column.type === 'list') return column.fields.map((field) => records(column, field))
  const numbers = new Float64Array(mostRows)
  const levels = new Uint8Array(mostRows)
  return [
    (start, n, lend) => {
      column.fill(numbers, start, n)
      let nPresent = 0
      for (let k = 0; k < n; k++) {
        const value = numbers[k]!
        levels[k] = Number.isNaN(value) ? 0 : 1
        numbers[nPresent] = value
        nPresent += levels[k]!
      }
      const page = lend(8 + mostRunBytes(n, 1) + 8 * nPresent)
      const end = putPlain(column.type, numbers, nPresent, page, putLevels(levels, n, 1, page, 0))
      return { path: [column.name], type: physicalOf[column.type], nValues: n, page: page.subarray(0, end) }
    },
  ]
}

/** Positions in the texts that turn up in the row group, in the order they do: no text is hashed, and each is spelled out once. */
function texts({ name, words, fill }: TextColumn, mostRows: number, spelled: Spelled): Chunker {
  const codes = new Int32Array(mostRows)
  const levels = new Uint8Array(mostRows)
  const place = new Int32Array(words.length).fill(-1)
  return (start, n, lend) => {
    fill(codes, start, n)
    const here: number[] = []
    let nPresent = 0
    for (let k = 0; k < n; k++) {
      const code = codes[k]!
      levels[k] = code < 0 ? 0 : 1
      if (code < 0) continue
      if (code >= words.length) throw new RangeError(`${name}: got text ${code} of ${words.length}`)
      if (place[code]! < 0) place[code] = here.push(code) - 1
      codes[nPresent++] = place[code]!
    }
    for (const code of here) place[code] = -1
    const width = Math.max(1, 32 - Math.clz32(Math.max(0, here.length - 1)))
    const page = lend(4 + mostRunBytes(n, 1) + 1 + mostRunBytes(nPresent, width))
    let end = putLevels(levels, n, 1, page, 0)
    page[end++] = width
    end = putRuns(codes, nPresent, width, page, end)
    const dictionary = { bytes: spelled.of(here), nValues: here.length }
    return { path: [name], type: 'bytes', nValues: n, dictionary, page: page.subarray(0, end) }
  }
}

/** One field of the records of a row group, with the levels that say whose each is. */
function records({ name, fill }: ListColumn, field: NumberColumn): Chunker {
  // records of the rows before
  let from = 0
  return (start, n, lend) => {
    const counts = new Int32Array(n)
    fill(counts, start, n)
    const nRecords = counts.reduce((sum, count) => sum + count, 0)
    const nPlaces = counts.reduce((sum, count) => sum + Math.max(1, count), 0)
    const repeated = new Uint8Array(nPlaces)
    const defined = new Uint8Array(nPlaces)
    let at = 0
    for (const count of counts) {
      for (let k = 0; k < count; k++) {
        repeated[at + k] = k > 0 ? 1 : 0
        defined[at + k] = 2
      }
      at += Math.max(1, count)
    }
    const numbers = new Float64Array(nRecords)
    field.fill(numbers, from, nRecords)
    from += nRecords
    const page = lend(8 + mostRunBytes(nPlaces, 1) + mostRunBytes(nPlaces, 2) + 16 * nRecords)
    const values = putLevels(defined, nPlaces, 2, page, putLevels(repeated, nPlaces, 1, page, 0))
    const end = putPlain(field.type, numbers, nRecords, page, values)
    const path = [name, 'list', 'element', field.name]
    return { path, type: physicalOf[field.type], nValues: nPlaces, page: page.subarray(0, end) }
  }
}

/** Levels with their length before them. */
function putLevels(levels: Uint8Array, n: number, width: number, page: Uint8Array, at: number): number {
  const end = putRuns(levels, n, width, page, at + 4)
  new DataView(page.buffer, page.byteOffset).setUint32(at, end - at - 4, true)
  return end
}

/** Numbers one after the other, the lowest byte first; returns the byte after the last. */
function putPlain(type: NumberType, numbers: Float64Array, n: number, page: Uint8Array, at: number): number {
  const view = new DataView(page.buffer, page.byteOffset)
  if (type === 'float') for (let k = 0; k < n; k++) view.setFloat32(at + 4 * k, numbers[k]!, true)
  else if (type === 'double') for (let k = 0; k < n; k++) view.setFloat64(at + 8 * k, numbers[k]!, true)
  else if (type === 'uint32') for (let k = 0; k < n; k++) view.setUint32(at + 4 * k, numbers[k]!, true)
  else for (let k = 0; k < n; k++) putLong(view, at + 8 * k, numbers[k]!, type === 'timestamp')
  return at + n * (type === 'float' || type === 'uint32' ? 4 : 8)
}

/** So many milliseconds are fewer microseconds than 2^32: both halves of a product by 1000 stay exact. */
const slice = 2 ** 22

/**
 * A whole number of 64 bits, or milliseconds as microseconds, without a bigint: it would cost more than all the rest.
 * Exact for milliseconds up to the year 9999 and beyond, and for whole numbers up to 2^53.
 */
function putLong(view: DataView, at: number, value: number, isMs: boolean): void {
  let low = value
  let high = 0
  if (isMs) {
    const whole = Math.floor(value)
    const slices = Math.floor(whole / slice)
    // (slices · 2^22 + rest) · 1000 = slices · 1000 / 2^10 · 2^32 + …
    high = Math.floor((slices * 1000) / 2 ** 10)
    low =
      (slices * 1000 - high * 2 ** 10) * slice + (whole - slices * slice) * 1000 + Math.round((value - whole) * 1000)
  }
  const carry = Math.floor(low / 2 ** 32)
  view.setUint32(at, low - carry * 2 ** 32, true)
  view.setInt32(at + 4, high + carry, true)
}
