import type { RawRow } from './raw-row.ts'
import type { TextLine } from './text-lines.ts'

/** One line of JSON as a row: text of the named keys; what is absent or null is empty, what is nested stays JSON. */
export function jsonRow({ text, shown }: TextLine, line: number, columns: readonly string[]): RawRow {
  if (text === undefined)
    return {
      line,
      raw: shown,
      problem: { code: 'invalid-utf8', message: 'got bytes that are no UTF-8', verdict: 'rejected' },
    }
  if (text.trim() === '')
    return { line, raw: '', problem: { code: 'blank-line', message: 'an empty line', verdict: 'setAside' } }
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch (error) {
    return {
      line,
      raw: text,
      problem: { code: 'invalid-json', message: (error as Error).message, verdict: 'rejected' },
    }
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return {
      line,
      raw: text,
      problem: { code: 'invalid-json', message: 'got JSON that is no object', verdict: 'rejected' },
    }
  const fields = columns.map((column) => asText((record as Record<string, unknown>)[column]))
  return { line, raw: text, fields }
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
