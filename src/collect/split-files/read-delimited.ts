import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { momentReader } from '../events/parse-moment.ts'
import { DelimitedRows } from '../rows/delimited-rows.ts'
import { bytesOf, type Source } from '../rows/source-bytes.ts'
import { cutBytes, linesOf, type TextLine } from '../rows/text-lines.ts'
import type { EventCollector } from './event-collector.ts'
import { cellsOf, type FoundColumns, findColumns, type WantedColumns } from './find-columns.ts'

/**
 * Events of delimited text, one a line.
 * @throws Fault  bad-file, naming the line
 */
export async function readDelimited(source: Source, wanted: WantedColumns, into: EventCollector): Promise<void> {
  const place = findColumns(source, wanted)
  let header = place.hasHeader
  const reader = reading(place)
  for await (const lines of linesOf(bytesOf(source))) for (const row of reader.take(lines)) one(row)
  for (const row of reader.end()) one(row)

  function one({ fields, line, raw }: Line): void {
    if (header) {
      header = false
      return
    }
    const refuse: (what: string, got: string, want: string) => never = (what, got, want) => {
      throw new Fault(
        'bad-file',
        `${basename(source.path)}, line ${line}: ${what}: got "${got.slice(0, 60)}", want ${want}`,
      )
    }
    if (!fields) refuse('row', raw, `${place.nColumns} fields`)
    const row = fields[place.row]?.trim()
    const item = fields[place.item]?.trim()
    if (!row) refuse(wanted.row, raw, 'an id')
    if (!item) refuse('item', raw, 'an id')
    const also: { value?: number; day?: number } = {}
    if (place.value >= 0) {
      const text = fields[place.value]?.trim() ?? ''
      also.value = text === '' ? Number.NaN : Number(text)
      if (!Number.isFinite(Math.fround(also.value))) refuse('value', text, 'a number of at most 38 digits')
    }
    if (place.day >= 0) {
      const text = fields[place.day]?.trim() ?? ''
      also.day = dayOf(text)
      if (Number.isNaN(also.day)) refuse('time', text, 'seconds or milliseconds since 1970, or an ISO date')
    }
    into.add(row, item, also)
  }
}

interface Line {
  line: number
  raw: string
  /** absent: the line cannot be read */
  fields?: string[]
}

/** Lines into fields, a block at a time; blank lines are none. */
function reading({ delimiter, nColumns }: FoundColumns): { take(lines: TextLine[]): Line[]; end(): Line[] } {
  if (delimiter !== '::' && delimiter !== ' ') {
    const reader = new DelimitedRows(delimiter, nColumns, 0)
    const withoutBlank = (rows: ReturnType<DelimitedRows['take']>) =>
      rows.filter(({ problem }) => problem?.code !== 'blank-line')
    return { take: (lines) => withoutBlank(reader.take(lines)), end: () => withoutBlank(reader.end()) }
  }
  let line = 0
  const one = ({ text, shown }: TextLine): Line[] => {
    line++
    if (text?.trim() === '') return []
    const fields = text === undefined || text.length > cutBytes ? undefined : cellsOf(text, delimiter)
    return [{ line, raw: shown, ...(fields?.length === nColumns && { fields }) }]
  }
  return { take: (lines) => lines.flatMap(one), end: () => [] }
}

const isoMs = momentReader('iso', 0)

/** Beyond it no Date reaches, days. */
const latestDay = 1e8

/**
 * Days since 1970. Seconds below 10¹¹ (the year 5138), milliseconds below 10¹⁴, microseconds above; otherwise ISO 8601,
 * in UTC where no zone is said. NaN for no moment.
 */
function dayOf(text: string): number {
  if (text === '') return Number.NaN
  const number = Number(text)
  if (!Number.isFinite(number)) return isoMs(text) / 86_400_000
  const days = number / (number < 1e11 ? 86_400 : number < 1e14 ? 86_400_000 : 86_400_000_000)
  return Math.abs(days) <= latestDay ? days : Number.NaN
}
