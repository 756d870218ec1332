import { type Engine, text } from '../engine.ts'
import { type EventColumn, inWords } from './events-table.ts'

const severities = ['ok', 'info', 'warning', 'error'] as const
export type Severity = (typeof severities)[number]

/** What a check came upon. */
export interface Finding {
  /** rows of the source it is about */
  count: number
  /** what it costs and what to do, in words a merchant understands */
  advice: string
  /** rows or codes, in words */
  samples: string[]
  /** of how many rows, where not of those that could be read */
  of?: number
  /** SQL that names the rows counted, by `line`; absent where they are not there to be named */
  lines?: string
}

/** What is known before any check runs. */
export interface Facts {
  rows: number
  /** columns of `events` that hold anything */
  filled: ReadonlySet<EventColumn>
  /** the newest moment the source can have, milliseconds since 1970 */
  nowMs: number
  /** what could not be read at all */
  rejected: number
  rejectedSamples: string[]
  /** lines with nothing in them */
  blankLines?: number
  /** the line of the mapping that would name these words for what was done, where there is a mapping */
  kindLine?: (words: readonly string[]) => string | undefined
  signal?: AbortSignal
}

/** One thing that may be wrong with raw data. */
export interface Check {
  readonly name: string
  /** without these it has nothing to look at, and does not run */
  readonly needs: readonly EventColumn[]
  /** it also looks at the table `catalogue` (events-table.ts) */
  readonly needsCatalogue?: true
  /** it reads the order of the rows as the order in which they came */
  readonly needsLog?: true
  /** shares of the rows from which a finding is a warning, and an error; anything above 0 is worth knowing */
  readonly warning: number
  readonly error: number
  find(engine: Engine, facts: Facts): Promise<Finding>
}

export interface CheckResult extends Omit<Finding, 'lines' | 'of'> {
  check: string
  severity: Severity
  share: number
  /** shares from which it is a warning and an error */
  thresholds: { warning: number; error: number }
}

export function judged(
  { name, warning, error }: Check,
  { lines: _, of, ...finding }: Finding,
  rows: number,
): CheckResult {
  const whole = of ?? rows
  const share = whole > 0 ? finding.count / whole : 0
  const severity = finding.count === 0 ? 'ok' : share >= error ? 'error' : share >= warning ? 'warning' : 'info'
  return { check: name, severity, ...finding, share, thresholds: { warning, error } }
}

export const nSamples = 5

/** Some of the events that a condition picks, in words, from the first to the last. */
export async function samplesOf(engine: Engine, condition: string, from = 'events'): Promise<string[]> {
  const rows = await engine.all<{ said: string }>(
    `SELECT ${inWords} AS said FROM ${from} WHERE ${condition} ORDER BY line LIMIT ${nSamples}`,
  )
  return rows.map(({ said }) => said)
}

/** Texts as SQL's IN takes them. */
export const listed = (texts: readonly string[]) => texts.map(text).join(', ') || 'NULL'

/** SQL that names the events a condition picks. */
export const linesOf = (condition: string, from = 'events') => `SELECT line FROM ${from} WHERE ${condition}`

/** How many events a condition picks. */
export async function countOf(engine: Engine, condition: string): Promise<number> {
  return (await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM events WHERE ${condition}`)).n
}

/** A count and its share, as sentences say it: "107,927 rows (20.5 %)". */
export function rowsInWords(n: number, rows: number, one = 'row'): string {
  const share = rows > 0 ? (100 * n) / rows : 0
  return `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'} (${share > 0 && share < 0.1 ? '< 0.1' : share.toFixed(1)} %)`
}
