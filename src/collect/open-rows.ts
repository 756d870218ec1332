import { basename } from 'node:path'
import { Fault } from '../contract/fault.ts'
import { DelimitedRows, fieldsOf } from './delimited-rows.ts'
import { jsonRow } from './json-rows.ts'
import { parquetLayout } from './parquet-rows.ts'
import type { Layout, RawRow } from './raw-row.ts'
import { bytesOf, headBytes, type Source } from './source-bytes.ts'
import { linesOf } from './text-lines.ts'

const delimiters = [',', '\t', ';', '|'] as const

/** Rows are handed on in portions about this large. */
const portion = 8192

/**
 * Finds out how a file's rows are laid out: JSON lines when its first line is an object, otherwise delimited text with
 * a header, the delimiter being the one its first lines agree on.
 * @param nameless  whether a column of the header may have no name, as the row numbers that pandas writes
 * @throws Fault  bad-file
 */
export async function openRows(source: Source, { nameless = false } = {}): Promise<Layout> {
  if (source.parquet) return parquetLayout(source.path)
  if (source.head.length >= headBytes && !source.head.includes(0x0a))
    throw new Fault(
      'bad-file',
      `${basename(source.path)}: got a first line of more than ${headBytes / 1024} KiB, want a header or a row`,
    )
  const sample = source.head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
  const first = sample.find((line) => line.trim() !== '')
  if (first === undefined) throw new Fault('bad-file', `${basename(source.path)}: got blank lines only, want rows`)
  return first.trimStart().startsWith('{') ? jsonLayout(source, sample) : delimitedLayout(source, sample, nameless)
}

function delimitedLayout(source: Source, sample: string[], nameless: boolean): Layout {
  const headerLine = sample.findIndex((line) => line.trim() !== '')
  const header = sample[headerLine]!
  const delimiter = delimiterOf(sample.slice(headerLine))
  const columns = (fieldsOf(header, delimiter) ?? header.split(delimiter)).map((name) => name.trim())
  refuseHeader(source, columns, nameless)
  return {
    columns,
    delimiter,
    async *rows(skip, onRead) {
      const reader = new DelimitedRows(delimiter, columns.length, 0)
      let header = headerLine + 1
      let left = skip
      const wanted = (rows: RawRow[]) => {
        const drop = Math.min(left, rows.length)
        left -= drop
        return drop > 0 ? rows.slice(drop) : rows
      }
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

/** The delimiter that stands in every line of the sample, most often and most evenly. */
function delimiterOf(sample: string[]): string {
  const lines = sample.filter((line) => line !== '').slice(0, 50)
  const judged = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1)
    const inHeader = counts[0] ?? 0
    const agree = counts.filter((count) => count === inHeader).length / counts.length
    return { delimiter, worth: inHeader === 0 ? 0 : agree * 100 + Math.min(inHeader, 50) / 100 }
  })
  return judged.reduce((best, next) => (next.worth > best.worth ? next : best)).delimiter
}

function refuseHeader(source: Source, columns: string[], nameless: boolean): void {
  const name = basename(source.path)
  const empty = columns.indexOf('')
  if (empty >= 0 && !nameless) throw new Fault('bad-file', `${name}: column ${empty + 1} of the header has no name`)
  const twice = columns.find((column, at) => column !== '' && columns.indexOf(column) !== at)
  if (twice !== undefined)
    throw new Fault('bad-file', `${name}: the header names "${twice}" twice; give every column a name of its own`)
}

function jsonLayout(source: Source, sample: string[]): Layout {
  const columns = new Set<string>()
  for (const line of sample) {
    try {
      const row: unknown = JSON.parse(line)
      if (!Array.isArray(row)) for (const key of Object.keys(row as object)) columns.add(key)
    } catch {}
  }
  const names = [...columns]
  return {
    columns: names,
    async *rows(skip, onRead) {
      let line = 0
      for await (const lines of linesOf(bytesOf(source, onRead))) {
        for (let at = 0; at < lines.length; at += portion) {
          const rows: RawRow[] = []
          for (const text of lines.slice(at, at + portion)) {
            line++
            if (line > skip) rows.push(jsonRow(text, line, names))
          }
          yield rows
        }
      }
    },
  }
}
