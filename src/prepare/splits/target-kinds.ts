import { eventKinds } from '../../contract/event.ts'
import type { CleanEvents } from '../clean-events.ts'
import type { WeightConfig } from '../config.ts'

const purchase = eventKinds.indexOf('purchase')

/** Which kinds a test asks for: purchases; where nothing was ever bought, every kind that weighs more than 0. */
export function targetKinds({ kind }: CleanEvents, weights: WeightConfig): boolean[] {
  const bought = kind.includes(purchase) && weights.kinds.purchase > 0
  return eventKinds.map((name, k) => (bought ? k === purchase : weights.kinds[name] > 0))
}
