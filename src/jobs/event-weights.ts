import { type EventKind, eventKinds } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { type EventWeight, eventWeights, type TouchedPairs } from '../evaluate/event-weights.ts'
import type { CleanEvents } from '../prepare/clean-events.ts'
import type { WeightConfig } from '../prepare/config.ts'
import { eventsByUser } from '../prepare/splits/events-by-user.ts'
import type { Store } from '../store/store.ts'
import { type EventPart, type EventParts, eventParts } from './event-parts.ts'
import { ensurePrepared } from './prepare/prepare.ts'
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

/** What happened before each moment and what was bought after it, person by person. */
function touchedPairs(
  clean: CleanEvents,
  days: number,
  { of, endMs }: EventParts,
): { pairs: TouchedPairs; moments: number[]; background: number } {
  const { item, kind, timeMs, users, items } = clean
  const purchase = eventKinds.indexOf('purchase')
  const spanMs = days * dayMs
  const [first, last] = [timeMs[0] ?? Number.NaN, timeMs.at(-1) ?? Number.NaN]
  const moments: number[] = []
  for (let at = last - spanMs; at - spanMs >= first && moments.length < mostMoments; at -= spanMs) moments.push(at)
  const { start, event } = eventsByUser(clean)
  const [user, mask, bought]: [number[], number[], number[]] = [[], [], []]
  let strangers = 0
  let strangersBought = 0
  for (let u = 0; u < users.length; u++) {
    const theirs = event.subarray(start[u], start[u + 1])
    for (const moment of moments) {
      if (theirs.length === 0 || timeMs[theirs[0]!]! > moment) continue
      const had = new Map<number, number>()
      const owned = new Set<number>()
      const later = new Set<number>()
      for (const e of theirs) {
        if (timeMs[e]! > moment + spanMs) break
        if (timeMs[e]! > moment) {
          if (kind[e] === purchase) later.add(item[e]!)
        } else if (kind[e] === purchase) owned.add(item[e]!)
        else if (timeMs[e]! > moment - spanMs) {
          // how long a look lasted is not known before it ended
          const part = endMs[e]! <= moment ? of[e]! : 0
          had.set(item[e]!, (had.get(item[e]!) ?? 0) | (1 << kind[e]!) | part)
        }
      }
      let fresh = 0
      for (const [i, kinds] of had) {
        if (owned.has(i)) continue
        fresh++
        user.push(u)
        mask.push(kinds)
        bought.push(Number(later.has(i)))
      }
      strangers += items.length - owned.size - fresh
      for (const i of later) if (!owned.has(i) && !had.has(i)) strangersBought++
    }
  }
  return {
    pairs: {
      user: Uint32Array.from(user),
      nUsers: users.length,
      had: Uint32Array.from(mask),
      bought: Uint8Array.from(bought),
    },
    moments,
    background: strangers > 0 ? strangersBought / strangers : 0,
  }
}
