import { LeakError } from './leak-check.ts'

/** Events on either side of a cut; columns of equal length, in order of time. */
export interface CutToCheck {
  user: Uint32Array
  item: Uint32Array
  timeMs: Float64Array
  /** events of one person and one visit have the same number */
  visit: Uint32Array
  /** what models learn from, what they are told of whoever is asked, what they are asked for: places of events */
  learnt: Uint32Array
  told: Uint32Array
  asked: Uint32Array
  /** nothing known is later than the first thing asked: of `all` together, or of each `person`; or `none` says so */
  order: 'all' | 'person' | 'none'
}

/**
 * Refuses a cut through which the answer can reach the model:
 * - an event in two parts, or learnt from somebody who is said to be unknown (`told`);
 * - an event known that is later than the first one asked for, of everybody or of the same person;
 * - twins apart: what somebody did to one product within one visit (a view, then the purchase), known in part and asked
 *   for in part.
 *
 * @throws LeakError  naming the first breach and how many there are
 * O(events log events).
 */
export function refuseEventLeaks(cut: CutToCheck): void {
  refuseTwoParts(cut)
  refuseLearntStrangers(cut)
  if (cut.order === 'all') refuseLate(cut, () => 0, 1)
  if (cut.order === 'person') refuseLate(cut, (e) => cut.user[e]!, 1 + largest(cut.user))
  refuseTwinsApart(cut)
}

function refuseTwoParts({ user, learnt, told, asked }: CutToCheck): void {
  const times = new Uint8Array(user.length)
  const both = new Found()
  for (const side of [learnt, told, asked]) for (const e of side) if (++times[e]! === 2) both.add(e)
  both.refuse((n, e) => `${n} events stand in two parts of the cut, the first is event ${e}`)
}

function refuseLearntStrangers({ user, learnt, told }: CutToCheck): void {
  const isTold = new Uint8Array(1 + largest(user))
  for (const e of told) isTold[user[e]!] = 1
  const strangers = new Found()
  for (const e of learnt) if (isTold[user[e]!]) strangers.add(e)
  strangers.refuse((n, e) => `${n} events of held-out people are learnt from, the first of user ${user[e]}`)
}

function refuseLate(
  { timeMs, learnt, told, asked }: CutToCheck,
  groupOf: (e: number) => number,
  nGroups: number,
): void {
  const first = new Float64Array(nGroups).fill(Number.POSITIVE_INFINITY)
  for (const e of asked) if (timeMs[e]! < first[groupOf(e)]!) first[groupOf(e)] = timeMs[e]!
  const late = new Found()
  for (const side of [learnt, told]) for (const e of side) if (timeMs[e]! > first[groupOf(e)]!) late.add(e)
  late.refuse(
    (n, e) =>
      `${n} events known are later than the first one asked for, such as one at ${iso(timeMs[e]!)} after ${iso(first[groupOf(e)]!)}`,
  )
}

function refuseTwinsApart({ user, item, visit, learnt, told, asked }: CutToCheck): void {
  const nItems = 1 + largest(item)
  const isAsked = new Uint8Array(1 + largest(visit))
  for (const e of asked) isAsked[visit[e]!] = 1
  const action = (e: number) => visit[e]! * nItems + item[e]!
  const nearby = (side: Uint32Array) =>
    Float64Array.from(
      side.filter((e) => isAsked[visit[e]!] === 1),
      action,
    ).sort()
  // sorted, not a Set: there may be more than it holds
  const known = [nearby(learnt), nearby(told)]
  const twins = new Found()
  for (const e of asked) if (known.some((side) => holds(side, action(e)))) twins.add(e)
  twins.refuse(
    (n, e) =>
      `${n} events asked for have a twin that is known, such as item ${item[e]} of user ${user[e]}: the same product in the same visit`,
  )
}

/** Breaches of one kind. */
class Found {
  #n = 0
  #first = -1

  add(e: number): void {
    if (this.#n++ === 0) this.#first = e
  }

  refuse(say: (n: number, first: number) => string): void {
    if (this.#n > 0) throw new LeakError(`leak: ${say(this.#n, this.#first)}`)
  }
}

/** Binary search. */
function holds(sorted: Float64Array, wanted: number): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return sorted[low] === wanted
}

function largest(of: Uint32Array): number {
  let most = 0
  for (let k = 0; k < of.length; k++) if (of[k]! > most) most = of[k]!
  return most
}

const iso = (timeMs: number) => new Date(timeMs).toISOString()
