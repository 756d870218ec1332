import type { MetricAtK } from '../../evaluate/metric-at-k.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { Interactions } from '../../model/interactions.ts'
import type { ItemFeatures } from '../../model/model.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import { type AutoChoice, auto } from './auto.ts'
import { goalOf } from './goal-of.ts'

/** What a report says about the model called `auto`. */
export type AutoReport = Omit<AutoChoice, 'resolved'>

export interface ResolveAutoRequest {
  /** names as they were asked for */
  asked: readonly string[]
  /** all of them but `auto`, resolved, in their order */
  named: readonly Resolved[]
  train: Interactions
  kind: QuestionKind
  itemFeatures?: ItemFeatures
  /** the metrics that were asked for, if any */
  wanted?: readonly MetricAtK[]
  budget?: Budget
  seed: number
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

export const autoLabel = 'auto'

export const withoutAuto = (asked: readonly string[]): string[] => asked.filter((name) => name !== autoLabel)

/** Puts what `auto` chooses from train in its place, where it was asked for. @throws Fault cancelled */
export async function resolveAuto(request: ResolveAutoRequest): Promise<{ models: Resolved[]; auto?: AutoReport }> {
  const { asked, named, train, kind, wanted, seed, ...rest } = request
  if (!asked.includes(autoLabel)) return { models: [...named] }
  const { resolved, ...report } = await auto({
    cut: validationCut(train, kind, seed),
    kind,
    goal: goalOf(wanted),
    seed,
    ...rest,
  })
  return { models: [...named, resolved], auto: report }
}
