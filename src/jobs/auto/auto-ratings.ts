import { setImmediate } from 'node:timers/promises'
import type { Space } from '../../evaluate/tuning/space.ts'
import { suggest } from '../../evaluate/tuning/tpe.ts'
import { fitRatings } from '../../model/ratings/fit-ratings.ts'
import type { RatingAlgorithm, Ratings } from '../../model/ratings/rating-model.ts'
import { resolveRating } from '../../model/ratings/ratings.ts'
import type { ResolvedIn } from '../../model/resolve-label.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { OnProgress } from '../progress.ts'
import { type Budget, defaultBudget } from '../trials/budget.ts'
import type { Candidate } from '../trials/run-trial.ts'
import type { AutoReport } from './resolve-auto.ts'

export interface AutoRatingsRequest {
  ratings: Ratings
  budget?: Budget
  seed?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

export interface AutoRatings {
  resolved: ResolvedIn<RatingAlgorithm>
  report: AutoReport
}

/** Tried first, in this order, what is soon learnt first; of those with a space the options are searched then. */
const starts: readonly Candidate[] = [
  { model: 'baseline', options: {} },
  { model: 'svd', options: { dim: 32, epochs: 30, learningRate: 0.01, lambda: 0.08 } },
  { model: 'svd++', options: { dim: 32, epochs: 20, learningRate: 0.01, lambda: 0.08 } },
  { model: 'knn', options: {} },
  { model: 'knn:people', options: {} },
  { model: 'slope-one', options: {} },
  { model: 'nmf', options: {} },
]

/** Whose options are searched, one after the other. */
const searched = ['svd++', 'knn', 'knn:people', 'svd'] as const

/** Of all ratings so many are held out, at most. */
const heldShare = 0.1
const mostHeld = 50_000
/** What a blend of the best is kept of the time for. */
const shareForBlend = 0.5

interface Tried extends Candidate {
  error: number
  seconds: number
  all: Record<string, unknown>
}

/**
 * Chooses a model of ratings: every algorithm with settings that are known to be good, then TPE on those that can be
 * searched, then the stack of the best of each, all by the RMSE of ratings held out of train.
 * @throws signal.reason
 */
export async function autoRatings({
  ratings,
  budget = defaultBudget,
  seed = 1,
  signal,
  onProgress,
}: AutoRatingsRequest): Promise<AutoRatings> {
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  const { learnt, asked } = heldOut(ratings, seed)
  const failures: AutoReport['failures'] = []
  const best = new Map<string, Tried>()
  const tried: Tried[] = []
  const most = 'trials' in budget ? budget.trials - 1 : Number.POSITIVE_INFINITY
  const total = 'seconds' in budget ? budget.seconds : Number.POSITIVE_INFINITY
  const left = () => (Number.isFinite(total) ? shareForBlend * total - elapsed() : total)

  const run = async (family: string, candidate: Candidate, limit: number) => {
    await setImmediate()
    signal?.throwIfAborted()
    const before = performance.now()
    const seconds = () => (performance.now() - before) / 1000
    const late = AbortSignal.timeout(Math.ceil(Math.min(2 ** 31 - 1, Math.max(1, limit * 1000))))
    try {
      const resolved = resolveRating(candidate.model, candidate.options)
      const model = await fitRatings(resolved, learnt, {
        seed,
        signal: signal ? AbortSignal.any([signal, late]) : late,
      })
      const predicted = new Float64Array(asked.given.length)
      model.predictInto(asked.user, asked.item, predicted)
      const one = { ...candidate, error: rmse(predicted, asked.given), seconds: seconds(), all: resolved.options }
      tried.push(one)
      if (!(best.get(family) && best.get(family)!.error <= one.error)) best.set(family, one)
    } catch (error) {
      signal?.throwIfAborted()
      const why = late.aborted ? `took longer than the ${Math.round(limit)} s it could have` : (error as Error).message
      failures.push({ ...candidate, why, seconds: seconds() })
    }
    onProgress?.({
      stage: `auto: rmse ${leader(best)?.error.toFixed(4) ?? '–'} by ${leader(best)?.model ?? 'nobody yet'}`,
      ...(Number.isFinite(total)
        ? { done: Math.min(total, Math.round(elapsed())), total, unit: 's' }
        : { done: tried.length + failures.length, total: most + 1, unit: 'trials' }),
    })
  }

  const n = () => tried.length + failures.length
  for (const candidate of starts) {
    if (n() >= most || left() <= 0) break
    // what takes too long must leave time for those after it
    await run(candidate.model, candidate, Number.isFinite(total) ? Math.max(1, left() / 2) : 1e6)
  }
  const random = rng(seed)
  for (let turn = 0; n() < most; turn++) {
    const open = searched.filter((family) => (best.get(family)?.seconds ?? Number.POSITIVE_INFINITY) < left())
    if (open.length === 0 || (!Number.isFinite(most) && turn >= mostTurns * open.length)) break
    const family = open[turn % open.length] as string
    await run(family, proposal(family, tried, random), Number.isFinite(total) ? Math.max(1, left()) : 1e6)
  }
  const single = leader(best)
  if (!single)
    throw new RangeError(
      `auto: no model of ratings could be fitted: ${failures.map(({ model, why }) => `${model}: ${why}`).join('; ')}`,
    )
  const parts = [...best.values()]
    .filter(({ model }) => model !== 'baseline')
    .map(({ model, options }) => ({ model, options }))
  if (
    parts.length > 1 &&
    2.5 * [...best.values()].reduce((sum, { seconds }) => sum + seconds, 0) <
      (Number.isFinite(total) ? total - elapsed() : total)
  )
    await run(
      'blend',
      { model: 'blend', options: { parts } },
      Number.isFinite(total) ? Math.max(1, total - elapsed()) : 1e6,
    )
  const chosen = leader(best) as Tried
  const candidate: Candidate = { model: chosen.model, options: chosen.options }
  return {
    resolved: { ...resolveRating(chosen.model, chosen.options), label: 'auto' },
    report: {
      chosen: candidate,
      why: [
        `best single model: ${single.model} rmse ${single.error.toFixed(4)}`,
        chosen.model === 'blend'
          ? `the stack of ${parts.length} has rmse ${chosen.error.toFixed(4)}`
          : 'no stack of several is better or fits the time',
      ],
      goal: 'rmse',
      value: chosen.error,
      questions: asked.given.length,
      trials: tried.map(({ model, options, error, seconds }) => ({
        model,
        options,
        value: error,
        pruned: false,
        fitSeconds: seconds,
        askSeconds: 0,
      })),
      failures,
      seconds: elapsed(),
    },
  }
}

/** Turns of the search for each family, where only time would end it. */
const mostTurns = 40

const leader = (best: ReadonlyMap<string, Tried>): Tried | undefined =>
  [...best.values()].reduce<Tried | undefined>((a, b) => (a && a.error <= b.error ? a : b), undefined)

function proposal(family: string, tried: readonly Tried[], random: () => number): Candidate {
  const [name = ''] = family.split(':')
  const { algorithm, options } = resolveRating(family)
  // what makes the variant what it is stays
  const fixed = Object.keys(options).filter(
    (option) => JSON.stringify(options[option]) !== JSON.stringify(algorithm.defaults[option]),
  )
  const space = Object.fromEntries(
    Object.entries(algorithm.space ?? {}).filter(([option]) => !fixed.includes(option)),
  ) as Space
  const own = tried.filter(({ model }) => model === family)
  const point = suggest(
    space,
    own.map(({ all, error }) => ({ point: all, value: -error })),
    random,
  )
  return { model: name === family ? name : family, options: point }
}

function rmse(predicted: Float64Array, given: Float32Array): number {
  let sum = 0
  for (let k = 0; k < given.length; k++) sum += (predicted[k]! - given[k]!) ** 2
  return Math.sqrt(sum / given.length)
}

/** A tenth of all ratings by the seed; whoever has one alone keeps it. */
function heldOut(ratings: Ratings, seed: number) {
  const { nRows, nCols, rowStart, column, value, scale } = ratings
  const n = column.length
  const row = new Uint32Array(n)
  for (let r = 0; r < nRows; r++) row.fill(r, rowStart[r]!, rowStart[r + 1]!)
  const left = Uint32Array.from({ length: nRows }, (_, r) => rowStart[r + 1]! - rowStart[r]!)
  const isHeld = new Uint8Array(n)
  let held = 0
  for (const at of shuffled(n, rng(seed))) {
    if (held >= Math.min(mostHeld, heldShare * n)) break
    if (left[row[at]!]! < 2) continue
    left[row[at]!]!--
    isHeld[at] = 1
    held++
  }
  const kept = Uint32Array.from(column.keys()).filter((at) => isHeld[at] === 0)
  const out = Uint32Array.from(column.keys()).filter((at) => isHeld[at] === 1)
  const learnt: Ratings = {
    ...csrFrom(
      nRows,
      nCols,
      kept.map((at) => row[at]!),
      kept.map((at) => column[at]!),
      Float32Array.from(kept, (at) => value[at]!),
      'max',
    ),
    scale,
  }
  return {
    learnt,
    asked: {
      user: Int32Array.from(out, (at) => row[at]!),
      item: Int32Array.from(out, (at) => column[at]!),
      given: Float32Array.from(out, (at) => value[at]!),
    },
  }
}
