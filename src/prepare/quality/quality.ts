import type { Engine } from '../engine.ts'
import { type CheckResult, judged } from './check.ts'
import { checks } from './checks.ts'
import { type EventMix, eventMix } from './event-mix.ts'
import { type EventColumn, eventColumns } from './events-table.ts'
import { type FieldProfile, fieldProfile } from './field-profile.ts'

/** What raw data is worth, before anything is done about it. */
export interface Quality {
  rows: number
  fields: FieldProfile[]
  mix: EventMix
  checks: CheckResult[]
}

export interface QualityOptions {
  nowMs: number
  /** there is a table `catalogue`; a file has none */
  hasCatalogue?: boolean
  /** rows stand in the order in which they came; those of a file need not */
  isLog?: boolean
  rejected?: number
  rejectedSamples?: string[]
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/**
 * Profiles every column of `source` and runs every check that has something to look at over `events` (events-table.ts).
 * @throws signal.reason when aborted
 */
export async function quality(engine: Engine, options: QualityOptions): Promise<Quality> {
  const { nowMs, hasCatalogue = false, isLog = false, rejected = 0, rejectedSamples = [], signal, onProgress } = options
  const counts = await engine.one<Record<EventColumn | 'rows', number>>(
    `SELECT count(*)::DOUBLE AS rows, ${Object.keys(eventColumns)
      .map((column) => `count(${column})::DOUBLE AS ${column}`)
      .join(', ')} FROM events`,
  )
  const filled = new Set((Object.keys(eventColumns) as EventColumn[]).filter((column) => counts[column] > 0))
  const columns = (
    await engine.all<{ name: string }>(`SELECT column_name AS name FROM (DESCRIBE SELECT * EXCLUDE line FROM source)`)
  ).map(({ name }) => name)
  const runnable = checks.filter(
    ({ needs, needsCatalogue, needsLog }) =>
      needs.every((column) => filled.has(column)) && (hasCatalogue || !needsCatalogue) && (isLog || !needsLog),
  )
  const total = columns.length + runnable.length + 1
  let done = 0
  const step = () => {
    signal?.throwIfAborted()
    onProgress?.(done++, total)
  }
  const fields: FieldProfile[] = []
  for (const column of columns) {
    step()
    fields.push(await fieldProfile(engine, column, filled.has('moment')))
  }
  step()
  const mix = await eventMix(engine)
  const facts = { rows: counts.rows, filled, nowMs, rejected, rejectedSamples, ...(signal && { signal }) }
  const results: CheckResult[] = []
  for (const check of runnable) {
    step()
    results.push(judged(check, await check.find(engine, facts), counts.rows))
  }
  onProgress?.(total, total)
  return { rows: counts.rows, fields, mix, checks: results }
}
