/** Writes what a column says of rows `start` to `start + n` into the first n places. */
export type Fill<T> = (into: T, start: number, n: number) => void

/** A column that is an array already, or some of its places in an order of their own. */
export const copyOf =
  (values: Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array, order?: Uint32Array) =>
  (into: Float64Array | Int32Array, start: number, n: number): void => {
    if (order) for (let k = 0; k < n; k++) into[k] = values[order[start + k]!]!
    else into.set(values.subarray(start, start + n))
  }

/**
 * What a column of a Parquet file is made of. Texts are handed over as positions in a list, −1 for none: that is how the house keeps them,
 * and how the file keeps them too. A number that is NaN is none; times are milliseconds since 1970, kept to the microsecond.
 */
export type ParquetColumn = TextColumn | NumberColumn | ListColumn

export interface TextColumn {
  name: string
  type: 'text'
  words: readonly string[]
  fill: Fill<Int32Array>
}

export interface NumberColumn {
  name: string
  type: NumberType
  fill: Fill<Float64Array>
}

export type NumberType = 'uint32' | 'int64' | 'timestamp' | 'float' | 'double'

/** A list of small records a row, such as what came back of a purchase; a row without any has none rather than an empty list. */
export interface ListColumn {
  name: string
  type: 'list'
  /** how many records each row has */
  fill: Fill<Int32Array>
  /** records counted on from the first row's first; none is NaN */
  fields: readonly NumberColumn[]
}
