import type { CleanEvents } from '../clean-events.ts'

/**
 * The given clean events alone, in their order, as if no other had been: users and items without an event are gone, and
 * pieces that came back after the newest of them have not come back.
 * @param events  rows of `clean`, rising
 */
export function takeEvents(clean: CleanEvents, events: Uint32Array): CleanEvents {
  const newestMs = events.length > 0 ? clean.timeMs[events.at(-1)!]! : Number.NEGATIVE_INFINITY
  const user = renumbered(clean.users, clean.user, events)
  const item = renumbered(clean.items, clean.item, events)
  const place = new Int32Array(clean.user.length).fill(-1)
  for (const [at, e] of events.entries()) place[e] = at
  const { returns } = clean
  const known = Uint32Array.from(returns.event.keys()).filter(
    (r) => place[returns.event[r]!]! >= 0 && returns.timeMs[r]! <= newestMs,
  )
  const returned = new Float32Array(events.length)
  for (const r of known) returned[place[returns.event[r]!]!]! += returns.pieces[r]!
  const floats = (from: Float32Array) => Float32Array.from(events, (e) => from[e]!)
  return {
    users: user.names,
    items: item.names,
    user: user.column,
    item: item.column,
    timeMs: Float64Array.from(events, (e) => clean.timeMs[e]!),
    kind: Uint8Array.from(events, (e) => clean.kind[e]!),
    quantity: floats(clean.quantity),
    returned,
    price: floats(clean.price),
    rating: floats(clean.rating),
    returns: {
      event: Uint32Array.from(known, (r) => place[returns.event[r]!]!),
      timeMs: Float64Array.from(known, (r) => returns.timeMs[r]!),
      pieces: Float32Array.from(known, (r) => returns.pieces[r]!),
    },
  }
}

/** Only the names that occur, in their order, and the column in their numbers. */
function renumbered(
  names: readonly string[],
  column: Uint32Array,
  events: Uint32Array,
): { names: string[]; column: Uint32Array } {
  const occurs = new Uint8Array(names.length)
  for (const e of events) occurs[column[e]!] = 1
  const number = new Uint32Array(names.length)
  const kept: string[] = []
  for (const [k, name] of names.entries()) if (occurs[k]) number[k] = kept.push(name) - 1
  return { names: kept, column: Uint32Array.from(events, (e) => number[column[e]!]!) }
}
