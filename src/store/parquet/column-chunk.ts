import type { NumberColumn, NumberType, ParquetColumn } from './column.ts'
import { mostRunBytes, putRuns } from './run-lengths.ts'

/** The values of one column in one row group, ready to be compressed. */
export interface ColumnChunk {
  path: readonly string[]
  type: keyof typeof physicalTypes
  /** values, and places where one is missing */
  nValues: number
  /** the values that occur, where the page holds positions in them */
  dictionary?: { bytes: Uint8Array; nValues: number }
  /** levels, then values */
  page: Uint8Array
}

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
 * Makes the chunks of one column, row group after row group. Arrays of a row group's size are made once; only pages are new each time.
 *
 * @param mostRows  of a row group
 * @returns         for rows `start` to `start + n`: a chunk, or one for each field of a list
 */
export function chunker(column: ParquetColumn, mostRows: number): (start: number, n: number) => ColumnChunk[] {
  if (column.type === 'text') return texts(column, mostRows)
  if (column.type === 'list') return lists(column)
  const numbers = new Float64Array(mostRows)
  const levels = new Uint8Array(mostRows)
  return (start, n) => {
    column.fill(numbers, start, n)
    let nPresent = 0
    for (let k = 0; k < n; k++) {
      const value = numbers[k]!
      levels[k] = Number.isNaN(value) ? 0 : 1
      numbers[nPresent] = value
      nPresent += levels[k]!
    }
    const values = plain(column.type, numbers.subarray(0, nPresent))
    return [{ path: [column.name], type: physicalOf[column.type], nValues: n, page: paged([[levels, 1]], n, values) }]
  }
}

/** Positions in the texts that turn up in the row group, in the order they do: no text is looked at twice, none is hashed. */
function texts({ name, words, fill }: ParquetColumn & { type: 'text' }, mostRows: number) {
  const codes = new Int32Array(mostRows)
  const levels = new Uint8Array(mostRows)
  const place = new Int32Array(words.length).fill(-1)
  return (start: number, n: number): ColumnChunk[] => {
    fill(codes, start, n)
    const here: number[] = []
    let nPresent = 0
    for (let k = 0; k < n; k++) {
      const code = codes[k]!
      levels[k] = code < 0 ? 0 : 1
      if (code < 0) continue
      if (place[code]! < 0) place[code] = here.push(code) - 1
      codes[nPresent++] = place[code]!
    }
    const dictionary = textBytes(words, here)
    for (const code of here) place[code] = -1
    const width = Math.max(1, 32 - Math.clz32(Math.max(0, here.length - 1)))
    const values = new Uint8Array(1 + mostRunBytes(nPresent, width))
    values[0] = width
    const page = paged([[levels, 1]], n, values.subarray(0, putRuns(codes, nPresent, width, values, 1)))
    return [{ path: [name], type: 'bytes', nValues: n, dictionary: { bytes: dictionary, nValues: here.length }, page }]
  }
}

/** Every record of a row group in every field's own chunk; fields share the levels that say whose it is. */
function lists({ name, fill, fields }: ParquetColumn & { type: 'list' }) {
  // records of the rows before
  let from = 0
  return (start: number, n: number): ColumnChunk[] => {
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
    const chunks = fields.map(({ name: field, type, fill }: NumberColumn): ColumnChunk => {
      const numbers = new Float64Array(nRecords)
      fill(numbers, from, nRecords)
      const levels = [[repeated, 1] as const, [defined, 2] as const]
      return {
        path: [name, 'list', 'element', field],
        type: physicalOf[type],
        nValues: nPlaces,
        page: paged(levels, nPlaces, plain(type, numbers)),
      }
    })
    from += nRecords
    return chunks
  }
}

/** Levels, each with its length before it, then values. */
function paged(levels: readonly (readonly [Uint8Array, number])[], n: number, values: Uint8Array): Uint8Array {
  const page = new Uint8Array(
    levels.reduce((sum, [, width]) => sum + 4 + mostRunBytes(n, width), 0) + values.byteLength,
  )
  const view = new DataView(page.buffer)
  let end = 0
  for (const [level, width] of levels) {
    const after = putRuns(level, n, width, page, end + 4)
    view.setUint32(end, after - end - 4, true)
    end = after
  }
  page.set(values, end)
  return page.subarray(0, end + values.byteLength)
}

/** Texts, each with its length before it. */
function textBytes(words: readonly string[], codes: readonly number[]): Uint8Array {
  let size = 0
  for (const code of codes) size += 4 + Buffer.byteLength(words[code] as string)
  const bytes = Buffer.allocUnsafe(size)
  let end = 0
  for (const code of codes) {
    const length = bytes.write(words[code] as string, end + 4)
    bytes.writeUInt32LE(length, end)
    end += 4 + length
  }
  return bytes
}

/** Numbers as the file keeps them, one after the other, the lowest byte first. */
function plain(type: NumberType, numbers: Float64Array): Uint8Array {
  if (type === 'int64' || type === 'timestamp') return longs(numbers, type === 'timestamp')
  const kept =
    type === 'float' ? Float32Array.from(numbers) : type === 'double' ? numbers.slice() : Uint32Array.from(numbers)
  return new Uint8Array(kept.buffer)
}

/** 2^22 ms in microseconds are below 2^32, so that both halves of the product stay exact. */
const slice = 2 ** 22

/**
 * Whole numbers of 64 bits, or milliseconds as microseconds, without a bigint each: they would cost more than all the rest.
 * Exact for milliseconds up to the year 9999 and beyond, and for whole numbers up to 2^53.
 */
function longs(numbers: Float64Array, isMs: boolean): Uint8Array {
  const halves = new Uint32Array(2 * numbers.length)
  for (let k = 0; k < numbers.length; k++) {
    let low = numbers[k]!
    let high = 0
    if (isMs) {
      const whole = Math.floor(low)
      const slices = Math.floor(whole / slice)
      // (slices · 2^22 + rest) · 1000 = slices · 1000 / 2^10 · 2^32 + …
      high = Math.floor((slices * 1000) / 2 ** 10)
      low =
        (slices * 1000 - high * 2 ** 10) * slice + (whole - slices * slice) * 1000 + Math.round((low - whole) * 1000)
    }
    const carry = Math.floor(low / 2 ** 32)
    halves[2 * k] = low - carry * 2 ** 32
    halves[2 * k + 1] = high + carry
  }
  return new Uint8Array(halves.buffer)
}
