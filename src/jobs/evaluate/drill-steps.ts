import type { Trial } from '../../evaluate/trial.ts'
import type { Interactions } from '../../model/interactions.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { eventsIn, history, train } from '../../prepare/splits/part.ts'
import { interactionMatrix } from '../../prepare/weights.ts'
import type { ShopCut } from './shop-cut.ts'
import type { ShopTrial } from './shop-trials.ts'

/** How much is known of whoever, or whatever, is new: so many events. */
const drillDepths = [0, 1, 2, 5, 10] as const

/** Of the products that could be drilled, this share is. */
const drilledShare = 0.2

/** One depth: what is learnt from, and the questions; the same questions at every depth. */
export interface DrillStep {
  depth: number
  train: Interactions
  trial: Trial
}

/**
 * People who are new: held-out customers (the cut `strong`), of whom models are told the last 0, 1, 2, 5 and 10 events before
 * what they are asked for. Whoever has fewer tells all of them. Nothing else changes from depth to depth.
 */
export function coldUsers({ clean, folds }: ShopCut, split: ShopTrial, weights: WeightConfig): DrillStep[] {
  const [part] = folds
  const told = part ? eventsIn(part, history) : new Uint32Array()
  const isLast = rankFromLast(told, clean.user, clean.users.length)
  return drillDepths.map((depth) => {
    const histories = interactionMatrix(clean, weights, {
      nowMs: split.trainEndMs,
      rows: told.filter((_, k) => isLast[k]! < depth),
      users: split.askedUsers,
      items: split.items,
    }).matrix
    return { depth, train: split.train, trial: { ...split.trial, histories } }
  })
}

/**
 * Products that are new: a fifth (by the seed) of those with 10 events in training and somebody who asks for them after it;
 * of each, models learn from its last 0, 1, 2, 5 and 10 events only. Customers are asked for
 * these products, and no others may be listed.
 */
export function coldItems(
  { clean, folds, cutMs }: ShopCut,
  split: ShopTrial,
  weights: WeightConfig,
  seed: number,
): { steps: DrillStep[]; drilled: number; isAsked: Uint8Array } {
  const [part] = folds
  const learnt = part ? eventsIn(part, train) : new Uint32Array()
  const { items, users, test } = split
  const deepest = drillDepths.at(-1) as number
  const count = new Uint32Array(items.size)
  const columnOf = Int32Array.from(clean.items, (id) => items.row(id))
  for (const e of learnt) if (columnOf[clean.item[e]!]! >= 0) count[columnOf[clean.item[e]!]!]!++
  const isAsked = new Uint8Array(items.size)
  for (const i of test.column) isAsked[i] = 1
  const able = Uint32Array.from(items.ids.keys()).filter((i) => isAsked[i] === 1 && count[i]! >= deepest)
  const order = shuffled(able.length, rng(seed))
  const isDrilled = new Uint8Array(items.size)
  const drilled = Math.ceil(able.length * drilledShare)
  for (let k = 0; k < drilled; k++) isDrilled[able[order[k]!]!] = 1
  const targets = onlyColumns(test, isDrilled)
  const isLast = rankFromLast(learnt, clean.item, clean.items.length)
  const steps = drillDepths.map((depth): DrillStep => {
    const rows = learnt.filter((e, k) => {
      const i = columnOf[clean.item[e]!]!
      return i < 0 || !isDrilled[i] || isLast[k]! < depth
    })
    const { matrix } = interactionMatrix(clean, weights, {
      ...{ nowMs: split.trainEndMs, rows, users, items },
      ...(cutMs !== undefined && { returnsUntilMs: cutMs }),
    })
    return { depth, train: matrix, trial: { ...split.trial, histories: matrix, targets } }
  })
  return { steps, drilled, isAsked: isDrilled }
}

/** How many later events of the same group each of these events has. */
function rankFromLast(events: Uint32Array, groupOf: Uint32Array, nGroups: number): Uint32Array {
  const met = new Uint32Array(nGroups)
  const rank = new Uint32Array(events.length)
  for (let k = events.length - 1; k >= 0; k--) rank[k] = met[groupOf[events[k]!]!]!++
  return rank
}

function onlyColumns({ nRows, nCols, rowStart, column }: Csr, isKept: Uint8Array): Csr {
  const row = new Uint32Array(column.length)
  for (let r = 0; r < nRows; r++) row.fill(r, rowStart[r], rowStart[r + 1])
  const kept = Uint32Array.from(column.keys()).filter((at) => isKept[column[at]!] === 1)
  return csrFrom(
    nRows,
    nCols,
    kept.map((at) => row[at]!),
    kept.map((at) => column[at]!),
    undefined,
    'max',
  )
}
