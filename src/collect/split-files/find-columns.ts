import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { fieldsOf } from '../rows/delimited-rows.ts'
import type { Source } from '../rows/source-bytes.ts'

type Use = 'must' | 'maybe' | 'ignore'

/** What the columns are. */
export interface WantedColumns {
  row: 'user' | 'session'
  item: 'item'
  value: Use
  day: Use
}

/** Headings by which a column is known, in small letters without spaces, dashes and underscores. */
const headings = {
  user: ['user', 'userid', 'uid', 'customer', 'customerid', 'visitor', 'visitorid', 'reviewerid'],
  session: ['sessionid', 'session', 'sid'],
  item: ['item', 'itemid', 'iid', 'product', 'productid', 'movieid', 'asin', 'sku', 'articleid', 'isbn'],
  value: ['value', 'weight', 'rating', 'score', 'count', 'stars', 'quantity', 'bookrating'],
  day: ['time', 'timestamp', 'ts', 'date', 'datetime', 'eventdate', 'eventtime', 'timems', 'createdat'],
} as const

/** `::` is how MovieLens separates; a space stands for any run of white space. */
const delimiters = ['::', '\t', ',', ';', '|', ' '] as const

/** Where everything stands in the lines of a file. */
export interface FoundColumns {
  delimiter: string
  nColumns: number
  hasHeader: boolean
  row: number
  item: number
  /** −1: there is none, or nobody asked */
  value: number
  day: number
}

/**
 * Columns of delimited text, told from its first lines. With a header (a first line that names the columns, or one
 * without numbers over columns of numbers) they are found by name, without one by position: row, item, value, time.
 * @throws Fault  bad-file
 */
export function findColumns(source: Source, wanted: WantedColumns): FoundColumns {
  const sample = source.head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 50)
  if (sample.length === 0)
    throw new Fault('bad-file', `${basename(source.path)}: got blank lines only, want rows of ${wanted.row} and item`)
  const delimiter = delimiterOf(sample)
  const lines = sample.map((line) => cellsOf(line, delimiter))
  const first = lines[0] ?? []
  const refuse = (want: string): never => {
    throw new Fault(
      'bad-file',
      `${basename(source.path)}: got the columns ${first.slice(0, 8).join(', ').slice(0, 120)}, want ${want}`,
    )
  }
  // "user_id:token" is how RecBole names a column and its kind
  const words = first.map((cell) =>
    cell
      .toLowerCase()
      .replace(/:(token|float)(_seq)?$/, '')
      .replaceAll(/[\s_-]/g, ''),
  )
  const find = (heading: keyof typeof headings) =>
    words.findIndex((word) => (headings[heading] as readonly string[]).includes(word))
  const use = (place: { row: number; item: number; value: number; day: number }, hasHeader: boolean) => ({
    ...place,
    value: wanted.value === 'ignore' ? -1 : place.value,
    day: wanted.day === 'ignore' ? -1 : place.day,
    delimiter,
    nColumns: first.length,
    hasHeader,
  })
  const named = { row: find(wanted.row), item: find('item'), value: find('value'), day: find('day') }
  if (named.row >= 0 && named.item >= 0) {
    const twice = Object.values(named).find((at) => at >= 0 && words.indexOf(words[at] ?? '', at + 1) >= 0)
    if (twice !== undefined) refuse(`one column called ${first[twice]}`)
    if (wanted.value === 'must' && named.value < 0) refuse(`one named ${headings.value.slice(0, 4).join(', ')} …`)
    if (wanted.day === 'must' && named.day < 0) refuse(`one named ${headings.day.slice(0, 3).join(', ')} …`)
    return use(named, true)
  }
  if (wanted.row === 'session') return refuse('a header naming SessionId, ItemId and Time')
  if (first.length < (wanted.value === 'must' ? 3 : 2))
    refuse(wanted.value === 'must' ? 'user, item and rating' : 'user and item')
  const at = (position: number) => (first.length > position ? position : -1)
  return use({ row: 0, item: 1, value: at(2), day: at(3) }, isForeignHeader(lines))
}

/** The cells of a line, without the white space around them. */
export const cellsOf = (line: string, delimiter: string): string[] =>
  (delimiter === ' '
    ? line.trim().split(/\s+/)
    : delimiter === '::'
      ? line.split('::')
      : (fieldsOf(line, delimiter) ?? line.split(delimiter))
  ).map((cell) => cell.trim())

/**
 * A header in another language: no number in it, and numbers below it, in a column of values from the first line on, in
 * a column of ids in five lines or more (an id without a letter may come after one that has some).
 */
function isForeignHeader([first = [], ...others]: readonly string[][]): boolean {
  const isNumber = (cell: string | undefined) => cell !== undefined && cell !== '' && Number.isFinite(Number(cell))
  if (others.length === 0 || first.some(isNumber)) return false
  return first.some((_, c) => (c > 1 || others.length >= 5) && others.every((cells) => isNumber(cells[c])))
}

/** The first delimiter of the list that cuts every line of the sample into equally many, more than one. */
function delimiterOf(sample: readonly string[]): string {
  const cuts = (delimiter: string) => {
    const counts = sample.map((line) => cellsOf(line.replaceAll(/"[^"]*"/g, 'x'), delimiter).length)
    return counts[0]! > 1 && counts.every((count) => count === counts[0])
  }
  return delimiters.find(cuts) ?? ','
}
