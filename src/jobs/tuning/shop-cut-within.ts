import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import { mostQuestions, type ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { takeInteractions } from '../../model/interactions.ts'
import { takeRows } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { takeEvents } from '../../prepare/splits/take-events.ts'
import { type CutRequest, type ShopCut, type SplitKind, shopCut } from '../evaluate/shop-cut.ts'
import { type ShopTrial, shopTrials } from '../evaluate/shop-trials.ts'

const asks = {
  time: 'later',
  'leave-last-out': 'next',
  'last-basket': 'basket',
  random: 'items',
  'k-fold': 'items',
  strong: 'items',
  sessions: 'session',
} as const satisfies Record<SplitKind, QuestionKind['asks']>

export interface CutWithin {
  cut: ValidationCut
  kind: QuestionKind
  /** columns of the cut */
  items: Vocabulary
  /** what can be read of it */
  clean: CleanEvents
  /** the cut made in it, and its fold; `askers` are of the rows that `cut` asks */
  made: { cut: ShopCut; trial: ShopTrial; askers: string[] }
}

/**
 * Cuts the events that may be learnt from once more, in the way of the cut that they are the training part of: validation
 * asks what the test will ask.
 * @param events  of `clean`, those that may be learnt from; all when missing
 */
export function shopCutWithin(
  clean: CleanEvents,
  weights: WeightConfig,
  request: CutRequest,
  events?: Uint32Array,
): CutWithin {
  const within = events ? takeEvents(clean, events) : clean
  const made = shopCut(within, weights, request)
  const [first] = shopTrials(made, weights, request) as [ShopTrial]
  const { train, trial, items } = first
  const { targets, histories, exclude } = trial
  const asked = Array.from({ length: targets.nRows }, (_, r) => r).filter(
    (r) => targets.rowStart[r + 1]! > targets.rowStart[r]!,
  )
  const order = shuffled(asked.length, rng(request.seed))
  const rows = asked.filter((_, at) => order[at]! < mostQuestions(train.nCols))
  return {
    cut: {
      train,
      trial: {
        histories: takeInteractions(histories, rows),
        targets: takeRows(targets, rows),
        ...(exclude && { exclude: takeRows(exclude, rows) }),
      },
    },
    kind: { asks: asks[request.split], seen: request.seen, combine: 'sum' },
    items,
    clean: within,
    made: { cut: made, trial: first, askers: rows.map((r) => first.askers[r] as string) },
  }
}
