import { type EventKind, eventKinds } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { type EventWeight, eventWeights, type TouchedPairs } from '../evaluate/event-weights.ts'
import type { CleanEvents } from '../prepare/clean-events.ts'
import type { WeightConfig } from '../prepare/config.ts'
import type { Store } from '../store/store.ts'
import { type EventPart, type EventParts, eventParts } from './event-parts.ts'
import { ensurePrepared } from './prepare.ts'
import type { OnProgress } from './progress.ts'

export interface EventWeightsRequest {
  store: Store
  dataDir: string
  /** how long before and after a moment is looked at */
  days?: number
  seed?: number
  /** settings for prepare */
  config?: object
  signal?: AbortSignal
  onProgress?: OnProgress
}

export interface LearnedWeights {
  days: number
  /** moments looked at, the newest first, ISO 8601 */
  moments: string[]
  pairs: number
  bought: number
  /** how often a person buys a product with which nothing happened */
  background: number
  /** purchases one event of the kind stands for, and what it weighs today */
  weights: ({ kind: EventKind; today: number } & EventWeight)[]
  /** what it adds to the weight of its kind how it was done: long looks, good ratings, several pieces */
  parts: (EventPart & EventWeight)[]
  /** what prepare may be told, with purchases at 1, and of parts what is surely more than nothing */
  config: { weights: Partial<Omit<WeightConfig, 'kinds'>> & { kinds: Partial<Record<EventKind, number>> } }
}

const dayMs = 86_400_000
/** Enough for a year of four weeks each, without asking a season that is long over. */
const mostMoments = 13

/**
 * What a view, a cart and a wish are worth beside a purchase, from how often each was followed by one. At several moments,
 * each `days` before the next: what happened between a person and a product in the `days` before, where it was not bought
 * yet, against whether it was bought in the `days` after. Then the same with what is known of how it was done beside its kind.
 *
 * @throws Fault bad-data  a log without purchases, with nothing but purchases, or shorter than twice the days
 */
export async function learnEventWeights(request: EventWeightsRequest): Promise<LearnedWeights> {
  const { store, dataDir, days = 28, seed = 1, signal, onProgress } = request
  const { clean, config } = await ensurePrepared({
    store,
    dataDir,
    ...(request.config && { config: request.config }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const marks = eventParts(clean)
  const { pairs, moments, background } = touchedPairs(clean, days, marks)
  if (pairs.had.length === 0)
    throw new Fault(
      'bad-data',
      `weights: found nobody who turned to a product in ${days} days before they could have bought it; this needs purchases and other events over at least ${2 * days} days`,
    )
  const bought = pairs.bought.reduce((sum, one) => sum + one, 0)
  const nKinds = eventKinds.length
  const ofKinds = { ...pairs, had: pairs.had.map((mask) => mask & ((1 << nKinds) - 1)) }
  const learned = eventWeights(ofKinds, nKinds, background, seed)
  const beside = marks.parts.length > 0 ? eventWeights(pairs, nKinds + marks.parts.length, background, seed) : []
  const parts = marks.parts.flatMap((part, at) => {
    const of = beside[nKinds + at]
    return of ? [{ ...part, ...of }] : []
  })
  const weights = eventKinds.flatMap((kind, k) => {
    const of = learned[k]
    return of ? [{ kind, today: config.weights.kinds[kind], ...of }] : []
  })
  const kinds = Object.fromEntries(weights.map(({ kind, value }) => [kind, Number(value.toPrecision(3))]))
  return {
    days,
    moments: moments.map((ms) => new Date(ms).toISOString()),
    pairs: pairs.had.length,
    bought,
    background,
    weights,
    parts,
    config: { weights: { kinds: { ...kinds, purchase: 1 }, ...settingsOf(parts) } },
  }
}

/** What parts that are surely worth something say of the settings of `prepare`. */
function settingsOf(parts: LearnedWeights['parts']): Partial<Omit<WeightConfig, 'kinds'>> {
  const sure = parts.filter(({ low }) => low > 0)
  return Object.assign({}, ...sure.map(({ setting }) => setting))
}

/** What happened before each moment and what was bought after it. */
function touchedPairs(
  { user, item, kind, timeMs, users, items }: CleanEvents,
  days: number,
  { of, endMs }: EventParts,
): { pairs: TouchedPairs; moments: number[]; background: number } {
  const purchase = eventKinds.indexOf('purchase')
  const spanMs = days * dayMs
  const [first, last] = [timeMs[0] ?? Number.NaN, timeMs.at(-1) ?? Number.NaN]
  const moments: number[] = []
  for (let at = last - spanMs; at - spanMs >= first && moments.length < mostMoments; at -= spanMs) moments.push(at)
  const rows: { user: number; had: number; bought: number }[] = []
  let strangers = 0
  let strangersBought = 0
  for (const moment of moments) {
    const had = new Map<number, number>()
    const owned = new Set<number>()
    const later = new Set<number>()
    const people = new Set<number>()
    for (let e = 0; e < timeMs.length && timeMs[e]! <= moment + spanMs; e++) {
      const pair = user[e]! * items.length + item[e]!
      if (timeMs[e]! > moment) {
        if (kind[e] === purchase) later.add(pair)
        continue
      }
      people.add(user[e]!)
      if (kind[e] === purchase) owned.add(pair)
      else if (timeMs[e]! > moment - spanMs) {
        // how long a look lasted is not known before it ended
        const mask = (1 << kind[e]!) | (endMs[e]! <= moment ? of[e]! : 0)
        had.set(pair, (had.get(pair) ?? 0) | mask)
      }
    }
    let fresh = 0
    for (const [pair, mask] of had) {
      if (owned.has(pair)) continue
      fresh++
      rows.push({ user: Math.floor(pair / items.length), had: mask, bought: Number(later.has(pair)) })
    }
    strangers += people.size * items.length - owned.size - fresh
    for (const pair of later)
      if (!owned.has(pair) && !had.has(pair) && people.has(Math.floor(pair / items.length))) strangersBought++
  }
  return {
    pairs: {
      user: Uint32Array.from(rows, (row) => row.user),
      nUsers: users.length,
      had: Uint32Array.from(rows, (row) => row.had),
      bought: Uint8Array.from(rows, (row) => row.bought),
    },
    moments,
    background: strangers > 0 ? strangersBought / strangers : 0,
  }
}
