import type { Sequences } from '../interactions.ts'

/**
 * Sessions and where their items stand, for finding the newest sessions with an item. Sessions are numbered by the day of
 * their last event, so a later session has a higher number. All in flat arrays.
 */
export interface SessionIndex {
  nItems: number
  /** session s has the distinct items item[start[s]] … item[start[s + 1] − 1], in the order of their last appearance */
  start: Uint32Array
  item: Uint32Array
  /** days since 1970 of its last event */
  day: Float64Array
  /** item i stands in the sessions posting[listStart[i]] … posting[listStart[i + 1] − 1], newest first */
  listStart: Uint32Array
  posting: Uint32Array
}

/** Every basket of every row is a session; those of fewer than two different items say nothing and are left out. */
export function indexSessions(nItems: number, { rowStart, item, day, weight, basket }: Sequences): SessionIndex {
  const found: { items: number[]; day: number }[] = []
  for (let r = 0; r + 1 < rowStart.length; r++) {
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; ) {
      const first = e
      // a set keeps the order of insertion: what comes again moves to the end
      const items = new Set<number>()
      for (; e < rowStart[r + 1]! && basket[e] === basket[first]; e++) {
        if (weight[e]! <= 0) continue
        items.delete(item[e]!)
        items.add(item[e]!)
      }
      if (items.size > 1) found.push({ items: [...items], day: day[e - 1]! })
    }
  }
  found.sort((a, b) => a.day - b.day)
  const start = new Uint32Array(found.length + 1)
  for (const [s, { items }] of found.entries()) start[s + 1] = start[s]! + items.length
  const all = new Uint32Array(start[found.length]!)
  for (const [s, { items }] of found.entries()) all.set(items, start[s])
  return withPostings(
    nItems,
    start,
    all,
    Float64Array.from(found, (session) => session.day),
  )
}

/** The lists of an index from its sessions. */
export function withPostings(nItems: number, start: Uint32Array, item: Uint32Array, day: Float64Array): SessionIndex {
  const listStart = new Uint32Array(nItems + 1)
  for (let at = 0; at < item.length; at++) listStart[item[at]! + 1]!++
  for (let i = 0; i < nItems; i++) listStart[i + 1]! += listStart[i]!
  const next = listStart.slice(0, nItems)
  const posting = new Uint32Array(item.length)
  for (let s = day.length - 1; s >= 0; s--)
    for (let at = start[s]!; at < start[s + 1]!; at++) posting[next[item[at]!]!++] = s
  return { nItems, start, item, day, listStart, posting }
}
