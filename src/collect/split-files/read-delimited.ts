import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { DelimitedRows, fieldsOf } from '../delimited-rows.ts'
import { bytesOf, type Source } from '../source-bytes.ts'
import { linesOf } from '../text-lines.ts'
import type { SplitEvents } from './split-events.ts'

type Use = 'must' | 'maybe' | 'ignore'

/** What the columns are. */
interface Wanted {
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
  day: ['time', 'timestamp', 'date', 'datetime', 'eventdate', 'timems'],
} as const

/** `::` is how MovieLens separates. */
const delimiters = ['::', '\t', ',', ';', '|', ' '] as const

/**
 * Columns of delimited text. With a header (a first line that names the columns, or whose number columns hold no
 * numbers) they are found by name, without one by position: row, item, value, time.
 * @throws Fault  bad-file
 */
export async function readDelimited(source: Source, wanted: Wanted): Promise<SplitEvents> {
  const name = basename(source.path)
  const sample = source.head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const delimiter = delimiterOf(sample)
  const split = (line: string) =>
    (delimiter === '::' ? line.split('::') : (fieldsOf(line, delimiter) ?? line.split(delimiter))).map((cell) =>
      cell.trim(),
    )
  const first = split(sample[0] ?? '')
  const { place, hasHeader } = placesOf(name, first, wanted, split(sample[1] ?? ''))
  const events: SplitEvents = {
    row: [],
    item: [],
    ...(place.value >= 0 && { value: [] }),
    ...(place.day >= 0 && { day: [] }),
  }
  let line = 0
  let header = hasHeader
  for await (const { fields, at, shown } of cells(source, delimiter, first.length)) {
    line = at
    if (header) {
      header = false
      continue
    }
    const refuse = (what: string, got: string | undefined, want: string): never => {
      throw new Fault(
        'bad-file',
        `${name}, line ${line}: ${what}: got ${got === undefined ? `"${shown.slice(0, 60)}"` : `"${got.slice(0, 60)}"`}, want ${want}`,
      )
    }
    if (!fields) return refuse('row', undefined, `${first.length} fields`)
    const row = fields[place.row]?.trim()
    const item = fields[place.item]?.trim()
    if (!row) return refuse(wanted.row, undefined, 'an id')
    if (!item) return refuse('item', undefined, 'an id')
    events.row.push(row)
    events.item.push(item)
    if (events.value) {
      const text = fields[place.value]
      const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
      if (!Number.isFinite(value)) refuse('value', text, 'a number')
      events.value.push(value)
    }
    if (events.day) {
      const text = fields[place.day]
      const day = dayOf(text?.trim() ?? '')
      if (Number.isNaN(day)) refuse('time', text, 'seconds or milliseconds since 1970, or an ISO date')
      events.day.push(day)
    }
  }
  return events
}

interface Places {
  row: number
  item: number
  /** −1: there is none, or nobody asked */
  value: number
  day: number
}

function placesOf(
  name: string,
  first: string[],
  wanted: Wanted,
  second: string[],
): { place: Places; hasHeader: boolean } {
  const words = first.map((cell) => cell.toLowerCase().replaceAll(/[\s_-]/g, ''))
  const find = (heading: keyof typeof headings) =>
    words.findIndex((word) => (headings[heading] as readonly string[]).includes(word))
  const named = { row: find(wanted.row), item: find('item'), value: find('value'), day: find('day') }
  const refuse = (want: string): never => {
    throw new Fault('bad-file', `${name}: got the columns ${first.slice(0, 8).join(', ')}, want ${want}`)
  }
  const use = (place: Places) => ({
    ...place,
    value: wanted.value === 'ignore' ? -1 : place.value,
    day: wanted.day === 'ignore' ? -1 : place.day,
  })
  if (named.row >= 0 && named.item >= 0) {
    if (wanted.value === 'must' && named.value < 0) refuse(`one named ${headings.value.slice(0, 4).join(', ')} …`)
    if (wanted.day === 'must' && named.day < 0) refuse(`one named ${headings.day.slice(0, 3).join(', ')} …`)
    return { place: use(named), hasHeader: true }
  }
  if (wanted.row === 'session') return refuse('a header naming SessionId, ItemId and Time')
  if (first.length < (wanted.value === 'must' ? 3 : 2))
    refuse(wanted.value === 'must' ? 'user, item and rating' : 'user and item')
  // a third column that is no number in the first line and one in the second: a header in another language
  const isNumber = (cell: string | undefined) => cell !== undefined && cell !== '' && Number.isFinite(Number(cell))
  const hasHeader = first.length > 2 && !isNumber(first[2]) && isNumber(second[2])
  const at = (position: number) => (first.length > position ? position : -1)
  return { place: use({ row: 0, item: 1, value: at(2), day: at(3) }), hasHeader }
}

/** The first delimiter of the list that cuts every line of the sample into equally many, more than one. */
function delimiterOf(sample: readonly string[]): string {
  const lines = sample.slice(0, 50)
  const cuts = (delimiter: string) => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length)
    return counts[0]! > 1 && counts.every((count) => count === counts[0])
  }
  return delimiters.find(cuts) ?? ','
}

async function* cells(
  source: Source,
  delimiter: string,
  nColumns: number,
): AsyncGenerator<{ fields: string[] | undefined; at: number; shown: string }> {
  if (delimiter === '::' || delimiter === ' ') {
    let at = 0
    for await (const lines of linesOf(bytesOf(source)))
      for (const { text, shown } of lines) {
        at++
        if (text?.trim() !== '') yield { fields: text?.trim().split(delimiter), at, shown }
      }
    return
  }
  const reader = new DelimitedRows(delimiter, nColumns, 0)
  for await (const lines of linesOf(bytesOf(source)))
    for (const { fields, line, raw, problem } of reader.take(lines))
      if (problem?.code !== 'blank-line') yield { fields, at: line, shown: raw }
  for (const { fields, line, raw, problem } of reader.end())
    if (problem?.code !== 'blank-line') yield { fields, at: line, shown: raw }
}

/** Seconds below 10¹¹ (the year 5138), milliseconds above; otherwise whatever ISO 8601 says. NaN for no moment. */
function dayOf(text: string): number {
  if (text === '') return Number.NaN
  const number = Number(text)
  if (Number.isFinite(number)) return number < 1e11 ? number / 86_400 : number / 86_400_000
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) / 86_400_000 : Number.NaN
}
