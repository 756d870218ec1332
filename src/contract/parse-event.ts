import { checker, shown } from './check.ts'
import { type DeviceClass, type Event, EventInput, itemlessKinds } from './event.ts'
import { Fault } from './fault.ts'
import { parseTime } from './parse-time.ts'

/** How far a clock may run ahead of ours. Beyond it an event would stand in every later split as "the newest". */
export const maxAheadMs = 86_400_000

const check = checker(EventInput)
const idFields = ['id', 'user', 'visitor', 'item', 'order', 'list'] as const

/**
 * An event of the outside, made one of ours: checked, timed, named.
 *
 * @param nowMs   the time of an event that brings none, and the limit of the future
 * @param makeId  names an event that brings no id; each call another id
 * @param person  who did it when the event does not say (a request that speaks of one person already)
 * @param device  with what it was done when the event does not say
 * @throws Fault bad-request  `field: got …, want …`
 */
export function parseEvent(
  input: unknown,
  {
    nowMs,
    makeId,
    person,
    device,
  }: {
    nowMs: number
    makeId: () => string
    person?: { user?: string; visitor?: string }
    device?: DeviceClass | undefined
  },
): Event {
  const came = check(input)
  // Half a surrogate pair cannot be written as UTF-8: two different ids would be stored as one.
  for (const field of idFields)
    if (came[field]?.isWellFormed() === false)
      throw new Fault('bad-request', `${field}: got ${shown(came[field])}, want well-formed Unicode`)
  const timeMs = came.time === undefined ? nowMs : parseTime(came.time)
  if (timeMs === undefined)
    throw new Fault('bad-request', `time: got ${shown(came.time)}, want ISO 8601 or milliseconds since 1970`)
  if (timeMs > nowMs + maxAheadMs)
    throw new Fault('bad-request', `time: got ${shown(came.time)}, want no more than a day ahead of now`)
  if (came.item === undefined && !itemlessKinds.includes(came.kind))
    throw new Fault('bad-request', `item: got nothing, want the product's id (kind ${came.kind} needs one)`)
  const { time: _, ...rest } = came.user === undefined && came.visitor === undefined ? { ...came, ...person } : came
  if (!person && rest.user === undefined && rest.visitor === undefined)
    throw new Fault('bad-request', 'user: got nothing, want user, visitor or both')
  return { ...(device !== undefined && { device }), ...rest, id: came.id ?? makeId(), timeMs }
}
