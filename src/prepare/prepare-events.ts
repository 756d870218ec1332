import { eventKinds } from '../contract/event.ts'
import type { CleanEvents } from './clean-events.ts'
import type { PrepareConfig } from './config.ts'
import type { EventColumns } from './event-columns.ts'
import { everyRow } from './every-row.ts'
import { exactRepeats } from './steps/exact-repeats.ts'
import { minimumCounts } from './steps/minimum-counts.ts'
import { people } from './steps/people.ts'
import { prices } from './steps/prices.ts'
import { products } from './steps/products.ts'
import { quantities } from './steps/quantities.ts'
import { returns } from './steps/returns.ts'
import { type Fate, fates, kept, type Lot, type Step } from './steps/step.ts'

/** In this order: a return may only meet purchases that are real, and scarcity is judged last. */
export const steps: readonly Step[] = [exactRepeats, people, products, quantities, prices, returns, minimumCounts]

/** A step's line in the account: rows in = kept + dropped + merged + quarantined; the filled are among the kept. */
export interface StepAccount {
  step: string
  kept: number
  dropped: number
  merged: number
  filled: number
  quarantined: number
  note: string
  samples: string[]
}

export interface Prepared {
  clean: CleanEvents
  steps: StepAccount[]
}

const samplesPerStep = 5

/**
 * From the log to clean events: every step in order, each judging the rows the one before it kept.
 *
 * @param log  is only read
 * @returns    clean events (perhaps none) and one line of account a step
 * @throws Fault bad-request  a pattern that is no pattern
 *
 * O(rows), plus a sort when the log is not in order of time.
 */
export function prepareEvents(log: EventColumns, config: PrepareConfig): Prepared {
  let lot: Lot = {
    log,
    rows: everyRow(log.length),
    person: log.user,
    persons: log.users,
    returns: [],
  }
  const accounts: StepAccount[] = []
  for (const step of steps) {
    const { fate, filled = 0, note, found } = step.judge(lot, config)
    const counts = new Uint32Array(fates.length)
    const standing = new Uint32Array(lot.rows.length)
    for (let k = 0; k < lot.rows.length; k++) {
      if (fate[k] === kept) standing[counts[kept]!] = lot.rows[k]!
      counts[fate[k]!]!++
    }
    const count = (name: Fate) => counts[fates.indexOf(name)]!
    accounts.push({
      step: step.name,
      kept: count('kept'),
      dropped: count('dropped'),
      merged: count('merged'),
      filled,
      quarantined: count('quarantined'),
      note,
      samples: taken(lot.rows, fate, lot.rows.length - count('kept'), samplesPerStep).map((row) => inWords(log, row)),
    })
    lot = { ...lot, ...found, rows: standing.slice(0, count('kept')) }
  }
  return { clean: cleanEvents(lot), steps: accounts }
}

/** At most `most` of the rows that were not kept, from the first of them to the last, evenly. */
function taken(rows: Uint32Array, fate: Uint8Array, nTaken: number, most: number): number[] {
  const n = Math.min(nTaken, most)
  const found: number[] = []
  let met = 0
  for (let k = 0; k < rows.length && found.length < n; k++) {
    if (fate[k] === kept) continue
    const next = nTaken <= most ? found.length : Math.round((found.length * (nTaken - 1)) / (most - 1))
    if (met++ === next) found.push(rows[k]!)
  }
  return found
}

/** A row as a person would name it: "2010-03-01 09:15, 13085 purchase 85048, -3 pieces at 6.95, order C489449". */
function inWords(log: EventColumns, row: number): string {
  const who = log.users[log.user[row]!] ?? log.visitors[log.visitor[row]!] ?? 'nobody'
  const what = log.items[log.item[row]!] ?? 'nothing'
  const parts = [
    new Date(log.timeMs[row]!).toISOString().slice(0, 16).replace('T', ' '),
    `${who} ${eventKinds[log.kind[row]!]} ${what}`,
  ]
  const [quantity, price, order] = [log.quantity[row]!, log.price[row]!, log.orders[log.order[row]!]]
  const pieces = Number.isNaN(quantity) ? '' : `${quantity} ${Math.abs(quantity) === 1 ? 'piece' : 'pieces'}`
  const at = Number.isNaN(price) ? '' : `at ${price}`
  if (pieces || at) parts.push([pieces, at].filter(Boolean).join(' '))
  if (order !== undefined) parts.push(`order ${order}`)
  return parts.join(', ')
}

/** What stands at the end, in order of time, people and products numbered as they first appear. */
function cleanEvents({ log, rows, person, persons, returns }: Lot): CleanEvents {
  const inTime = byTime(log.timeMs, rows)
  const n = inTime.length
  const users = numbering(persons)
  const items = numbering(log.items)
  const clean = {
    user: new Uint32Array(n),
    item: new Uint32Array(n),
    timeMs: new Float64Array(n),
    kind: new Uint8Array(n),
    quantity: new Float32Array(n),
    returned: new Float32Array(n),
    price: new Float32Array(n),
    rating: new Float32Array(n),
  }
  const position = returns.length > 0 ? new Uint32Array(log.length) : undefined
  for (let e = 0; e < n; e++) {
    const row = inTime[e]!
    clean.user[e] = users.number(person[row]!)
    clean.item[e] = items.number(log.item[row]!)
    clean.timeMs[e] = log.timeMs[row]!
    clean.kind[e] = log.kind[row]!
    clean.quantity[e] = Number.isNaN(log.quantity[row]!) ? 1 : log.quantity[row]!
    clean.price[e] = log.price[row]!
    clean.rating[e] = log.rating[row]!
    if (position) position[row] = e + 1
  }
  // A purchase that a later step dropped takes its returns with it.
  const standing = returns.filter(({ row }) => position?.[row] !== 0)
  for (const { row, pieces } of standing) clean.returned[position![row]! - 1]! += pieces
  return {
    users: users.ids,
    items: items.ids,
    ...clean,
    returns: {
      event: Uint32Array.from(standing, ({ row }) => position![row]! - 1),
      timeMs: Float64Array.from(standing, ({ timeMs }) => timeMs),
      pieces: Float32Array.from(standing, ({ pieces }) => pieces),
    },
  }
}

/** Rows by time, equal times in log order. A log that is in order already, as most are, costs one look. */
function byTime(timeMs: Float64Array, rows: Uint32Array): Uint32Array {
  let rising = true
  for (let k = 1; k < rows.length && rising; k++) rising = timeMs[rows[k - 1]!]! <= timeMs[rows[k]!]!
  return rising ? rows : rows.toSorted((a, b) => timeMs[a]! - timeMs[b]! || a - b)
}

/** Numbers 0, 1, 2, … for whatever turns up, in the order it turns up. */
function numbering(all: readonly string[]): { ids: string[]; number: (of: number) => number } {
  const given = new Int32Array(all.length).fill(-1)
  const ids: string[] = []
  const number = (of: number) => {
    if (given[of]! < 0) given[of] = ids.push(all[of] as string) - 1
    return given[of]!
  }
  return { ids, number }
}
