import type { Goal } from '../../evaluate/tuning/goal.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import type { ItemFeatures } from '../../model/model.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import type { Workbench } from '../trials/run-trial.ts'

/** What `auto` is to choose for, and what it may take. */
export interface AutoRequest {
  /** a part of train held out; nothing else is looked at */
  cut: ValidationCut
  kind: QuestionKind
  goal: Goal
  itemFeatures?: ItemFeatures
  budget?: Budget
  seed?: number
  threads?: number
  memoryLimitBytes?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/** What its trials are measured on. @param rows  questions, in the order in which they are asked */
export const benchOf = (
  { cut, goal, seed = 1, itemFeatures, memoryLimitBytes }: AutoRequest,
  rows: readonly number[],
): Workbench => ({
  ...{ cut, rows, goal, seed },
  ...(itemFeatures && { itemFeatures }),
  ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
})
