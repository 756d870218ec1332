import { momentReader } from '../events/parse-moment.ts'
import { clockMs } from '../events/read-time.ts'
import { columnCalled } from './column-called.ts'
import { areCounts, areIds, timeFormatOf } from './column-values.ts'
import { foldedHeading } from './folded-heading.ts'
import { headingWords } from './heading-words.ts'
import type { Mapping, TimeFormat } from './mapping.ts'

/** What says the rest where the time is no more than a date. */
export function besideDate(
  dates: readonly string[],
  format: TimeFormat | undefined,
  columns: readonly string[],
  values: (column: string) => string[],
  take: (field: string, column: string | undefined, why?: string) => string | undefined,
): Pick<NonNullable<Mapping['time']>, 'clock' | 'elapsedMs'> {
  const read = momentReader(format ?? 'iso', 0)
  if (dates.length === 0 || dates.some((date) => read(date) % 86_400_000 > 0)) return {}
  const areClocks = (list: string[]) => list.length > 0 && list.every((value) => !Number.isNaN(clockMs(value)))
  const clock = columnCalled(clockWords, columns, (column) => areClocks(values(column)))
  if (clock !== undefined) return { clock: take('time.clock', clock) as string }
  const areNumbers = (list: string[]) => list.length > 0 && list.every((value) => /^\d+$/.test(value))
  const elapsed = columnCalled(['timeframe', 'elapsedms', 'elapsedtime'], columns, (column) =>
    areNumbers(values(column)),
  )
  return elapsed === undefined ? {} : { elapsedMs: take('time.elapsedMs', elapsed) as string }
}

const clockWords = ['time', 'transtime', 'timeofday', 'saletime', 'ordertime', 'clock', 'uhrzeit', 'hora', 'heure']

/** The column that counts the orders of each customer, beside one that names them. */
export function countedOrders(columns: readonly string[], values: (column: string) => string[]): string | undefined {
  const words = ['ordernumber', 'ordersequence', 'ordersequencenumber', 'visitnumber', 'sessionnumber']
  const column = columnCalled(words, columns, (name) => areCounts(values(name)) && timeFormatOf(values(name)) === 'day')
  const isNamed = columns.some((name) => name !== column && columnCalled(headingWords.order, [name]) !== undefined)
  return isNamed ? column : undefined
}

/** Ids that nobody has a word for: the column that ends as ids do and names most things, other than the rows. */
export function otherIds(
  columns: readonly string[],
  taken: ReadonlySet<string>,
  values: (column: string) => string[],
): string | undefined {
  const candidates = columns.flatMap((column) => {
    const heading = foldedHeading(column)
    if (taken.has(column) || !/(id|key|code|no|nr|number)$/.test(heading) || notItems.test(heading)) return []
    const list = values(column)
    const n = new Set(list).size
    const isRow = list.length >= 20 && n === list.length
    return n > 1 && areIds(list) && !isRow ? [{ column, n }] : []
  })
  return candidates.sort((a, b) => b.n - a.n)[0]?.column
}

const notItems =
  /order|basket|cart|invoice|store|shop|branch|session|visit|user|customer|member|channel|zip|post|phone|region|country|city|device|category|group|type|department|campaign|page/

/** What the name of a file says of its rows. */
export function boughtByName(fileName: string): string | undefined {
  const word = /(?<![a-z])(buys?|bought|purchases?|orders?|sales|transactions?)(?![a-z])/i.exec(fileName)?.[0]
  return word && `the file is called "${word}"`
}

/** A column that is called as one that says what was done, in words that nobody knows. */
export function unreadKinds(columns: readonly string[], values: (column: string) => string[]): string[] {
  const column = columnCalled(
    headingWords.kind.filter((word) => word !== 'name' && word !== 'type'),
    columns,
  )
  const words = column === undefined ? [] : [...new Set(values(column))]
  if (words.length < 2 || words.length > 20) return []
  return [
    `"${column}" may say what was done, but none of its words is known (${words.slice(0, 5).join(', ')}): say what they mean under kind, in a mapping`,
  ]
}
