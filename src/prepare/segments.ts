import type { CleanEvents } from './clean-events.ts'
import { wholesaleBuyers } from './wholesale-buyers.ts'

/** Parts of the people that a shop deals with differently. */
export type Segment = 'wholesale' | 'retail'

/** In which segment somebody is; undefined of those of whom nothing is known. */
export type SegmentOf = (person: string) => Segment | undefined

/** Segments as preparation found them. @param known  people of whom something is known */
export function segmentsOf(wholesale: ReadonlySet<string>, known: { row(id: string): number }): SegmentOf {
  return (person) => (wholesale.has(person) ? 'wholesale' : known.row(person) >= 0 ? 'retail' : undefined)
}

/**
 * Segments by the same rule from a part of the events alone: what an evaluation may know of people is what was known before the cut.
 *
 * @param rows      of the events that may be known
 * @param personOf  the person behind each of `clean.users`, where a row is one visit of theirs
 */
export function segmentsIn(
  { users, user, kind, quantity }: CleanEvents,
  rows: Uint32Array,
  personOf: readonly string[] = users,
): SegmentOf {
  const numbers = new Map<string, number>()
  const number = Uint32Array.from(personOf, (id) => {
    const of = numbers.get(id) ?? numbers.size
    numbers.set(id, of)
    return of
  })
  const person = Uint32Array.from(user, (u) => number[u]!)
  const isKnown = new Uint8Array(numbers.size)
  for (const e of rows) isKnown[person[e]!] = 1
  const buyers = wholesaleBuyers({ kind, quantity, person }, rows, numbers.size)
  return (id) => {
    const of = numbers.get(id)
    if (of === undefined || isKnown[of] === 0) return undefined
    return buyers.has(of) ? 'wholesale' : 'retail'
  }
}
