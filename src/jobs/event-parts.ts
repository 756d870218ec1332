import { eventKinds } from '../contract/event.ts'
import { quantileOfSorted } from '../numbers/stats.ts'
import type { CleanEvents } from '../prepare/clean-events.ts'
import type { WeightConfig } from '../prepare/config.ts'
import { dwellOf } from '../prepare/dwell.ts'
import { everyRow } from '../prepare/every-row.ts'

/** A way of doing something that may say more, or less, than its kind alone. */
export interface EventPart {
  part: 'long-look' | 'good-rating' | 'several-pieces'
  /** what it is in this shop */
  words: string
  /** what makes `prepare` weigh by it */
  setting: Partial<Pick<WeightConfig, 'dwellSeconds' | 'ratingScale' | 'quantity'>>
}

export interface EventParts {
  /** those that this shop's events can tell */
  parts: EventPart[]
  /** of each event, 1 << (number of kinds + place in `parts`) for each it has */
  of: Uint32Array
  /** when that was known, ms: a look's length is when it ends */
  endMs: Float64Array
}

const kindOf = (kind: (typeof eventKinds)[number]) => eventKinds.indexOf(kind)
const [view, click, rating, cart] = [kindOf('view'), kindOf('click'), kindOf('rating'), kindOf('add_to_cart')]

/**
 * How events were done, as far as a shop's own events part them: looks that lasted the median of all looks whose end is known, or longer;
 * ratings above the middle between the least and the best there are; carts of two pieces and more.
 *
 * O(events log events).
 */
export function eventParts(clean: CleanEvents): EventParts {
  const { kind, timeMs, quantity, rating: stars } = clean
  const all = everyRow(kind.length)
  const dwell = dwellOf(clean, clean.users.length)
  const isLook = (e: number) => kind[e] === view || kind[e] === click
  const lasted = Float64Array.from(
    all.filter((e) => isLook(e) && !Number.isNaN(dwell[e])),
    (e) => dwell[e]!,
  ).sort()
  const usual = lasted.length > 0 ? quantileOfSorted(lasted, 0.5) : Number.NaN
  let [least, best] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const e of all) {
    if (kind[e] !== rating || Number.isNaN(stars[e])) continue
    least = Math.min(least, stars[e]!)
    best = Math.max(best, stars[e]!)
  }
  const middle = (least + best) / 2
  const tests: (EventPart & { has: (e: number) => boolean })[] = [
    {
      part: 'long-look',
      words: `a look of ${Math.round(usual)} seconds and more`,
      setting: { dwellSeconds: Math.max(1, Math.round(usual)) },
      has: (e) => isLook(e) && dwell[e]! >= usual,
    },
    {
      part: 'good-rating',
      words: `a rating above ${middle}`,
      setting: { ratingScale: [least, best] },
      has: (e) => kind[e] === rating && stars[e]! > middle,
    },
    {
      part: 'several-pieces',
      words: 'two pieces and more in the cart',
      setting: { quantity: 'log' },
      has: (e) => kind[e] === cart && quantity[e]! >= 2,
    },
  ]
  const told = tests.filter(({ has }) => all.some(has))
  const of = new Uint32Array(kind.length)
  const endMs = Float64Array.from(timeMs)
  told.forEach(({ part, has }, at) => {
    for (const e of all) {
      if (!has(e)) continue
      of[e]! |= 1 << (eventKinds.length + at)
      if (part === 'long-look') endMs[e] = timeMs[e]! + 1000 * dwell[e]!
    }
  })
  return { parts: told.map(({ has: _, ...part }) => part), of, endMs }
}
