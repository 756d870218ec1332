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
export type Chunker = (start: number, n: number, lend: Lend) => ColumnChunk
type Lend = (mostBytes: number) => Uint8Array

/** As parquet.thrift numbers them. */
export const physicalTypes = { int32: 1, int64: 2, float: 4, double: 5, bytes: 6 } as const

export const physicalOf: Readonly<Record<NumberType, keyof typeof physicalTypes>> = {
  uint32: 'int32',
  int64: 'int64',
  timestamp: 'int64',
  float: 'float',
  double: 'double',
}

/** Arrays that every chunk is made in, one chunk after the other: room for a row group, and for more where lists want it. */
export class Workbench {
  numbers = new Float64Array(0)
  codes = new Int32Array(0)
  /** of one kind with `codes`, so that one loop packs both */
  levels = new Int32Array(0)
  /** texts of the row group, or whether a record is of the row before */
  others = new Int32Array(0)

  roomFor(n: number): void {
    if (n <= this.codes.length) return
    this.numbers = new Float64Array(n)
    this.codes = new Int32Array(n)
    this.levels = new Int32Array(n)
    this.others = new Int32Array(n)
  }
}

/**
 * Makes the chunks of one column, row group after row group; a list has one for each field.
 *
 * @param spell  a list of texts as bytes; columns may share one
 */
export function chunkers(
  column: ParquetColumn,
  bench: Workbench,
  spell: (words: readonly string[]) => Spelled,
): Chunker[] {
  if (column.type === 'text') {
    const spelled = spell(column.words)
    const place = new Int32Array(column.words.length).fill(-1)
    return [(start, n, lend) => textChunk(column, spelled, place, bench, start, n, lend)]
  }
  if (column.type === 'list')
    return column.fields.map((field) => {
      // records of the rows before
      let from = 0
      return (start, n, lend) => {
        const { chunk, nRecords } = recordChunk(column, field, from, bench, start, n, lend)
        from += nRecords
        return chunk
      }
    })
  return [(start, n, lend) => numberChunk(column, bench, start, n, lend)]
}

function numberChunk(
  { name, type, fill }: NumberColumn,
  { numbers, levels }: Workbench,
  start: number,
  n: number,
  lend: Lend,
): ColumnChunk {
  fill(numbers, start, n)
  let nPresent = 0
  for (let k = 0; k < n; k++) {
    const value = numbers[k]!
    levels[k] = Number.isNaN(value) ? 0 : 1
    numbers[nPresent] = value
    nPresent += levels[k]!
  }
  const page = lend(8 + mostRunBytes(n, 1) + 8 * nPresent)
  const end = putPlain(type, numbers, nPresent, page, putLevels(levels, n, 1, page, 0))
  return { path: [name], type: physicalOf[type], nValues: n, page: page.subarray(0, end) }
}

/**
 * Positions in the texts that turn up in the row group, in the order they do: no text is hashed, and each is spelled out once.
 * @param place  text -> its position, −1 before and after
 */
function textChunk(
  { name, words, fill }: TextColumn,
  spelled: Spelled,
  place: Int32Array,
  { codes, levels, others: here }: Workbench,
  start: number,
  n: number,
  lend: Lend,
): ColumnChunk {
  fill(codes, start, n)
  let nHere = 0
  let nPresent = 0
  for (let k = 0; k < n; k++) {
    const code = codes[k]!
    levels[k] = code < 0 ? 0 : 1
    if (code < 0) continue
    if (code >= words.length) throw new RangeError(`${name}: got text ${code} of ${words.length}`)
    let at = place[code]!
    if (at < 0) {
      at = nHere
      place[code] = nHere
      here[nHere++] = code
    }
    codes[nPresent++] = at
  }
  const found = here.subarray(0, nHere)
  for (let k = 0; k < nHere; k++) place[found[k]!] = -1
  const width = Math.max(1, 32 - Math.clz32(Math.max(0, nHere - 1)))
  const page = lend(4 + mostRunBytes(n, 1) + 1 + mostRunBytes(nPresent, width))
  let end = putLevels(levels, n, 1, page, 0)
  page[end++] = width
  end = putRuns(codes, nPresent, width, page, end)
  const dictionary = { bytes: spelled.of(found), nValues: nHere }
  return { path: [name], type: 'bytes', nValues: n, dictionary, page: page.subarray(0, end) }
}

/**
 * One field of the records of a row group, with the levels that say whose each is.
 * @param from  its first record
 */
function recordChunk(
  { name, fill }: ListColumn,
  field: NumberColumn,
  from: number,
  bench: Workbench,
  start: number,
  n: number,
  lend: Lend,
): { chunk: ColumnChunk; nRecords: number } {
  const counts = bench.codes
  fill(counts, start, n)
  let nRecords = 0
  let nPlaces = 0
  for (let k = 0; k < n; k++) {
    nRecords += counts[k]!
    nPlaces += Math.max(1, counts[k]!)
  }
  bench.roomFor(nPlaces)
  const { numbers, levels: defined, others: repeated } = bench
  for (let k = 0, at = 0; k < n; k++) {
    const count = counts[k]!
    repeated[at] = 0
    defined[at++] = count > 0 ? 2 : 0
    for (let r = 1; r < count; r++) {
      repeated[at] = 1
      defined[at++] = 2
    }
  }
  field.fill(numbers, from, nRecords)
  const page = lend(8 + mostRunBytes(nPlaces, 1) + mostRunBytes(nPlaces, 2) + 16 * nRecords)
  const values = putLevels(defined, nPlaces, 2, page, putLevels(repeated, nPlaces, 1, page, 0))
  const end = putPlain(field.type, numbers, nRecords, page, values)
  const path = [name, 'list', 'element', field.name]
  return { chunk: { path, type: physicalOf[field.type], nValues: nPlaces, page: page.subarray(0, end) }, nRecords }
}

/** Levels with their length before them. */
function putLevels(levels: Int32Array, n: number, width: number, page: Uint8Array, at: number): number {
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
