import type { EventKind } from '../../contract/event.ts'
import { momentReader } from '../events/parse-moment.ts'
import { kindOfWord } from './kind-of-word.ts'
import { type TimeFormat, timeFormats } from './mapping.ts'

/** Formats that bare numbers may have, which may be anything else as well. */
const ofNumbers: readonly TimeFormat[] = ['epoch-s', 'epoch-ms', 'epoch-us', 'day']

/**
 * The format that reads most of the sampled times, and more than `share`; where two read as many (3/4/2020), the day comes first. A broken
 * date among good ones is a broken row, not a column without times.
 */
export function timeFormatOf(list: readonly string[], share = 0.5): TimeFormat | undefined {
  let best: TimeFormat | undefined
  let most = list.length * share
  for (const format of timeFormats) {
    const read = momentReader(format, 0)
    const n = list.filter((value) => !Number.isNaN(read(value))).length
    if (n > most) [best, most] = [format, n]
  }
  return best
}

/** The clocks of anything that has a computer began to matter here; smaller numbers are ids. */
const earliestMs = Date.UTC(1990, 0, 1)
const latestMs = Date.UTC(2040, 0, 1)

/** The format of values that can be nothing but times, whatever their column is called. */
export function surelyTimes(list: readonly string[]): TimeFormat | undefined {
  const format = timeFormatOf(list, 0.9)
  if (format === undefined || format === 'day') return undefined
  if (!ofNumbers.includes(format) && !list.every((value) => /^\d+$/.test(value))) return format
  const read = momentReader(format, 0)
  const within = list.filter((value) => read(value) >= earliestMs && read(value) < latestMs).length
  return within >= 0.9 * list.length && new Set(list).size > list.length / 50 ? format : undefined
}

/** Which of the words of a column are kinds of events, of how many different ones. */
export function kindsOf(list: readonly string[]): {
  values: Record<string, EventKind>
  known: number
  words: number
} {
  const values: Record<string, EventKind> = {}
  const words = new Set(list)
  let known = 0
  for (const word of words) {
    const kind = kindOfWord(word)
    if (kind === undefined) continue
    values[word] = kind
    known++
  }
  return { values, known, words: words.size }
}

/** Stars: few different numbers, whole or halves, none above ten. */
export function areStars(list: readonly string[]): boolean {
  const numbers = new Set(list.map(Number))
  return (
    numbers.size >= 2 &&
    numbers.size <= 21 &&
    Math.max(...numbers) >= 3 &&
    [...numbers].every((x) => x >= 0 && x <= 10 && Number.isInteger(2 * x))
  )
}

/** Names of things: whole numbers or words without a space. A broken number is a measure. */
export const areIds = (list: readonly string[]): boolean =>
  list.length > 0 && list.every((value) => /^[^\s"{}[\]]{1,64}$/.test(value) && !/^[+-]?\d+[.,]\d+$/.test(value))

/** Whole numbers from 1 on. */
export const areCounts = (list: readonly string[]): boolean =>
  list.length > 0 && list.every((value) => /^\d{1,9}$/.test(value) && Number(value) > 0)

/**
 * Does one column go by another, as a title does by its product? False where most of those that came twice came with another value each time.
 * @param pairs  of a sample: what it goes by, and what it says
 */
export function goesBy(pairs: readonly (readonly [of: string, said: string])[]): boolean {
  const said = new Map<string, { values: Set<string>; n: number }>()
  for (const [of, value] of pairs) {
    if (of === '' || value === '') continue
    const one = said.get(of) ?? { values: new Set<string>(), n: 0 }
    one.values.add(value)
    one.n++
    said.set(of, one)
  }
  const again = [...said.values()].filter(({ n }) => n > 1)
  return again.length < 3 || again.filter(({ values, n }) => values.size === n).length <= again.length / 2
}
