import type { CleanEvents } from '../clean-events.ts'

/** Pairs of a user and an item, numbered in order of their first event. */
export interface Pairs {
  n: number
  /** of each event */
  pair: Uint32Array
  /** of each pair */
  firstEvent: Uint32Array
  /** has an event that a test may ask for */
  isAsked: Uint8Array
}

/** O(events). */
export function pairsOf({ user, item, items, kind }: CleanEvents, isTarget: readonly boolean[]): Pairs {
  const number = new Map<number, number>()
  const pair = new Uint32Array(user.length)
  const firstEvent: number[] = []
  const asked: number[] = []
  for (let e = 0; e < user.length; e++) {
    // as one number: exact up to 2^53
    const key = user[e]! * items.length + item[e]!
    let p = number.get(key)
    if (p === undefined) {
      p = number.size
      number.set(key, p)
      firstEvent.push(e)
      asked.push(0)
    }
    pair[e] = p
    if (isTarget[kind[e]!]) asked[p] = 1
  }
  return { n: number.size, pair, firstEvent: Uint32Array.from(firstEvent), isAsked: Uint8Array.from(asked) }
}
