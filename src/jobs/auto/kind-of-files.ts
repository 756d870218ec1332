import type { SplitFormat } from '../../collect/split-files/split-events.ts'
import type { Trial } from '../../evaluate/trial.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { SplitTrial } from '../evaluate/split-trial.ts'

const asks = {
  sessions: 'session',
  'session-lines': 'session',
  baskets: 'basket',
  sequence: 'next',
  pairs: 'items',
  lightgcn: 'items',
} as const satisfies Record<Exclude<SplitFormat, 'ratings'>, QuestionKind['asks']>

/** What splits of this format ask. */
export function kindOfFormat(format: keyof typeof asks, seen?: 'exclude' | 'include'): QuestionKind {
  const repeats = format === 'sessions' || format === 'session-lines' || format === 'baskets'
  return {
    asks: asks[format],
    seen: seen ?? (repeats ? 'include' : 'exclude'),
    combine: format === 'pairs' ? 'max' : 'sum',
  }
}

/**
 * What this split asks: its format says it, how the test lies in time, and whether every question wants one item. Which
 * items is not looked at.
 */
export function kindOfFiles(
  format: keyof typeof asks,
  { targets, exclude, order }: Trial & Pick<SplitTrial, 'order'>,
): QuestionKind {
  const kind = kindOfFormat(format, exclude ? 'exclude' : 'include')
  const one = targets.column.length === targets.nRows
  if (kind.asks !== 'items' || order === 'none') return { ...kind, one }
  return { ...kind, one, asks: order === 'all' ? 'later' : 'own-later' }
}
