import { eventKinds } from '../contract/event.ts'
import { type CleanEvents, cleanEvents } from './clean-events.ts'
import type { PrepareConfig } from './config.ts'
import type { EventColumns } from './event-columns.ts'
import { everyRow } from './every-row.ts'
import { isCatalogueStep } from './fields/field-rules.ts'
import { Ledger } from './ledger.ts'
import { stateHash } from './state-hash.ts'
import { type Fate, fates, type Known, kept, type Lot } from './steps/step.ts'
import { steps } from './steps/steps.ts'

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
  /** names what stands after it: rows, whose they are and what came back. Only where a ledger is kept */
  hash?: string
}

export interface Prepared {
  clean: CleanEvents
  steps: StepAccount[]
  /** products of the log that count for another, and for which */
  standsFor: [string, string][]
  /** who buys for a business, rising; missing where they are no segment of their own */
  wholesale?: string[]
  /** every row that was not kept and every value that was changed, with the reason; where one was asked for */
  ledger?: Ledger
}

const samplesPerStep = 5

/**
 * From the log to clean events: the configured steps in their order, each judging the rows the one before it kept.
 *
 * @param log     is only read
 * @param known   what the catalogue says of families, twins and fields; nothing when missing
 * @param ledger  whether every change is written down, and what stands after each step is named by a hash
 * @returns       clean events (perhaps none) and one line of account a step
 * @throws Fault bad-request  a pattern that is no pattern
 * @throws Error  a step that lost a row: what it was handed must be what it kept, dropped, merged and set aside
 *
 * O(rows), plus a sort when the log is not in order of time.
 */
export function prepareEvents(
  log: EventColumns,
  config: PrepareConfig,
  { known, ledger: wanted = false }: { known?: Partial<Known>; ledger?: boolean } = {},
): Prepared {
  let lot: Lot = {
    log,
    rows: everyRow(log.length),
    person: log.user,
    persons: log.users,
    item: log.item,
    items: log.items,
    price: log.price,
    known: { parents: new Map(), twins: [], traits: new Map(), ...known },
    returns: [],
  }
  const ledger = wanted ? new Ledger() : undefined
  const accounts: StepAccount[] = []
  let hash: string | undefined
  for (const name of config.steps) {
    if (isCatalogueStep(name)) continue
    const step = steps[name]
    if (!step) throw new RangeError(`steps: got "${name}", want one of ${Object.keys(steps).join(', ')}`)
    const verdict = step.judge(lot, config)
    const { fate, filled = 0, note, found } = verdict
    const counts = countsOf(fate, lot.rows.length)
    const count = (name: Fate) => counts[fates.indexOf(name)]!
    const nJudged = fate?.length ?? lot.rows.length
    if (nJudged !== lot.rows.length || counts.reduce((sum, n) => sum + n, 0) !== lot.rows.length)
      throw new Error(`${name}: was handed ${lot.rows.length} rows and gave a verdict on ${nJudged}`)
    const nTaken = lot.rows.length - count('kept')
    ledger?.enter(name, lot, verdict, nTaken)
    const samples = fate ? taken(lot.rows, fate, nTaken, samplesPerStep) : []
    const before = lot
    const rows = fate && nTaken > 0 ? standing(lot.rows, fate) : lot.rows
    if (nTaken > 0 || found) lot = { ...lot, ...found, rows }
    // what no step has touched goes by the name it had
    if (wanted && (lot !== before || hash === undefined)) hash = stateHash(lot)
    accounts.push({
      step: name,
      kept: count('kept'),
      dropped: count('dropped'),
      merged: count('merged'),
      filled,
      quarantined: count('quarantined'),
      note,
      samples: samples.map((row) => inWords(log, row)),
      ...(hash !== undefined && { hash }),
    })
  }
  const clean = cleanEvents(lot)
  return {
    clean,
    steps: accounts,
    standsFor: standIns(lot),
    ...(lot.wholesale && { wholesale: stillThere(lot.wholesale, lot.persons, clean) }),
    ...(ledger && { ledger }),
  }
}

/** How many rows met each fate. */
function countsOf(fate: Uint8Array | undefined, nRows: number): Uint32Array {
  const counts = new Uint32Array(fates.length)
  if (!fate) {
    counts[kept] = nRows
    return counts
  }
  for (let k = 0; k < fate.length; k++) counts[fate[k]!]!++
  return counts
}

/** The rows that were kept, moved to the front of the array they lie in: another for each step would cost more than the moving. */
function standing(rows: Uint32Array, fate: Uint8Array): Uint32Array {
  let n = 0
  for (let k = 0; k < rows.length; k++) if (fate[k] === kept) rows[n++] = rows[k]!
  return rows.subarray(0, n)
}

/** Each product of the lines that are left that counts for another, with that other. */
function standIns({ log, rows, item, items }: Lot): [string, string][] {
  const found = new Map<string, string>()
  if (item !== log.item)
    for (const row of rows)
      if (item[row] !== log.item[row]) found.set(log.items[log.item[row]!] as string, items[item[row]!] as string)
  return [...found]
}

/** Those of some people who have clean events, by id. */
function stillThere(some: ReadonlySet<number>, persons: readonly string[], { users }: CleanEvents): string[] {
  const ids = new Set(Array.from(some, (p) => persons[p] as string))
  return users.filter((id) => ids.has(id)).sort()
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
