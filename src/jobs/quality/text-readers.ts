import { momentReader } from '../../collect/events/parse-moment.ts'
import { timelessMs, timeReader } from '../../collect/events/read-time.ts'
import { repairer } from '../../collect/events/repairer.ts'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { readNumber } from '../../numbers/read-number.ts'
import type { Engine } from '../../prepare/engine.ts'
import type { TextReaders } from '../../prepare/quality/quality.ts'

/** Stands between the columns that say a time together; no file has it. */
export const timeParted = '\u001f'

/** Formats in which a column no mapping speaks of may hold times; bare numbers are numbers. */
const dated = ['iso', 'Y/M/D', 'D/M/Y', 'M/D/Y'] as const

/**
 * Lets SQL read texts the way an import reads them, by the same functions; what an import refuses is NULL:
 *
 *     read_moment(text)           milliseconds since 1970, in the format of the mapping's time
 *     read_count(text)            a number that is no money
 *     read_price(text, currency)  in the shop's own currency
 *
 * @returns  for what a mapping does not speak of: a number whatever money it names, a time in the mapping's format or any other with a date
 */
export function defineTextReaders(engine: Engine, mapping: Mapping): TextReaders {
  const amounts = repairer(mapping)
  const numberOf = (said: number | string) => (typeof said === 'string' ? Number.NaN : said)
  const { format = 'iso', utcOffsetMinutes = 0 } = mapping.time ?? {}
  const { time } = mapping
  const parts = [time?.column, time?.clock, time?.elapsedMs]
  const moment = timeReader(mapping, (column) => (column === undefined ? -1 : parts.indexOf(column)))
  engine.define('read_moment', 1, (text) => {
    if (text === null) return time === undefined ? timelessMs : Number.NaN
    const ms = moment(text.split(timeParted))
    return typeof ms === 'string' ? Number.NaN : ms
  })
  engine.define('read_count', 1, (text) => {
    if (text === null) return Number.NaN
    amounts.begin(undefined)
    return numberOf(amounts.number(text))
  })
  engine.define('read_price', 2, (text, currency) => {
    if (text === null) return Number.NaN
    amounts.begin(currency ?? undefined)
    return numberOf(amounts.price(text))
  })
  const readers = dated
    .toSorted((a, b) => Number(b === format) - Number(a === format))
    .map((one) => momentReader(one, utcOffsetMinutes))
  return {
    number: (text) => readNumber(text, mapping.decimal).value,
    time(text) {
      for (const read of readers) {
        const ms = read(text)
        if (!Number.isNaN(ms)) return ms
      }
      return Number.NaN
    },
  }
}
