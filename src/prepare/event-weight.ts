import { type Event, type EventKind, eventKinds } from '../contract/event.ts'
import type { CleanEvents } from './clean-events.ts'
import type { WeightConfig } from './config.ts'
import { dwellOf } from './dwell.ts'

const dayMs = 86_400_000

/** What weighing needs to know of one event. */
interface Weighed {
  /** position in contract/event.ts `eventKinds` */
  kind: number
  timeMs: number
  /** pieces, > 0 */
  quantity: number
  /** pieces of it that came back, 0 ≤ returned ≤ quantity */
  returned: number
  /** NaN where none was given */
  rating: number
  /** how long it lasted, NaN where nobody knows (dwell.ts) */
  dwellSeconds: number
}

const rating = eventKinds.indexOf('rating')

/** Kinds that last. */
const looks = new Set<EventKind>(['view', 'click'])

/**
 * The weight of one event:
 *
 *     w = kinds[kind] · pieces · value · look · (1 − (1 − r) · returned / quantity) · 2^(−age / halfLifeDays)
 *
 *     pieces  1 + log₂ max(1, quantity), or 1 (`quantity`)
 *     value   of a rating x on `ratingScale` [a, b]: (2x − a − b) / (b − a), in [−1, 1]; 1 without a scale or a value, and of all else
 *     look    of a view or click of d seconds: 2d / (d + dwellSeconds), in (0, 2); 1 where either is not known, and of all else
 *
 * r = `weights.returned`; the age in days is at least 0.
 */
export function eventWeight(event: Weighed, weights: WeightConfig, nowMs: number): number {
  const kind = eventKinds[event.kind] as EventKind
  let weight = weights.kinds[kind]
  if (weight === 0) return 0
  if (kind === 'rating' && weights.ratingScale.length === 2 && !Number.isNaN(event.rating)) {
    const [least, best] = weights.ratingScale as readonly [number, number]
    weight *= Math.max(-1, Math.min(1, (2 * event.rating - least - best) / (best - least)))
  }
  if (weights.dwellSeconds > 0 && !Number.isNaN(event.dwellSeconds) && looks.has(kind))
    weight *= (2 * event.dwellSeconds) / (event.dwellSeconds + weights.dwellSeconds)
  if (weights.quantity === 'log') weight *= 1 + Math.log2(Math.max(1, event.quantity))
  if (event.returned > 0) weight *= 1 - ((1 - weights.returned) * event.returned) / event.quantity
  if (weights.halfLifeDays > 0) weight *= 2 ** (-Math.max(0, nowMs - event.timeMs) / (weights.halfLifeDays * dayMs))
  return weight
}

/**
 * The weight of each of these events, oldest first. Where ratings count by their value, a newer one of the same person and product takes the
 * place of those before it: they weigh nothing.
 *
 * @param standsFor  product -> number of the product for which it counts; itself when missing
 */
export function weightsOf(
  clean: CleanEvents,
  events: Uint32Array,
  returned: Float32Array,
  weights: WeightConfig,
  nowMs: number,
  standsFor?: ArrayLike<number>,
): Float64Array {
  const outdated = weights.ratingScale.length === 2 ? outdatedRatings(clean, events, standsFor) : undefined
  const dwell = weights.dwellSeconds > 0 ? dwellOf(clean, clean.users.length, events) : undefined
  const event: Weighed = { kind: 0, timeMs: 0, quantity: 1, returned: 0, rating: Number.NaN, dwellSeconds: Number.NaN }
  const made = new Float64Array(events.length)
  for (let k = 0; k < events.length; k++) {
    if (outdated?.[k] === 1) continue
    const e = events[k]!
    event.kind = clean.kind[e]!
    event.timeMs = clean.timeMs[e]!
    event.quantity = clean.quantity[e]!
    event.returned = returned[e]!
    event.rating = clean.rating[e]!
    event.dwellSeconds = dwell?.[k] ?? Number.NaN
    made[k] = eventWeight(event, weights, nowMs)
  }
  return made
}

/** 1 for each rating with a value that the same person gave the same product again later. O(events + people + products). */
function outdatedRatings(
  { user, item, kind, rating: stars, users, items }: CleanEvents,
  events: Uint32Array,
  standsFor?: ArrayLike<number>,
): Uint8Array {
  const counts = (e: number) => kind[e] === rating && !Number.isNaN(stars[e])
  const start = new Uint32Array(users.length + 1)
  for (const e of events) if (counts(e)) start[user[e]! + 1]!++
  for (let u = 0; u < users.length; u++) start[u + 1]! += start[u]!
  const next = start.slice(0, users.length)
  const place = new Uint32Array(start[users.length]!)
  for (let k = 0; k < events.length; k++) if (counts(events[k]!)) place[next[user[events[k]!]!]!++] = k
  const outdated = new Uint8Array(events.length)
  const ratedBy = new Int32Array(items.length).fill(-1)
  for (let u = 0; u < users.length; u++)
    for (let at = start[u + 1]! - 1; at >= start[u]!; at--) {
      const k = place[at]!
      const of = standsFor?.[item[events[k]!]!] ?? item[events[k]!]!
      if (ratedBy[of] === u) outdated[k] = 1
      ratedBy[of] = u
    }
  return outdated
}

/** One person's events, each weighed by itself, newest first as they are given: what of a purchase came back is not looked at. */
export function weighEach(newestFirst: readonly Event[], weights: WeightConfig, nowMs: number): Float64Array {
  const last = newestFirst.length - 1
  const timeMs = newestFirst.map((event) => event.timeMs)
  const about = Uint32Array.from(newestFirst.keys(), (k) => last - k).filter((e) => newestFirst[e]?.item !== undefined)
  const dwell = weights.dwellSeconds > 0 ? dwellOf({ user: new Uint8Array(last + 1), timeMs }, 1, about) : undefined
  const made = new Float64Array(last + 1)
  const rated = new Map<string, number>()
  about.forEach((e, k) => {
    const { kind, timeMs, quantity = 1, rating = Number.NaN, item = '' } = newestFirst[e] as Event
    if (weights.ratingScale.length === 2 && kind === 'rating' && !Number.isNaN(rating)) {
      const before = rated.get(item)
      if (before !== undefined) made[before] = 0
      rated.set(item, e)
    }
    const dwellSeconds = dwell?.[k] ?? Number.NaN
    const event = { kind: eventKinds.indexOf(kind), timeMs, quantity, returned: 0, rating, dwellSeconds }
    made[e] = eventWeight(event, weights, nowMs)
  })
  return made
}
