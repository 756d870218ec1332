import { isPythonDict, pythonToJson } from './python-dict.ts'
import type { RawRow } from './raw-row.ts'
import type { TextLine } from './text-lines.ts'

/** Objects in objects are looked into so deep. */
const deepest = 3

/**
 * What can be said of records of JSON, in the order in which it comes: their keys, those of objects in them as "customer.id", and at last the objects
 * whole. A dictionary as Python prints it counts as JSON.
 */
export function jsonColumns(texts: readonly string[]): string[] {
  const [leaves, wholes] = [new Set<string>(), new Set<string>()]
  const visit = (record: object, before: string, depth: number) => {
    for (const [key, value] of Object.entries(record)) {
      const name = before + key
      if (isRecord(value) && depth < deepest) {
        visit(value, `${name}.`, depth + 1)
        wholes.add(name)
      } else leaves.add(name)
    }
  }
  for (const text of texts) {
    try {
      const record = parsed(text)
      if (isRecord(record)) visit(record, '', 1)
    } catch {}
  }
  return [...leaves, ...[...wholes].filter((name) => !leaves.has(name))]
}

/** Reads the named columns of records: text; what is absent or null is empty, what is nested stays JSON. */
export function jsonReader(columns: readonly string[]): (line: TextLine, at: number) => RawRow {
  const paths = columns.map((column) => column.split('.'))
  return ({ text, shown }, line) => {
    if (text === undefined)
      return {
        line,
        raw: shown,
        problem: { code: 'invalid-utf8', message: 'got bytes that are no UTF-8', verdict: 'rejected' },
      }
    if (text.trim() === '')
      return { line, raw: '', problem: { code: 'blank-line', message: 'an empty line', verdict: 'setAside' } }
    const refuse = (message: string): RawRow => ({
      line,
      raw: text,
      problem: { code: 'invalid-json', message, verdict: 'rejected' },
    })
    let record: unknown
    try {
      record = parsed(text)
    } catch (error) {
      return refuse((error as Error).message)
    }
    if (!isRecord(record)) return refuse('got JSON that is no object')
    const fields = columns.map((column, at) => asText(record[column] ?? reach(record, paths[at] as string[])))
    return { line, raw: text, fields }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parsed = (text: string): unknown => JSON.parse(isPythonDict(text) ? pythonToJson(text) : text)

function reach(record: Record<string, unknown>, path: readonly string[]): unknown {
  let value: unknown = record
  for (const key of path) value = isRecord(value) ? value[key] : undefined
  return value
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
