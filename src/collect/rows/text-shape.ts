import { isHeadingWord } from '../mapping/column-called.ts'
import { foldedHeading } from '../mapping/folded-heading.ts'
import { fieldsOf } from './delimited-rows.ts'

/** How delimited text is laid out, told from its first lines. */
export interface TextShape {
  delimiter: string
  /** the fields of the first line that is not blank */
  first: string[]
  /** that line names the columns; otherwise it is a row like the others */
  hasHeader: boolean
}

/** `::` is how MovieLens separates. A space separates only where nothing else does. */
const delimiters = ['::', ',', '\t', ';', '|', ' '] as const

/** Lines that are looked at. */
const mostLines = 50

/** @param lines  of the beginning of a file, at least one of them not blank */
export function textShape(lines: readonly string[]): TextShape {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, mostLines)
  const delimiter = delimiterOf(sample)
  const [first = [], ...rows] = sample.map((line) => fieldsOf(line, delimiter) ?? line.split(delimiter))
  return {
    delimiter,
    first: first.map((field) => field.trim()),
    hasHeader: isHeader(
      first.map((field) => field.trim()),
      rows,
    ),
  }
}

/** The delimiter that stands in every line of the sample, most often and most evenly. */
function delimiterOf(lines: readonly string[]): string {
  const judged = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1)
    const inFirst = counts[0] ?? 0
    const agree = counts.filter((count) => count === inFirst).length / counts.length
    return { delimiter, agree, worth: inFirst === 0 ? 0 : agree * 100 + Math.min(inFirst, 50) / 100 }
  })
  // every title has a comma or a space; what is written for no other reason than to part comes first
  const [mark] = judged
  if (mark !== undefined && mark.agree === 1 && mark.worth > 0) return mark.delimiter
  const others = judged.filter(({ delimiter }) => delimiter !== ' ')
  const best = others.reduce((one, next) => (next.worth > one.worth ? next : one))
  if (best.worth > 0) return best.delimiter
  const space = judged.at(-1)
  return space !== undefined && space.worth > 0 && space.agree === 1 ? ' ' : ','
}

/**
 * Does a line name columns? It does when two of its fields are words we know for columns, or all of a short one. It does not when a field is a number or a
 * moment as those below it are, or stands again in its column: names are said once, and ids come back.
 */
function isHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const known = first.filter((field) => isHeadingWord(field)).length
  if (known >= 2 || known === first.length || rows.length === 0) return true
  // pandas calls columns without names 0, 1, 2 …
  if (first.every((field, at) => field === String(at))) return true
  return !first.some((field, at) => {
    const below = rows.map((row) => row[at]?.trim() ?? '').filter((value) => value !== '')
    if (field === '' || below.length === 0) return false
    if (isMeasured(field) && below.filter(isMeasured).length >= 0.9 * below.length) return true
    return below.some((value) => foldedHeading(value) !== '' && value === field)
  })
}

/** A number, or a date or moment that begins with one. */
const isMeasured = (text: string) =>
  /^[+-]?\d+([.,]\d+)?$/.test(text) || /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ,].*)?$/.test(text)
