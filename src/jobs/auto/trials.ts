import { type Answer, type Answers, askModel, bestOf, type Goal } from '../../evaluate/tuning/ask-model.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { type Kernels, openKernels } from '../../kernels/kernels.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import type { Had } from '../../model/blends/had.ts'
import { fitModel } from '../../model/fit.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { mean } from '../../numbers/stats.ts'
import type { Candidate } from './portfolio.ts'

/** A candidate that was fitted and asked. */
export interface Trial {
  candidate: Candidate
  resolved: Resolved
  /** mean of the goal over the questions, under the best policy; of those asked when it was stopped early */
  value: number
  /** what the lists did with what a history holds when the value was best */
  had: Had
  /** by policy, question by question */
  values: Answers['values']
  answers: Answer[]
  /** stopped before all questions were asked, since it had fallen too far behind */
  pruned: boolean
  fitSeconds: number
  askSeconds: number
}

/** Why a candidate has no value. */
export interface Failure {
  candidate: Candidate
  why: string
  seconds: number
}

export interface TrialRequest {
  candidate: Candidate
  cut: ValidationCut
  /** rows of the trial, in the order in which they are asked */
  rows: readonly number[]
  goal: Goal
  /** items of each question that are kept in any case */
  pool: readonly Uint32Array[]
  /** values of the best trial so far: who falls behind it for certain is not asked further */
  rival?: Float64Array | undefined
  seed: number
  threads?: number | undefined
  itemFeatures?: ItemFeatures | undefined
  memoryLimitBytes?: number | undefined
  /** after which the fit is given up */
  mostSeconds: number
  signal?: AbortSignal | undefined
}

/** Items of each answer that are kept. */
const depthKept = 150
/** Before so many questions nobody is given up. */
const leastAsked = 300
/** Standard errors behind at which nobody catches up. */
const hopeless = 3

/** Fits a candidate on the cut and asks it; a candidate that cannot be fitted is a failure with its reason. @throws signal.reason */
export async function runTrial(request: TrialRequest): Promise<Trial | Failure> {
  const { candidate, cut, rows, goal, pool, rival, seed, threads, itemFeatures, mostSeconds, signal } = request
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(mostSeconds * 1000)))
  const either = signal ? AbortSignal.any([signal, late]) : late
  let kernels: Kernels | undefined
  try {
    const resolved = resolve(candidate.model, candidate.options)
    kernels = await openKernels(threads === undefined ? {} : { threads })
    const model = await fitModel(resolved, cut.train, {
      kernels,
      seed,
      signal: either,
      ...(itemFeatures && { itemFeatures }),
      ...(request.memoryLimitBytes !== undefined && { memoryLimitBytes: request.memoryLimitBytes }),
    })
    const fitSeconds = seconds()
    const { values, answers } = await askModel(model, cut.trial, {
      goal,
      depth: depthKept,
      rows,
      pool,
      signal: either,
      ...(rival && { goOn: (values) => values.length < leastAsked || !isHopeless(values, rival) }),
    })
    const had = bestPolicy(values)
    const value = mean(values[had])
    const pruned = values[had].length < rows.length
    return {
      ...{ candidate, resolved, value, had, values, pruned, fitSeconds },
      answers: pruned ? [] : answers,
      askSeconds: seconds() - fitSeconds,
    }
  } catch (error) {
    signal?.throwIfAborted()
    const why = late.aborted
      ? `took longer than the ${Math.round(mostSeconds)} s that it could have`
      : (error as Error).message
    return { candidate, why, seconds: seconds() }
  } finally {
    await kernels?.close()
  }
}

export const isFailure = (trial: Trial | Failure): trial is Failure => 'why' in trial

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

/** Values of a trial under its own best policy. */
export const ownValues = (trial: Trial): Float64Array => bestOf(trial.values, trial.values[trial.had].length)
