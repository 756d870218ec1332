import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { type Mapping, mappedColumns } from '../mapping/mapping.ts'
import { DelimitedRows } from './delimited-rows.ts'
import { JsonList } from './json-list.ts'
import { jsonReader, jsonShape } from './json-rows.ts'
import { parquetLayout } from './parquet-rows.ts'
import type { Layout, RawRow } from './raw-row.ts'
import { bytesOf, headBytes, type Source } from './source-bytes.ts'
import { linesOf } from './text-lines.ts'
import { textShape } from './text-shape.ts'

/** Rows are handed on in portions about this large. */
const portion = 8192

/**
 * Finds out how a file's rows are laid out: JSON lines when its first line is an object (or what Python prints of a dictionary), a list of JSON,
 * otherwise delimited text, with a header or without one. Columns without
 * a name are called "column 1", "column 2" …
 * @param mapping  what it calls the columns of a file without a header; a column that it names so is one of a header
 * @throws Fault  bad-file
 */
export async function openRows(source: Source, mapping?: Mapping | Pick<Mapping, 'columns'>): Promise<Layout> {
  if (source.parquet) return parquetLayout(source.path)
  const text = source.head.toString('utf8').replace(/^\ufeff/, '')
  if (/^\s*\[\s*\{/.test(text)) return jsonListLayout(source, text)
  if (source.head.length >= headBytes && !source.head.includes(0x0a))
    throw new Fault(
      'bad-file',
      `${basename(source.path)}: got a first line of more than ${headBytes / 1024} KiB, want a header or a row`,
    )
  const sample = text.split(/\r?\n/)
  const first = sample.find((line) => line.trim() !== '')
  if (first === undefined) throw new Fault('bad-file', `${basename(source.path)}: got blank lines only, want rows`)
  if (first.trimStart().startsWith('<'))
    throw new Fault(
      'bad-file',
      `${basename(source.path)}: got XML or HTML, want CSV, TSV, JSON or Parquet; a feed in XML can mostly be had as TSV too`,
    )
  if (first.trimStart().startsWith('{')) return jsonLayout(source, sample)
  return isSection(first) && sample.some((line) => line !== '' && !isSection(line))
    ? sectionedLayout(source, sample, mapping)
    : delimitedLayout(source, sample, mapping)
}

/** What a column is called that has no name of its own. */
export const unnamed = (at: number) => `column ${at + 1}`

function delimitedLayout(
  source: Source,
  sample: string[],
  mapping: Mapping | Pick<Mapping, 'columns'> | undefined,
): Layout {
  const { delimiter, first, ...shape } = textShape(sample)
  const names = mapping?.columns
  const isNamed =
    mapping !== undefined && 'kind' in mapping && mappedColumns(mapping).some(({ column }) => first.includes(column))
  const hasHeader = names === undefined && (isNamed || shape.hasHeader)
  refuseNumber(source, names, first.length, first)
  const columns = first.map((field, at) => (names ? names[at] : hasHeader ? field : '') || unnamed(at))
  refuseTwice(source, columns)
  const headerLine = sample.findIndex((line) => line.trim() !== '')
  return {
    columns,
    delimiter,
    hasHeader,
    async *rows(skip, onRead) {
      const reader = new DelimitedRows(delimiter, columns.length, 0)
      let header = headerLine + (hasHeader ? 1 : 0)
      const wanted = passing(skip)
      for await (const lines of linesOf(bytesOf(source, onRead))) {
        for (let at = 0; at < lines.length; at += portion) {
          const rows = reader.take(lines.slice(at, at + portion))
          if (header > 0) header -= rows.splice(0, header).length
          yield wanted(rows)
        }
      }
      yield wanted(reader.end())
    },
  }
}

/** "1:" alone on a line: the rows after it are of 1, as the ratings of the Netflix Prize are of a film. */
const isSection = (line: string): boolean => /^[^\s,;|:"]{1,64}:$/.test(line)

/** Rows beneath lines that say what they are of: that is their last column. Such lines are no rows. */
function sectionedLayout(
  source: Source,
  sample: string[],
  mapping: Mapping | Pick<Mapping, 'columns'> | undefined,
): Layout {
  const { delimiter, first } = textShape(sample.filter((line) => !isSection(line)))
  const names = mapping?.columns
  const columns = [...first, ''].map((_, at) => names?.[at] ?? unnamed(at))
  refuseNumber(source, names, columns.length, [...first, 'what the line above says'])
  refuseTwice(source, columns)
  return {
    columns,
    delimiter,
    hasHeader: false,
    async *rows(skip, onRead) {
      const reader = new DelimitedRows(delimiter, first.length, 0)
      const wanted = passing(skip)
      let section = ''
      const placed = (rows: RawRow[]) =>
        rows.flatMap((row) => {
          if (!isSection(row.raw)) return [row.fields ? { ...row, fields: [...row.fields, section] } : row]
          section = row.raw.slice(0, -1)
          return []
        })
      for await (const lines of linesOf(bytesOf(source, onRead)))
        for (let at = 0; at < lines.length; at += portion)
          yield wanted(placed(reader.take(lines.slice(at, at + portion))))
      yield wanted(placed(reader.end()))
    },
  }
}

function refuseNumber(source: Source, names: readonly string[] | undefined, n: number, first: readonly string[]): void {
  if (names !== undefined && names.length !== n)
    throw new Fault(
      'bad-file',
      `${basename(source.path)}: got ${names.length} names for columns (${names.join(', ')}), want ${n}: its first line is ${first.join(' | ').slice(0, 200)}`,
    )
}

function refuseTwice(source: Source, columns: string[]): void {
  const name = basename(source.path)
  const twice = columns.find((column, at) => columns.indexOf(column) !== at)
  if (twice !== undefined)
    throw new Fault('bad-file', `${name}: the header names "${twice}" twice; give every column a name of its own`)
}

function jsonLayout(source: Source, sample: string[]): Layout {
  const shape = jsonShape(sample)
  const read = jsonReader(shape)
  return {
    columns: shape.columns,
    hasHeader: true,
    async *rows(skip, onRead) {
      const left = passing(skip)
      let line = 0
      for await (const lines of linesOf(bytesOf(source, onRead)))
        for (let at = 0; at < lines.length; at += portion)
          yield left(lines.slice(at, at + portion).flatMap((text) => read(text, ++line)))
    },
  }
}

/** One list of objects; a row's `line` is the number of its object. */
function jsonListLayout(source: Source, head: string): Layout {
  const shape = jsonShape(new JsonList().take(head).flatMap(({ text }) => text ?? []))
  const read = jsonReader(shape)
  return {
    columns: shape.columns,
    hasHeader: true,
    async *rows(skip, onRead) {
      const left = passing(skip)
      const list = new JsonList()
      const decoder = new TextDecoder()
      let n = 0
      for await (const chunk of bytesOf(source, onRead)) {
        yield left(list.take(decoder.decode(chunk, { stream: true })).flatMap((one) => read(one, ++n)))
        if (list.isTooLong) break
      }
      yield left(list.end().flatMap((one) => read(one, ++n)))
    },
  }
}

/** Passes over the first so many rows. */
function passing(skip: number): (rows: RawRow[]) => RawRow[] {
  let left = skip
  return (rows) => {
    const drop = Math.min(left, rows.length)
    left -= drop
    return drop > 0 ? rows.slice(drop) : rows
  }
}
