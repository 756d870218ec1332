import type { SplitFormat } from '../../collect/split-files/split-events.ts'
import type { Trial } from '../../evaluate/trial.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'

/** What a published split asks: its format says it, and whether every question wants one item. Which items is not looked at. */
export function kindOfFiles(format: Exclude<SplitFormat, 'ratings'>, { targets, exclude }: Trial): QuestionKind {
  const seen = exclude ? 'exclude' : 'include'
  const one = targets.column.length === targets.nRows
  const combine = format === 'pairs' ? 'max' : 'sum'
  const asks = (
    {
      sessions: 'session',
      'session-lines': 'session',
      baskets: 'basket',
      sequence: 'next',
      pairs: 'items',
      lightgcn: 'items',
    } as const
  )[format]
  return { asks, seen, one, combine }
}
