import type { Event } from '../contract/event.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import type { CleanEvents } from './clean-events.ts'
import { columnsOfOne } from './columns-of-one.ts'
import { defaultConfig, type PrepareConfig, type WeightConfig } from './config.ts'
import { weightsOf } from './event-weight.ts'
import { everyRow } from './every-row.ts'
import { prepareEvents } from './prepare-events.ts'
import { type Sequences, sequencesOf } from './sequences.ts'
import { giftPrefix } from './steps/gifts.ts'

export interface Interactions {
  users: Vocabulary
  items: Vocabulary
  /** users × items, every value > 0, and the events behind it */
  matrix: Csr & { sequences: Sequences }
  /** pairs that were judged against at least as much as for: not in the matrix */
  against: number
}

export interface InteractionOptions {
  /** the moment from which ages are counted */
  nowMs: number
  /** which events count; all when missing */
  rows?: Uint32Array
  /** what came back later than this is not known yet; everything when missing */
  returnsUntilMs?: number
  /** rows and columns of the matrix; what they do not name is left out. Missing: in order of first appearance */
  users?: Vocabulary
  items?: Vocabulary
}

/**
 * The matrix models learn from. A pair's weight is what its events say for it, less what they say against it, each the
 * strongest of its events or their sum (`repeats`); only pairs above 0 are in the matrix, only people and products with
 * such a pair in its vocabularies.
 *
 * O(events + people + products).
 */
export function interactionMatrix(
  clean: CleanEvents,
  weights: WeightConfig,
  options: InteractionOptions,
): Interactions {
  const rows = options.rows ?? everyRow(clean.user.length)
  const returned = returnedUntil(clean, options.returnsUntilMs)
  const weight = weightsOf(clean, rows, returned, weights, options.nowMs)
  const contested = new Map<number, Pair>()
  for (let k = 0; k < rows.length; k++)
    if (weight[k]! < 0) contested.set(pairOf(rows[k]!), { for: 0, against: 0, written: false })
  if (contested.size > 0)
    for (let k = 0; k < rows.length; k++) {
      const pair = contested.get(pairOf(rows[k]!))
      if (pair) join(pair, weight[k]!, weights.repeats)
    }

  const users = options.users ?? new Vocabulary()
  const items = options.items ?? new Vocabulary()
  const userRow = new Int32Array(clean.users.length).fill(-2)
  const itemRow = new Int32Array(clean.items.length).fill(-2)
  const row = new Uint32Array(rows.length)
  const column = new Uint32Array(rows.length)
  const value = new Float32Array(rows.length)
  let n = 0
  for (let k = 0; k < rows.length; k++) {
    const e = rows[k]!
    const pair = contested.size > 0 ? contested.get(pairOf(e)) : undefined
    const w = pair ? pair.for - pair.against : weight[k]!
    if (w <= 0 || pair?.written) continue
    const [u, i] = [clean.user[e]!, clean.item[e]!]
    if (userRow[u] === -2) userRow[u] = place(options.users, users, clean.users[u] as string)
    if (itemRow[i] === -2) itemRow[i] = place(options.items, items, clean.items[i] as string)
    if (userRow[u]! < 0 || itemRow[i]! < 0) continue
    row[n] = userRow[u]!
    column[n] = itemRow[i]!
    value[n++] = w
    if (pair) pair.written = true
  }
  const matrix = csrFrom(
    users.size,
    items.size,
    row.subarray(0, n),
    column.subarray(0, n),
    value.subarray(0, n),
    weights.repeats,
  )
  let against = 0
  for (const pair of contested.values()) if (pair.for <= pair.against) against++
  const sequences = sequencesOf(clean, rows, weight, users.size, userRow, itemRow)
  return { users, items, matrix: { ...matrix, sequences }, against }

  /** A pair as one number: exact up to 2^53. */
  function pairOf(e: number): number {
    return clean.user[e]! * clean.items.length + clean.item[e]!
  }
}

/** Steps that judge by the whole shop: one person's events alone cannot say what is usual or rare, and who stands for whom is handed in. */
const ofShop = new Set(['outliers', 'wholesale', 'variants', 'product-twins', 'required-fields', 'minimum-counts'])

/**
 * What one person's events say of each product, by the very steps and arithmetic that made the matrix: repeats merged,
 * returns set against purchases, impossible lines left out.
 *
 * @param events  of one person, raw, in any order
 * @param config  what training was prepared by
 * @param standsFor  products that count for another
 * @returns       product -> weight, also those below 0; products about which nothing is said are missing
 */
export function weighHistory(
  events: readonly Event[],
  weights: WeightConfig,
  nowMs: number,
  config: PrepareConfig = defaultConfig,
  standsFor: ReadonlyMap<string, string> = new Map(),
): Map<string, number> {
  const { productPattern: _, ...ofOne } = config
  const { clean } = prepareEvents(columnsOfOne(events), {
    ...ofOne,
    steps: config.steps.filter((name) => !ofShop.has(name)),
    // What is a product was settled when the model was made: it knows no others.
    nonProducts: [],
    samePerson: [],
  })
  const pairs = new Map<string, Pair>()
  const products = new Vocabulary()
  const number = Uint32Array.from(clean.items, (id) => products.add(standsFor.get(id) ?? id))
  const each = weightsOf(clean, everyRow(clean.user.length), clean.returned, weights, nowMs, number)
  for (let e = 0; e < clean.user.length; e++) {
    // given to another
    if (clean.users[clean.user[e]!]?.startsWith(giftPrefix)) continue
    const weight = each[e]!
    if (weight === 0) continue
    const id = clean.items[clean.item[e]!] as string
    const item = standsFor.get(id) ?? id
    const pair = pairs.get(item) ?? { for: 0, against: 0, written: false }
    join(pair, weight, weights.repeats)
    pairs.set(item, pair)
  }
  return new Map([...pairs].map(([item, pair]) => [item, pair.for - pair.against]))
}

/** What speaks for a pair and against it; `written`: stands in the matrix already. */
interface Pair {
  for: number
  against: number
  written: boolean
}

function join(pair: Pair, weight: number, repeats: WeightConfig['repeats']) {
  const side = weight > 0 ? 'for' : 'against'
  pair[side] = repeats === 'sum' ? pair[side] + Math.abs(weight) : Math.max(pair[side], Math.abs(weight))
}

const place = (given: Vocabulary | undefined, vocabulary: Vocabulary, id: string) =>
  given ? given.row(id) : vocabulary.add(id)

/** Pieces of every event that had come back by then. */
function returnedUntil({ returned, returns }: CleanEvents, untilMs: number | undefined): Float32Array {
  if (untilMs === undefined) return returned
  const known = new Float32Array(returned.length)
  for (let r = 0; r < returns.event.length; r++)
    if (returns.timeMs[r]! <= untilMs) known[returns.event[r]!]! += returns.pieces[r]!
  return known
}
