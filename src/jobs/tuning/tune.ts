import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join, resolve as resolvePath } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { KnownOfItems } from '../../evaluate/item-facts.ts'
import { parseMetric } from '../../evaluate/metric-at-k.ts'
import { metricTable } from '../../evaluate/metric-table.ts'
import { tuneHtml } from '../../evaluate/report/tune-html.ts'
import { importance } from '../../evaluate/tuning/importance.ts'
import { type Figures, keysOf, type Objective } from '../../evaluate/tuning/objective.ts'
import type { Method } from '../../evaluate/tuning/proposer.ts'
import type { Space } from '../../evaluate/tuning/space.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { resolve } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import type { RowSketch } from '../../numbers/row-sketch.ts'
import { asBadRequest } from '../as-bad-request.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import { writeReport } from '../write-report.ts'
import { Journal } from './journal.ts'
import { bestRecord, searchOptions, whole } from './search.ts'
import { pointOf, spaceOf } from './tunable.ts'

export interface TuneOptions {
  /** as `--models` names it */
  model: string
  /** options that stay as they are; the others of the model's space are searched */
  options?: Readonly<Record<string, unknown>>
  objective: Objective
  method: Method
  budget: Budget
  seed: number
  /** where finished trials are kept; in `journalDir`, named after the search, when not said */
  journal?: string
  /** forget what the journal holds */
  fresh?: boolean
  /** where a page about the search goes; none is written when not said */
  html?: string
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
  /** milliseconds since 1970 */
  now?: () => number
}

/** What is tuned on: a part of train held out, and which rows that was made of. */
export interface TuneData {
  cut: ValidationCut
  /** every row that a tuning on this can read */
  read: RowSketch
  itemFeatures?: ItemFeatures
  known?: KnownOfItems
  journalDir: string
}

export interface TuneReport {
  method: Method
  /** what was searched */
  space: Space
  best: { model: string; options: Record<string, unknown>; value: number }
  trials: number
  seconds: number
  goal: string
  /** every metric of the objective, of the best */
  figures: Figures
  /** conditions that even the best misses, in a sentence; missing when it keeps all */
  warning?: string
  /** finished trials that were found in the journal and not made again */
  resumed: number
  pruned: number
  failed: { options: Readonly<Record<string, unknown>>; why: string }[]
  /** by option: its share of what made trials differ */
  importance: Record<string, number>
  /** the goal's value of every whole trial, in the order in which they were tried */
  history: { n: number; value: number; options: Readonly<Record<string, unknown>> }[]
  questions: number
  journal: string
  read: RowSketch
}

/**
 * Searches the options of one model for the best of a goal on a part of train held out. Every finished trial lies in the
 * journal, so a search that was killed goes on where it was when it is asked for again.
 * @throws Fault  bad-request, bad-data, bad-file (a journal that was changed), cancelled
 */
export async function tune(
  { cut, read, itemFeatures, known, journalDir }: TuneData,
  options: TuneOptions,
): Promise<TuneReport> {
  const { model, objective, method, budget, seed, threads, signal, onProgress } = options
  const started = performance.now()
  const fixed = options.options ?? {}
  const space = spaceOf(model, fixed)
  for (const key of keysOf(objective)) checkGoal(key)
  const questions = cut.trial.targets.nRows
  if (questions === 0)
    throw new Fault(
      'bad-data',
      'tune: nothing could be held out of train: nobody has two items, or all of them at once',
    )
  const search = { model, options: fixed, space, objective, method, seed, data: dataHash(read, cut) }
  const name = createHash('sha256').update(JSON.stringify(search)).digest('hex').slice(0, 12)
  const path = options.journal ?? join(journalDir, `tune-${name}.ndjson`)
  if (options.fresh) await rm(path, { force: true })
  const journal = await Journal.open(path, search)
  try {
    const records = await searchOptions({
      ...{ cut, model, options: fixed, space, objective, method, budget, journal, seed },
      ...(itemFeatures && { itemFeatures }),
      ...(known && { known }),
      ...(threads !== undefined && { threads }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    })
    const best = bestRecord(objective, records)
    if (!best)
      throw new Fault('bad-request', 'tune: no trial was made on all people within the budget; want a larger --budget')
    const tried = whole(records)
    const value = (figures: Figures) => figures[objective.goal] as number
    const report: TuneReport = {
      method,
      space,
      best: { model, options: onlySaid(model, best.options), value: value(best.figures) },
      trials: records.length,
      seconds: (performance.now() - started) / 1000,
      goal: objective.goal,
      figures: best.figures,
      ...(best.missed > 0 && { warning: 'no trial keeps all conditions; this one misses them least' }),
      resumed: journal.found.length,
      pruned: records.filter(({ pruned }) => pruned).length,
      failed: records.flatMap(({ options, why }) => (why === undefined ? [] : [{ options, why }])),
      importance: importance(
        space,
        tried.map(({ options, figures }) => ({ point: pointOf(space, options), value: value(figures) })),
        seed,
      ),
      history: tried.map(({ n, figures, options }) => ({ n, value: value(figures), options: pointOf(space, options) })),
      questions,
      journal: path,
      read,
    }
    if (options.html !== undefined)
      await writeReport(resolvePath(options.html), tuneHtml(report, { createdMs: (options.now ?? Date.now)() }))
    return report
  } finally {
    await journal.close()
  }
}

/** @throws Fault bad-request */
function checkGoal(key: string): void {
  const { name } = asBadRequest('goal', () => parseMetric(key))
  if (name === 'serendipity' || metricTable[name].reads === 'scores')
    throw new Fault('bad-request', `goal: got "${key}", want a metric of lists that needs no other model`)
}

/** Options that differ from what the model's name alone would mean. */
function onlySaid(model: string, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const usual = resolve(model).options
  return Object.fromEntries(
    Object.entries(options).filter(([option, value]) => JSON.stringify(usual[option]) !== JSON.stringify(value)),
  )
}

/** A search on other data is another one. */
function dataHash(read: RowSketch, { train, trial }: ValidationCut): string {
  const hash = createHash('sha256').update(JSON.stringify(read))
  for (const { rowStart, column } of [train, trial.targets])
    hash
      .update(new Uint8Array(rowStart.buffer, rowStart.byteOffset, rowStart.byteLength))
      .update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  hash.update(trial.exclude ? 'exclude' : 'include')
  return hash.digest('hex').slice(0, 16)
}
