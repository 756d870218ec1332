import type { Event } from '../contract/event.ts'
import type { Interactions } from '../model/interactions.ts'
import type { Csr } from '../numbers/csr.ts'
import { sequenceOf } from './sequence.ts'
import type { Trained, Weighing } from './trained.ts'

/** What is known of one person at this moment, from the trained row and from what happened since. */
export interface History {
  /** 1 × items of the model, weights > 0: what the model is asked with */
  row: Interactions
  bought: ReadonlySet<string>
  /** everything they had to do with, bought included */
  seen: ReadonlySet<string>
  disliked: ReadonlySet<string>
  /** newest first */
  events: readonly Event[]
}

const dayMs = 86_400_000

/**
 * One person's history: the row of training, combined with the weights of the events that came since by the rule that
 * made the row (`repeats`: the strongest, or the sum). So the next answer is that of a model that had been handed these
 * events as well, as far as a fold-in reaches. Ages count from the person's newest sign of life, or from the moment of
 * training: what happened after fades what was before, while the mere passing of time changes nobody's list.
 *
 * @param userRow  their row in `trained.histories`; −1 for strangers, visitors and the erased
 * @param events   theirs, any order: all that are not in the trained row
 * @param standsFor  the product for which one counts: a variant for its parent
 */
export function historyOf(
  trained: Trained,
  userRow: number,
  events: readonly Event[],
  userFeatures?: Csr,
  standsFor: (id: string) => string = (id) => id,
): History {
  const { histories, items, weighing, bought: boughtEntries } = trained
  const weights = new Map<number, number>()
  const bought = new Set<string>()
  const seen = new Set<string>()
  const newestFirst = events.toSorted((a, b) => b.timeMs - a.timeMs)
  const atMs = Math.max(trained.weighedMs, newestFirst[0]?.timeMs ?? 0)
  if (userRow >= 0) {
    const age = (atMs - trained.weighedMs) / dayMs
    const aged = weighing.halfLifeDays > 0 ? 2 ** (-age / weighing.halfLifeDays) : 1
    for (let k = histories.rowStart[userRow]!; k < histories.rowStart[userRow + 1]!; k++) {
      const row = histories.column[k]!
      const id = items.ids[row] as string
      weights.set(row, histories.value[k]! * aged)
      seen.add(id)
      if (boughtEntries[k] === 1) bought.add(id)
    }
  }
  const disliked = new Set<string>()
  const others = new Map<string, string>()
  const judged = new Set<string>()
  for (const event of newestFirst) {
    if (event.item === undefined) continue
    const counts = standsFor(event.item)
    if (counts !== event.item) others.set(event.item, counts)
    seen.add(event.item).add(counts)
    if (event.kind === 'purchase') bought.add(event.item).add(counts)
    // the newest word counts: a thing bought after it was disliked is forgiven
    if (event.kind === 'dislike' && !judged.has(counts)) disliked.add(event.item).add(counts)
    if (event.kind === 'dislike' || event.kind === 'purchase') judged.add(counts)
  }
  for (const [id, weight] of newestFirst.length > 0 ? weighing.weigh(newestFirst, atMs, others) : []) {
    const row = items.row(id)
    if (row < 0) continue
    weights.set(row, joined(weights.get(row) ?? 0, weight, weighing.repeats))
  }
  const kept = [...weights].filter(([, weight]) => weight > 0).sort(([a], [b]) => a - b)
  return {
    row: {
      nRows: 1,
      nCols: items.size,
      rowStart: Uint32Array.of(0, kept.length),
      column: Uint32Array.from(kept, ([row]) => row),
      value: Float32Array.from(kept, ([, weight]) => weight),
      askedDay: Float64Array.of(atMs / dayMs),
      ...(userFeatures && { userFeatures }),
      ...sequenceOf(trained, userRow, newestFirst, atMs, standsFor),
    },
    bought,
    seen,
    disliked,
    events: newestFirst,
  }
}

/** What speaks for a thing joins by the rule; what speaks against it is taken off whatever spoke for it. */
function joined(before: number, weight: number, repeats: Weighing['repeats']): number {
  return weight < 0 || repeats === 'sum' ? before + weight : Math.max(before, weight)
}
