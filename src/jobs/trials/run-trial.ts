import type { KnownOfItems } from '../../evaluate/item-facts.ts'
import type { MetricAtK } from '../../evaluate/metric-at-k.ts'
import { type Answer, type Answers, askModel } from '../../evaluate/tuning/ask-model.ts'
import type { Goal } from '../../evaluate/tuning/goal.ts'
import type { Figures } from '../../evaluate/tuning/objective.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { type Kernels, openKernels } from '../../kernels/kernels.ts'
import { resolve } from '../../model/algorithms.ts'
import type { Had } from '../../model/blends/had.ts'
import { fitModel } from '../../model/fit.ts'
import { takeInteractions } from '../../model/interactions.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { mean } from '../../numbers/stats.ts'
import { measureFigures } from './measure-figures.ts'

/** A model as `--models` and `--options` say it. */
export interface Candidate {
  model: string
  options: Readonly<Record<string, unknown>>
}

/** What all trials of a search have in common. */
export interface Workbench {
  cut: ValidationCut
  /** rows of the trial, in the order in which they are asked */
  rows: readonly number[]
  goal: Goal
  seed: number
  itemFeatures?: ItemFeatures
  /** what metrics may read of the items */
  known?: KnownOfItems
  memoryLimitBytes?: number
}

/** One candidate to be fitted and asked. */
export interface Task {
  candidate: Candidate
  /** rows of train that are learnt from; all when missing */
  learnt?: readonly number[]
  /** figures that are wanted instead of answers: the first is what falls behind or not */
  metrics?: readonly MetricAtK[]
  /** best items of each answer that are kept; 0 = none, and no answers */
  depth: number
  /** items of each question that are kept in any case, by row of the trial */
  pool?: readonly Uint32Array[]
  /** values of the best so far: who falls behind it for certain is not asked further */
  rival?: Float64Array
  /** after which it is given up */
  mostSeconds: number
  /** on all cores, while no other runs: for a fit so long that two side by side would both be too late */
  alone?: boolean
}

/** What came of it. */
export interface Outcome {
  /** every option as it was decided */
  options: Record<string, unknown>
  /** mean of the goal over the questions, under the best policy; over those asked when it was stopped early */
  value: number
  /** what the lists did with what a history holds when the value was best */
  had: Had
  /** by policy, question by question */
  values: Answers['values']
  answers: Answer[]
  /** where they were asked for */
  figures?: Figures
  /** stopped before all questions were asked, since it had fallen too far behind */
  pruned: boolean
  fitSeconds: number
  askSeconds: number
}

/** Why there is no value. */
export interface Failure {
  why: string
  seconds: number
}

/** Before so many questions nobody is given up. */
const leastAsked = 300
/** Standard errors behind at which nobody catches up. */
const hopeless = 3

/**
 * Fits a candidate on the cut and asks it. One that cannot be fitted, or not in time, is a failure with its reason.
 * @throws signal.reason
 */
export async function runTrial(
  { cut, rows, goal, seed, itemFeatures, known, memoryLimitBytes }: Workbench,
  { candidate, learnt, metrics, depth, pool, rival, mostSeconds }: Task,
  { threads, signal }: { threads: number; signal?: AbortSignal },
): Promise<Outcome | Failure> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const late = AbortSignal.timeout(Math.max(1, Math.min(2 ** 31 - 1, Math.ceil(mostSeconds * 1000))))
  const either = signal ? AbortSignal.any([signal, late]) : late
  let kernels: Kernels | undefined
  try {
    const resolved = resolve(candidate.model, candidate.options)
    kernels = await openKernels({ threads })
    const model = await fitModel(resolved, learnt ? takeInteractions(cut.train, learnt) : cut.train, {
      kernels,
      seed,
      signal: either,
      ...(itemFeatures && { itemFeatures }),
      ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
    })
    const fitSeconds = seconds()
    if (metrics) {
      const { figures, values, pruned } = await measureFigures(model, cut, Uint32Array.from(rows), metrics, {
        ...{ seed, signal: either },
        ...(known && { known }),
        ...(rival && { isHopeless: (values) => isHopeless(values, rival) }),
      })
      const value = figures[metrics[0]!.key] as number
      const all = { keep: values } as Answers['values']
      const outcome = { options: resolved.options, value, had: 'keep' as const, values: all, answers: [], pruned }
      return { ...outcome, figures, fitSeconds, askSeconds: seconds() - fitSeconds }
    }
    const { values, answers } = await askModel(model, cut.trial, {
      ...{ goal, depth, rows, signal: either },
      ...(pool && { pool }),
      ...(rival && { goOn: (values) => values.length < leastAsked || !isHopeless(values, rival) }),
    })
    const had = bestPolicy(values)
    const pruned = values[had].length < rows.length
    return {
      ...{ options: resolved.options, value: mean(values[had]), had, values, pruned, fitSeconds },
      answers: pruned ? [] : answers,
      askSeconds: seconds() - fitSeconds,
    }
  } catch (error) {
    signal?.throwIfAborted()
    const why = late.aborted
      ? `took longer than the ${Math.round(mostSeconds)} s it could have`
      : (error as Error).message
    return { why, seconds: seconds() }
  } finally {
    await kernels?.close()
  }
}

export const isFailure = (outcome: Outcome | Failure): outcome is Failure => 'why' in outcome

function bestPolicy(values: Answers['values']): Had {
  const all = Object.keys(values) as Had[]
  return all.reduce((best, had) => (mean(values[had]) > mean(values[best]) ? had : best))
}

function isHopeless(values: Float64Array, rival: Float64Array): boolean {
  const n = values.length
  let [sum, squares] = [0, 0]
  for (let q = 0; q < n; q++) {
    const d = values[q]! - rival[q]!
    sum += d
    squares += d * d
  }
  const error = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2) / n)
  return sum / n < -hopeless * error
}
