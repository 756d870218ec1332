import type { MetricAtK } from '../../evaluate/metric-at-k.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { asBadRequest } from '../as-bad-request.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import type { Candidate } from '../trials/run-trial.ts'
import { type AutoChoice, auto } from './auto.ts'
import { goalOf } from './goal-of.ts'

/** What a report says about the model called `auto`. */
export type AutoReport = Omit<AutoChoice, 'resolved'>

export interface ResolveAutoRequest {
  /** names as they were asked for */
  asked: readonly string[]
  /** all of them but `auto`, resolved, in their order */
  named: readonly Resolved[]
  /** what an earlier run chose: nothing is searched */
  chosen?: Candidate | undefined
  /** what can be learnt from train alone; only made when auto is asked for */
  data: () => Promise<{ cut: ValidationCut; kind: QuestionKind; itemFeatures?: ItemFeatures }>
  /** the metrics that were asked for, if any */
  wanted?: readonly MetricAtK[] | undefined
  budget?: Budget | undefined
  seed: number
  threads?: number | undefined
  signal?: AbortSignal | undefined
  onProgress?: OnProgress | undefined
}

export const autoLabel = 'auto'

export const withoutAuto = (asked: readonly string[]): string[] => asked.filter((name) => name !== autoLabel)

/**
 * Puts what `auto` chooses from train in its place, where it was asked for.
 * @throws Fault cancelled, bad-request
 */
export async function resolveAuto(request: ResolveAutoRequest): Promise<{ models: Resolved[]; auto?: AutoReport }> {
  const { asked, named, chosen, data, wanted, seed, budget, threads, signal, onProgress } = request
  if (!asked.includes(autoLabel)) return { models: [...named] }
  if (chosen) {
    const resolved = asBadRequest('chosen', () => resolve(chosen.model, chosen.options))
    return { models: [...named, { ...resolved, label: autoLabel }] }
  }
  const { resolved, ...report } = await auto({
    ...(await data()),
    ...{ goal: goalOf(wanted), seed },
    ...(budget && { budget }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  return { models: [...named, resolved], auto: report }
}
