/** One row of a file as it came, before anything in it is believed. */
export interface RawRow {
  /** line of the (decompressed) file it begins on, from 1; for Parquet the number of the row */
  line: number
  /** its text, for the reject file and for telling repeats */
  raw: string
  /** by position of the column; empty text where a field is missing. Absent when the row cannot be read: see `problem` */
  fields?: string[]
  problem?: { code: RowProblem; message: string; verdict: 'rejected' | 'setAside' }
}

/** Why a row could not be read. */
export type RowProblem =
  | 'blank-line'
  | 'field-count'
  | 'unclosed-quote'
  | 'invalid-utf8'
  | 'invalid-json'
  | 'line-too-long'
  | 'no-lines'

/** How a file's rows are found. */
export interface Layout {
  columns: string[]
  /** the file names its columns; otherwise they are called "column 1", "column 2" … or as somebody said */
  hasHeader: boolean
  /** what parts the columns; absent where the file is no delimited text */
  delimiter?: string
  /** rows in order; `skip` of them (from the first) are passed over as fast as they can be */
  rows(skip: number, onRead?: (bytes: number) => void): AsyncGenerator<RawRow[]>
}
