import type { Event } from '../contract/event.ts'
import { type Interactions, takeInteractions } from '../model/interactions.ts'
import type { Trained } from './trained.ts'

const dayMs = 86_400_000

/**
 * One person's events in their order, those of training first: what models of order read. Nothing for a known person
 * whose model was stored without events: half of an order is none.
 *
 * @param events  those that are not in the trained row, newest first
 * @param standsFor  the product for which one counts
 */
export function sequenceOf(
  { histories, items, weighing }: Trained,
  userRow: number,
  events: readonly Event[],
  atMs: number,
  standsFor: (id: string) => string = (id) => id,
): Pick<Interactions, 'sequences'> {
  const before = userRow >= 0 ? takeInteractions(histories, [userRow]).sequences : undefined
  if (userRow >= 0 && !before) return {}
  const weights = weighing.each(events, atMs)
  const since = events
    .map((event, k) => ({
      row: event.item === undefined ? -1 : items.row(standsFor(event.item)),
      day: event.timeMs / dayMs,
      weight: weights[k]!,
    }))
    .filter(({ row, weight }) => row >= 0 && weight !== 0)
    .reverse()
  const nBefore = before?.item.length ?? 0
  const n = nBefore + since.length
  const sequences = {
    rowStart: Uint32Array.of(0, n),
    item: new Uint32Array(n),
    day: new Float64Array(n),
    weight: new Float32Array(n),
    basket: new Uint32Array(n),
  }
  if (before) {
    sequences.item.set(before.item)
    sequences.day.set(before.day)
    sequences.weight.set(before.weight)
    sequences.basket.set(before.basket)
  }
  for (let k = 0; k < since.length; k++) {
    const at = nBefore + k
    const { row, day, weight } = since[k]!
    // an event that arrived late is older than what training knew: it stands where it arrived
    const previous = at > 0 ? sequences.day[at - 1]! : day
    sequences.item[at] = row
    sequences.day[at] = Math.max(day, previous)
    sequences.weight[at] = weight
    const apart = day - previous > weighing.basketGapMs / dayMs
    sequences.basket[at] = at > 0 ? sequences.basket[at - 1]! + Number(apart) : 0
  }
  return { sequences }
}
