import { availableParallelism } from 'node:os'
import { Fault } from '../../contract/fault.ts'
import type { KnownOfItems } from '../../evaluate/item-facts.ts'
import { parseMetric } from '../../evaluate/metric-at-k.ts'
import { metrics } from '../../evaluate/metrics.ts'
import { goalFrom } from '../../evaluate/tuning/goal.ts'
import { bestsOf, type Figures, keysOf, missedBy, type Objective, scoreOf } from '../../evaluate/tuning/objective.ts'
import { type Finished, type Method, proposerOf } from '../../evaluate/tuning/proposer.ts'
import type { Space } from '../../evaluate/tuning/space.ts'
import { mostQuestions, type ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { resolve } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import { isFailure } from '../trials/run-trial.ts'
import { TrialPool } from '../trials/trial-pool.ts'
import type { Journal, TrialRecord } from './journal.ts'
import { optionsAt, pointOf } from './tunable.ts'

export interface SearchRequest {
  cut: ValidationCut
  /** as it was asked for, with the options that are not searched */
  model: string
  options: Readonly<Record<string, unknown>>
  space: Space
  objective: Objective
  method: Method
  budget: Budget
  journal: Journal
  seed: number
  itemFeatures?: ItemFeatures
  known?: KnownOfItems
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/**
 * Tries one setting after the other, on all cores, and writes every result down before it counts. Trials that the journal
 * holds already are not made again; the search goes on as if it had never stopped.
 *
 * @returns  all trials, by number
 * @throws   signal.reason when aborted
 */
export async function searchOptions(request: SearchRequest): Promise<TrialRecord[]> {
  const {
    cut,
    model,
    options,
    space,
    objective,
    method,
    budget,
    journal,
    seed,
    itemFeatures,
    known,
    signal,
    onProgress,
  } = request
  const wanted = keysOf(objective).map(parseMetric)
  const rows = Array.from(shuffled(cut.trial.targets.nRows, rng(seed))).slice(0, mostQuestions(cut.train.nCols))
  const people = shuffled(cut.train.nRows, rng(seed + 1))
  const proposer = proposerOf(method, space, seed, pointOf(space, resolve(model, options).options))
  const records: (TrialRecord | undefined)[] = []
  for (const record of journal.found) records[record.n] = record
  const bench = {
    ...{ cut, rows, seed, goal: goalFrom([{ name: 'ndcg', k: 10 }]) },
    ...(itemFeatures && { itemFeatures }),
    ...(known && { known }),
  }
  const threads = request.threads ?? availableParallelism()
  const pool = new TrialPool(bench, threads, signal)
  // only a goal that is a mean over questions says something of the rest after a quarter of them
  const prunes = wanted[0]!.name in metrics && objective.floors.length + objective.within.length === 0
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  const isOver = (n: number) => ('trials' in budget ? n >= budget.trials : elapsed() >= budget.seconds)
  const underWay = new Map<number, Promise<void>>()
  let nDone = journal.found.length
  let next = 0

  const launch = (n: number) => {
    const { point, share } = proposer.propose(n, finished(objective, records.slice(0, proposer.needs(n)), space))
    const rival = prunes && share === 1 ? rivalOf(proposer.needs(n)) : undefined
    const candidate = { model, options: optionsAt(options, point, model) }
    const learnt =
      share < 1
        ? Array.from(people.subarray(0, Math.max(1, Math.ceil(share * people.length)))).sort((a, b) => a - b)
        : undefined
    const task = {
      candidate,
      metrics: wanted,
      depth: 0,
      mostSeconds: 'seconds' in budget ? Math.max(1, budget.seconds - elapsed()) : 1e6,
      ...(learnt && { learnt }),
      ...(rival && { rival }),
    }
    const run = pool.run(task).then(async (outcome) => {
      // a trial that the end of the budget cut short may be made in full when the search goes on
      if (isFailure(outcome) && 'seconds' in budget && elapsed() >= budget.seconds) return
      const seconds = isFailure(outcome) ? outcome.seconds : outcome.fitSeconds + outcome.askSeconds
      const base = { n, options: isFailure(outcome) ? candidate.options : outcome.options, share, seconds }
      const record: TrialRecord = isFailure(outcome)
        ? { ...base, why: outcome.why, pruned: false }
        : {
            ...base,
            figures: outcome.figures as Figures,
            pruned: outcome.pruned,
            ...(prunes && !outcome.pruned && share === 1 && { values: packed(outcome.values.keep) }),
          }
      await journal.add(record)
      records[n] = record
      nDone++
      tell()
    })
    underWay.set(
      n,
      run.finally(() => underWay.delete(n)),
    )
  }
  /** Values of the best among the trials below `below`. */
  const rivalOf = (below: number): Float64Array | undefined => {
    const best = bestRecord(objective, records.slice(0, below))
    return best?.values === undefined ? undefined : unpacked(best.values)
  }
  const tell = () => {
    const best = bestRecord(objective, records)
    const value = best?.figures?.[objective.goal]
    onProgress?.({
      stage: value === undefined ? `tune ${model}` : `tune ${model}, ${objective.goal} ${value.toFixed(4)}`,
      ...('trials' in budget
        ? { done: nDone, total: Math.max(nDone, budget.trials), unit: 'trials' }
        : { done: Math.min(budget.seconds, Math.round(elapsed())), total: budget.seconds, unit: 's' }),
    })
  }

  try {
    for (;;) {
      signal?.throwIfAborted()
      while (records[next]) next++
      const ready = () => {
        for (let n = 0; n < proposer.needs(next); n++) if (!records[n]) return false
        return true
      }
      while (underWay.size < threads && !isOver(next) && ready()) {
        launch(next)
        do next++
        while (records[next])
      }
      if (underWay.size === 0) break
      await Promise.race(underWay.values())
    }
  } finally {
    for (const one of underWay.values()) one.catch(() => {})
    await pool.close()
  }
  const all = records.filter((record) => record !== undefined)
  if (!all.some(({ figures }) => figures))
    throw new Fault(
      'bad-request',
      `tune: no trial of ${model} came to a result${all[0]?.why ? `: ${all[0].why}` : ' within the budget'}`,
    )
  return all
}

/** Trials as those who propose see them: one number each, under the conditions. */
function finished(
  objective: Objective,
  records: readonly (TrialRecord | undefined)[],
  space: Space,
): (Finished | undefined)[] {
  const bests = bestsOf(
    objective,
    whole(records).map(({ figures }) => figures),
  )
  return records.map((record) =>
    record?.figures
      ? {
          point: pointOf(space, record.options),
          value: scoreOf(objective, record.figures, bests),
          share: record.share,
        }
      : undefined,
  )
}

/** Trials on everybody, not given up: what may be chosen. */
export const whole = (records: readonly (TrialRecord | undefined)[]): (TrialRecord & { figures: Figures })[] =>
  records.filter(
    (record): record is TrialRecord & { figures: Figures } =>
      record?.figures !== undefined && !record.pruned && record.share === 1,
  )

/** The best that keeps the conditions; when none does, the one that misses them least. */
export function bestRecord(
  objective: Objective,
  records: readonly (TrialRecord | undefined)[],
): (TrialRecord & { figures: Figures; missed: number }) | undefined {
  const all = whole(records)
  const bests = bestsOf(
    objective,
    all.map(({ figures }) => figures),
  )
  let best: (typeof all)[number] | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const record of all) {
    const score = scoreOf(objective, record.figures, bests)
    if (score > most) [best, most] = [record, score]
  }
  return best && { ...best, missed: missedBy(objective, best.figures, bests) }
}

/** Values as a journal keeps them: half as exact, which is enough to see who falls behind. */
const packed = (values: Float64Array) => Buffer.from(Float32Array.from(values).buffer).toString('base64')

function unpacked(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return Float64Array.from(new Float32Array(bytes.buffer))
}
