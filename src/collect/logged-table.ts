import { basename } from 'node:path'
import { Fault } from '../contract/fault.ts'
import { openRows } from './rows/open-rows.ts'
import { inspect } from './rows/source-bytes.ts'

/** What the columns of a log of decisions are called, in small letters without spaces, dashes and underscores. */
const headings = {
  context: ['context', 'contextid', 'segment'],
  position: ['position', 'slot', 'rank', 'place'],
  action: ['action', 'actionid', 'item', 'itemid', 'arm', 'product', 'productid', 'sku'],
  reward: ['reward', 'click', 'clicked', 'clicks', 'conversion', 'revenue'],
  propensity: ['propensity', 'propensityscore', 'pscore', 'loggingprobability'],
  probability: ['probability', 'evaluation', 'evaluationprobability', 'policyprobability', 'newprobability'],
} as const

export type LoggedColumn = keyof typeof headings
const loggedColumns = Object.keys(headings) as LoggedColumn[]
const numbers = ['reward', 'propensity', 'probability'] as const
const words = ['context', 'position', 'action'] as const

/** Columns of equal length; the ones the file does not have are absent. */
export interface LoggedTable {
  context?: string[]
  position?: string[]
  action: string[]
  reward?: number[]
  propensity?: number[]
  probability?: number[]
  /** heading of each column that was read */
  headings: Partial<Record<LoggedColumn, string>>
}

/**
 * A log of decisions, or a policy written out: CSV, TSV, JSON lines or Parquet with named columns, plain or gzip'd.
 *
 * @param wanted  columns without which the file is of no use
 * @param named   headings where they are not the usual ones, e.g. { reward: 'bought' }
 * @throws Fault  not-found, no-access; bad-file naming the line; bad-request for a heading the file does not have
 */
export async function readLoggedTable(
  path: string,
  wanted: readonly LoggedColumn[],
  named: Partial<Record<LoggedColumn, string>> = {},
): Promise<LoggedTable> {
  const name = basename(path)
  const layout = await openRows(await inspect(path))
  const place = Object.fromEntries(
    loggedColumns.map((column) => [column, placeOf(column, layout.columns, named, name)]),
  )
  const missing = wanted.filter((column) => (place[column] as number) < 0)
  if (missing.length > 0)
    throw new Fault(
      'bad-file',
      `${name}: got the columns ${layout.columns.slice(0, 8).join(', ')}, want one for ${missing.join(', ')} (or say which it is with --columns)`,
    )
  const table: LoggedTable = { action: [], headings: {} }
  const read = loggedColumns.filter((column) => (place[column] as number) >= 0)
  for (const column of read) {
    table.headings[column] = layout.columns[place[column] as number] as string
    ;(table[column] as unknown[]) = []
  }
  for await (const rows of layout.rows(0))
    for (const { line, fields, problem } of rows) {
      if (problem?.verdict === 'setAside') continue
      if (!fields) throw new Fault('bad-file', `${name}, line ${line}: ${problem?.message ?? 'cannot be read'}`)
      const cell = (column: LoggedColumn) => (fields[place[column] as number] ?? '').trim()
      for (const column of words) {
        const text = table[column] && cell(column)
        if (text === '' && column === 'action')
          throw new Fault('bad-file', `${name}, line ${line}: action: got nothing, want what was shown`)
        if (text !== undefined) table[column]?.push(text)
      }
      for (const column of numbers) {
        const into = table[column]
        if (!into) continue
        const text = cell(column)
        const value = text === '' ? Number.NaN : Number(text)
        const [fits, want] = limits[column]
        if (!fits(value))
          throw new Fault('bad-file', `${name}, line ${line}: ${column}: got "${text.slice(0, 40)}", want ${want}`)
        into.push(value)
      }
    }
  if (table.action.length === 0) throw new Fault('bad-data', `${name}: got a header and no row`)
  return table
}

const limits: Record<(typeof numbers)[number], [(x: number) => boolean, string]> = {
  reward: [Number.isFinite, 'a number'],
  propensity: [(x) => x > 0 && x <= 1, 'a number above 0, at most 1'],
  probability: [(x) => x >= 0 && x <= 1, 'a number from 0 to 1'],
}

function placeOf(
  column: LoggedColumn,
  columns: readonly string[],
  named: Partial<Record<LoggedColumn, string>>,
  name: string,
): number {
  const given = named[column]
  if (given === undefined)
    return columns.findIndex((heading) =>
      (headings[column] as readonly string[]).includes(heading.toLowerCase().replaceAll(/[\s_-]/g, '')),
    )
  const at = columns.indexOf(given)
  if (at < 0)
    throw new Fault(
      'bad-request',
      `columns: ${column}: got "${given}", want one of ${name}'s: ${columns.slice(0, 12).join(', ')}`,
    )
  return at
}
