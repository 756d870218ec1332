import type { TimeFormat } from '../mapping/mapping.ts'

const isoLike =
  /^(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ](\d{2})(?:(:?)(\d{2})(?:\6(\d{2})(?:[.,](\d{1,9}))?)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/
const dated =
  /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])[Mm])?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/

/** The years a shop's clock can mean; anything else is a typing error or a wrong unit. */
const earliestMs = Date.UTC(1971, 0, 1)
const latestMs = Date.UTC(2101, 0, 1)

/**
 * A reader of moments in one format.
 * @param utcOffsetMinutes  of texts that name no zone: 60 = an hour ahead of UTC
 * @returns milliseconds since 1970, or NaN when the text is no moment between 1971 and 2100
 *
 * The last text is remembered: rows of one order share their time to the letter.
 */
export function momentReader(format: TimeFormat, utcOffsetMinutes: number): (text: string) => number {
  const read = readers[format]
  let lastText = ''
  let lastMs = Number.NaN
  return (text) => {
    if (text === lastText) return lastMs
    const ms = read(text, utcOffsetMinutes * 60_000)
    lastText = text
    lastMs = ms >= earliestMs && ms < latestMs ? ms : Number.NaN
    return lastMs
  }
}

type Read = (text: string, offsetMs: number) => number

const epoch =
  (perMs: number): Read =>
  (text) =>
    /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * perMs) : Number.NaN

const readers: Record<TimeFormat, Read> = {
  iso(text, offsetMs) {
    const part = isoLike.exec(text)
    if (!part) return Number.NaN
    const fraction = part[9] ? Math.floor(Number(`0.${part[9]}`) * 1000) : 0
    const local = moment(part[1], part[3], part[4], part[5], part[7], part[8]) + fraction
    return part[10] ? local - zoneMs(part[10]) : local - offsetMs
  },
  'epoch-s': epoch(1000),
  'epoch-ms': epoch(1),
  'epoch-us': epoch(1 / 1000),
  'D/M/Y': (text, offsetMs) => ordered(text, offsetMs, 3, 2, 1),
  'M/D/Y': (text, offsetMs) => ordered(text, offsetMs, 3, 1, 2),
  'Y/M/D': (text, offsetMs) => ordered(text, offsetMs, 1, 2, 3),
  'month-name'(text, offsetMs) {
    const part = dayFirst.exec(text) ?? monthFirst.exec(text) ?? monthFirstClock.exec(text)
    const { day, month = '', year = '', hour, minute, second, half, zone } = part?.groups ?? {}
    const number = months.indexOf(month.slice(0, 3).toLowerCase()) + 1
    const written = part && `${year}/${number}/${day} ${hour ?? 0}:${minute ?? '00'}:${second ?? '00'} ${half ?? ''}`
    return written ? ordered(`${written.trim()}${zone ? ` ${zone}` : ''}`, offsetMs, 1, 2, 3) : Number.NaN
  },
  // the year is made up: only how far days are apart means something
  day: (text, offsetMs) =>
    /^\d{1,5}(\.0+)?$/.test(text) ? Date.UTC(2000, 0, 1) + Number(text) * 86_400_000 - offsetMs : Number.NaN,
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthNames = `(?<month>(?:${months.join('|')})[a-z]*)\\.?`
const clock = '(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2}))?(?:\\s*(?<half>[ap]m))?'
const zoned = '(?:\\s*(?<zone>Z|UTC|[+-]\\d{2}:?\\d{2}))?'
/** 5 Mar 2024, 05-Mar-2024 10:11 */
const dayFirst = new RegExp(`^(?<day>\\d{1,2})[ -]${monthNames}[ ,-]+(?<year>\\d{4})(?:[ ,]+${clock}${zoned})?$`, 'i')
/** Mar 5, 2024, and with the clock between: Tue Mar 05 10:11:12 +0100 2024 */
const monthFirst = new RegExp(
  `^(?:[a-z]{3} )?${monthNames} (?<day>\\d{1,2}),?(?: (?<hour>\\d{1,2}):(?<minute>\\d{2}):(?<second>\\d{2})${zoned})? (?<year>\\d{4})$`,
  'i',
)
/** Mar 5, 2024 10:11 */
const monthFirstClock = new RegExp(`^${monthNames} (?<day>\\d{1,2}),? (?<year>\\d{4})[ ,]+${clock}${zoned}$`, 'i')

function ordered(text: string, offsetMs: number, year: number, month: number, day: number): number {
  const part = dated.exec(text)
  if (!part || part[day]!.length > 2 || part[month]!.length > 2 || part[year]!.length % 2 === 1) return Number.NaN
  let hour = Number(part[4] ?? 0)
  if (part[7]) {
    if (hour < 1 || hour > 12) return Number.NaN
    hour = (hour % 12) + (part[7].toLowerCase() === 'p' ? 12 : 0)
  }
  const written = part[year]!
  // Two digits mean the century in which shops have computers.
  const fullYear = written.length <= 2 ? String(2000 + Number(written)) : written
  return (
    moment(fullYear, part[month], part[day], String(hour), part[5], part[6]) - (part[8] ? zoneMs(part[8]) : offsetMs)
  )
}

/** NaN for a day or an hour that does not exist, which Date would roll over. */
function moment(...text: (string | undefined)[]): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = text.map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return Number.NaN
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  return new Date(ms).getUTCDate() === day ? ms : Number.NaN
}

function zoneMs(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone[0] === '-' ? -minutes : minutes) * 60_000
}
