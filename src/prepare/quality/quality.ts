import type { Engine } from '../engine.ts'
import { type CheckResult, type Facts, judged } from './check.ts'
import { checks } from './checks.ts'
import { type EventMix, eventMix } from './event-mix.ts'
import { type EventColumn, eventColumns } from './events-table.ts'
import { type FieldProfile, fieldProfile } from './field-profile.ts'

/** What raw data is worth, before anything is done about it. */
export interface Quality {
  rows: number
  fields: FieldProfile[]
  /** columns that were not profiled: a table has so many only by mistake; 0 as a rule */
  fieldsLeftOut: number
  mix: EventMix
  checks: CheckResult[]
}

/** NaN for what is none. */
export interface TextReaders {
  number(text: string): number
  time(text: string): number
}

const plain: TextReaders = {
  number: (text) => (text === '' ? Number.NaN : Number(text)),
  // Date.parse alone would read "PAP-3320" as a day of the year 3320.
  time: (text) => (/^\d{4}-\d{2}-\d{2}(?:[ T]|$)/.test(text) ? Date.parse(text) : Number.NaN),
}

export interface QualityOptions {
  nowMs: number
  /** there is a table `catalogue`; a file has none */
  hasCatalogue?: boolean
  /** rows stand in the order in which they came; those of a file need not */
  isLog?: boolean
  rejected?: number
  rejectedSamples?: string[]
  blankLines?: number
  /** the line of the mapping that would name these words for what was done, where there is a mapping */
  kindLine?: (words: readonly string[]) => string | undefined
  /** what the columns c0, c1, … of `source` are called; by their own names where not given */
  columnNames?: readonly string[]
  /** what a text of `source` is worth as a number, and as milliseconds since 1970; as a program would write them where not given */
  readers?: TextReaders
  /** columns profiled; 500 when not given, as a profile takes some hundredths of a second */
  mostFields?: number
  /** told the lines of a check's rows, where they can be named */
  onFound?: (check: string, lines: Float64Array) => void
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/**
 * Profiles every column of `source` and runs every check that has something to look at over `events` (events-table.ts).
 * @throws signal.reason when aborted
 */
export async function quality(engine: Engine, options: QualityOptions): Promise<Quality> {
  const { nowMs, hasCatalogue = false, isLog = false, mostFields = 500, signal, onProgress, onFound } = options
  const counts = await engine.one<Record<EventColumn | 'rows', number>>(
    `SELECT count(*)::DOUBLE AS rows, ${Object.keys(eventColumns)
      .map((column) => `count(${column})::DOUBLE AS ${column}`)
      .join(', ')} FROM events`,
  )
  const filled = new Set((Object.keys(eventColumns) as EventColumn[]).filter((column) => counts[column] > 0))
  const columns = await engine.all<{ name: string }>(
    `SELECT column_name AS name FROM (DESCRIBE SELECT * EXCLUDE line FROM source)`,
  )
  const runnable = checks.filter(
    ({ needs, needsCatalogue, needsLog }) =>
      needs.every((column) => filled.has(column)) && (hasCatalogue || !needsCatalogue) && (isLog || !needsLog),
  )
  const total = Math.min(columns.length, mostFields) + runnable.length + 1
  let done = 0
  const step = () => {
    signal?.throwIfAborted()
    onProgress?.(done++, total)
  }
  const { number, time } = options.readers ?? plain
  engine.define('read_number', 1, (text) => (text === null ? Number.NaN : number(text)))
  engine.define('read_time', 1, (text) => (text === null ? Number.NaN : time(text)))
  const fields: FieldProfile[] = []
  for (const [at, { name }] of columns.slice(0, mostFields).entries()) {
    step()
    const field = options.columnNames?.[at] ?? name
    fields.push(await fieldProfile(engine, { field, column: name, ...(filled.has('moment') && { nowMs }) }))
  }
  step()
  const mix = await eventMix(engine, filled)
  const facts: Facts = {
    rows: counts.rows,
    filled,
    nowMs,
    rejected: options.rejected ?? 0,
    rejectedSamples: options.rejectedSamples ?? [],
    blankLines: options.blankLines ?? 0,
    ...(options.kindLine && { kindLine: options.kindLine }),
    ...(signal && { signal }),
  }
  const results: CheckResult[] = []
  for (const check of runnable) {
    step()
    const finding = await check.find(engine, facts)
    results.push(judged(check, finding, counts.rows))
    if (onFound && finding.lines) onFound(check.name, (await engine.numbers(finding.lines))[0] ?? new Float64Array())
  }
  onProgress?.(total, total)
  return { rows: counts.rows, fields, fieldsLeftOut: columns.length - fields.length, mix, checks: results }
}
