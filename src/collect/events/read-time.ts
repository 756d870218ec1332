import type { Mapping } from '../mapping/mapping.ts'
import { momentReader } from './parse-moment.ts'

/** When everything happened in a file that does not say when: one moment for all, so that nothing can be taken for earlier or later. */
export const timelessMs = Date.UTC(2000, 0, 1)

const minuteMs = 60_000

/**
 * A reader of when a row happened.
 * @returns  milliseconds since 1970, or what is wrong with what the row says
 */
export function timeReader(
  { time }: Pick<Mapping, 'time'>,
  at: (column: string | undefined) => number,
): (fields: readonly string[]) => number | string {
  if (time === undefined) return () => timelessMs
  const { column, format = 'iso', utcOffsetMinutes = 0 } = time
  const [whole, clock, elapsed] = [at(column), at(time.clock), at(time.elapsedMs)]
  const read = momentReader(format, utcOffsetMinutes)
  return (fields) => {
    let ms = read(fields[whole]!.trim())
    if (Number.isNaN(ms)) return `${column}: got "${fields[whole]}", want a time as ${format}`
    // a row without an hour is of the beginning of its day
    const hour = clock < 0 ? '' : fields[clock]!.trim()
    if (hour !== '') {
      const added = clockMs(hour)
      if (Number.isNaN(added)) return `${time.clock}: got "${hour}", want a time of day as 14:05 or 1405`
      ms += added
    }
    const more = elapsed < 0 ? '' : fields[elapsed]!.trim()
    if (more !== '') {
      const added = Number(more)
      // more than a year is no moment of a day
      if (!(Math.abs(added) < 366 * 1440 * minuteMs)) return `${time.elapsedMs}: got "${more}", want milliseconds`
      ms += Math.round(added)
    }
    return ms
  }
}

/**
 * Milliseconds since midnight of a time of day: 14:05, 14:05:09, 2:05 PM, or as bare digits 1405 and 140509 (5 is five past midnight).
 * NaN for what is none.
 */
export function clockMs(text: string): number {
  const parts =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([AaPp])[Mm])?$/.exec(text) ??
    /^(\d{0,2}?)(\d{1,2})()$/.exec(text) ??
    /^(\d{1,2})(\d{2})(\d{2})$/.exec(text)
  if (!parts) return Number.NaN
  const [hour, minute, second] = [parts[1], parts[2], parts[3]].map((part) => Number(part || 0)) as [
    number,
    number,
    number,
  ]
  const half = parts[4]?.toLowerCase()
  if (half !== undefined && (hour < 1 || hour > 12)) return Number.NaN
  const full = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  return full < 24 && minute < 60 && second < 60 ? (full * 60 + minute) * minuteMs + second * 1000 : Number.NaN
}
