import { columnCalled } from '../mapping/column-called.ts'
import { headingWords } from '../mapping/heading-words.ts'
import { isPythonDict, pythonToJson } from './python-dict.ts'
import type { RawRow, RowProblem } from './raw-row.ts'
import type { TextLine } from './text-lines.ts'

/** Objects in objects are looked into so deep. */
const deepest = 3

/** What records of JSON hold. */
export interface JsonShape {
  /** their keys, those of objects in them as "customer.id", those of the lines of each as "lines.sku", and at last the objects whole */
  columns: string[]
  /** the key under which each has lines of its own, as an order has products: a row is such a line */
  lines?: string
}

/** What records hold, told from some of them. A dictionary as Python prints it counts as JSON. */
export function jsonShape(texts: readonly string[]): JsonShape {
  const records = texts.flatMap((text) => {
    try {
      const record = parsed(text)
      return isRecord(record) ? [record] : []
    } catch {
      return []
    }
  })
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
  for (const record of records) visit(record, '', 1)
  const lines = isItem([...leaves]) ? undefined : linesOf(records)
  if (lines !== undefined) {
    leaves.delete(lines)
    for (const record of records) for (const line of listOf(record[lines])) visit(line, `${lines}.`, 2)
  }
  const columns = [...leaves, ...[...wholes].filter((name) => !leaves.has(name))]
  return { columns, ...(lines !== undefined && { lines }) }
}

/** The key of a list of objects that name products, where records themselves name none. */
function linesOf(records: readonly Record<string, unknown>[]): string | undefined {
  const keys = new Set(records.flatMap((record) => Object.keys(record)))
  return [...keys].find((key) =>
    records.some((record) => listOf(record[key]).some((line) => isItem(Object.keys(line)))),
  )
}

const isItem = (columns: readonly string[]) => columnCalled(headingWords.item, columns) !== undefined

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** Reads the columns of records as rows, one for each or one for each of their lines: text; what is absent or null is empty, what is nested stays JSON. */
export function jsonReader({ columns, lines }: JsonShape): (line: TextLine, at: number) => RawRow[] {
  const paths = columns.map((column) => column.split('.'))
  return ({ text, shown }, line) => {
    const refuse = (raw: string, code: RowProblem, message: string, verdict: 'rejected' | 'setAside' = 'rejected') => [
      { line, raw, problem: { code, message, verdict } },
    ]
    if (text === undefined) return refuse(shown, 'invalid-utf8', 'got bytes that are no UTF-8')
    if (text.trim() === '') return refuse('', 'blank-line', 'an empty line', 'setAside')
    let record: unknown
    try {
      record = parsed(text)
    } catch (error) {
      return refuse(text, 'invalid-json', (error as Error).message)
    }
    if (!isRecord(record)) return refuse(text, 'invalid-json', 'got JSON that is no object')
    const row = (whole: Record<string, unknown>): RawRow => ({
      line,
      raw: text,
      fields: columns.map((column, at) => asText(whole[column] ?? reach(whole, paths[at] as string[]))),
    })
    if (lines === undefined) return [row(record)]
    const own = listOf(record[lines])
    if (own.length === 0) return refuse(text, 'no-lines', `${lines}: a list of nothing`, 'setAside')
    return own.map((one) => row({ ...(record as object), [lines]: one }))
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
