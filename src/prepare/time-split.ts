import type { CleanEvents } from './clean-events.ts'
import type { WeightConfig } from './config.ts'
import { cutInTime } from './splits/cut-in-time.ts'
import { type Split, splitOf } from './splits/split-of.ts'
import { targetKinds } from './splits/target-kinds.ts'

export interface TimeSplitOptions {
  /** the test is what happened in this many days up to the newest event */
  holdoutDays: number
  weights: WeightConfig
  /** may the test ask for what the person had to do with before the cut */
  seen: 'exclude' | 'include'
}

export interface TimeSplit extends Split {
  /** events up to this moment train, later ones test */
  cutMs: number
}

/**
 * One cut through time, the same for everybody (splits/cut-in-time.ts). Nothing later reaches the training part, not even
 * the knowledge that something bought before the cut came back after it.
 *
 * A test asks for purchases; where nothing was ever bought, for every kind that weighs more than 0. A pair counts once.
 *
 * @throws RangeError  holdoutDays is not above 0
 */
export function timeSplit(clean: CleanEvents, { holdoutDays, weights, seen }: TimeSplitOptions): TimeSplit {
  const { part, cutMs } = cutInTime(clean, holdoutDays)
  const isTarget = targetKinds(clean, weights)
  return { ...splitOf(clean, part, { weights, seen, isTarget, returnsUntilMs: cutMs }), cutMs }
}
