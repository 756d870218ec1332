import { deviceClasses, type EventKind, eventKinds } from '../../contract/event.ts'
import { releasedPeople, sparedEntries, sparedWords } from '../released.ts'
import { rowsOf } from '../rows-of.ts'
import { counted, type Lot, quarantined, type Step } from './step.ts'

/** Whoever did one of these wanted something: no machine. */
export const wantingKinds: readonly EventKind[] = ['add_to_cart', 'wishlist', 'purchase', 'rating', 'search']
const isWanting = Uint8Array.from(eventKinds, (kind) => Number(wantingKinds.includes(kind)))

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** A pause longer than this ends a visit and says nothing about a rhythm. */
const visitGapMs = hourMs / 2

/** With fewer events nobody can be told from a machine. */
export const leastEvents = 30

/** Machines are few. Of a log that never tells of wanting anything (looks, plays or pins alone) a larger share is how its people act. */
const mostMachines = 0.1

/** Whether so many of those who could be judged are machines, or it is how people act here. @param tellsOfWanting  anybody wanted anything */
export const areMachines = (found: number, judged: number, tellsOfWanting: boolean): boolean =>
  tellsOfWanting || found <= Math.max(1, mostMachines * judged)

/** What speaks for a machine, each part from 0 to 1. */
export interface MachineScore {
  /** events on the busiest day, in parts of 500 */
  rate: number
  /** the middle half of the pauses within a visit, 1 when they are all alike, 0 from half their median apart */
  rhythm: number
  /** pauses of at most three seconds, 1 from seven in ten */
  haste: number
  /** hours of the busiest day with something in them beyond twelve, in parts of twelve */
  sleepless: number
}

/**
 * How much somebody acts like a machine.
 *
 *     rate       min(1, busiest day / 500)
 *     rhythm     1 − min(1, (q₇₅ − q₂₅) / (½ q₅₀)) over pauses within visits, 0 with fewer than 30 of them
 *     haste      min(1, share of pauses ≤ 3 s / 0.7), likewise
 *     sleepless  max(0, hours of the busiest day − 12) / 12
 *
 * @param timesMs  rising
 */
export function machineScore(timesMs: ArrayLike<number>): MachineScore {
  let busiest = 0
  let awake = 0
  for (let start = 0, end = 0; start < timesMs.length; start = end) {
    const day = Math.floor(timesMs[start]! / dayMs)
    let hours = 0
    let hour = -1
    for (; end < timesMs.length && Math.floor(timesMs[end]! / dayMs) === day; end++) {
      const now = Math.floor(timesMs[end]! / hourMs)
      if (now !== hour) hours++
      hour = now
    }
    busiest = Math.max(busiest, end - start)
    awake = Math.max(awake, hours)
  }
  const pauses: number[] = []
  for (let k = 1; k < timesMs.length; k++) {
    const pause = timesMs[k]! - timesMs[k - 1]!
    if (pause > 0 && pause <= visitGapMs) pauses.push(pause)
  }
  const enough = pauses.length >= leastEvents
  const sorted = Float64Array.from(pauses).sort()
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))]!
  const hasty = pauses.filter((pause) => pause <= 3000).length
  return {
    rate: Math.min(1, busiest / 500),
    rhythm: enough ? 1 - Math.min(1, (at(0.75) - at(0.25)) / (0.5 * at(0.5))) : 0,
    haste: enough ? Math.min(1, hasty / pauses.length / 0.7) : 0,
    sleepless: Math.max(0, awake - 12) / 12,
  }
}

/**
 * Crawlers, price watchers, monitors: whoever has thirty events and more, never wanted anything (no cart, wish, purchase, rating or
 * search) and whose rate, rhythm, haste and sleeplessness add up to `botScore`; and whoever came as a machine by their own word (`device`),
 * however little they did. Set aside, never deleted.
 *
 * O(rows log rows).
 */
export const bots: Step = {
  name: 'bots',
  about:
    'Machines look at everything alike and would make everything look liked alike: set aside for a person to look at.',
  after: ['people'],
  judge(lot, config) {
    const { log, rows, persons } = lot
    const released = releasedPeople(persons, config)
    const spared = new Map<number, string>()
    const fate = new Uint8Array(rows.length)
    const machine = new Map<number, string>()
    for (const person of selfDeclared(lot))
      (released.has(person) ? spared : machine).set(person, 'says of itself that it is a machine')
    const lookers = idleLookers(lot)
    const acting = new Map<number, string>()
    for (const [person, timesMs] of lookers) {
      const parts = Object.entries(machineScore(timesMs)) as [string, number][]
      const score = parts.reduce((sum, [, part]) => sum + part, 0)
      if (score < config.botScore) continue
      const most = parts.filter(([, part]) => part >= 0.25).map(([name, part]) => `${name} ${part.toFixed(2)}`)
      acting.set(person, `acts like a machine, ${score.toFixed(2)} of 4: ${most.join(', ')}`)
    }
    const tellsOfWanting = rows.some((row) => isWanting[log.kind[row]!] === 1)
    const isCustom = !areMachines(acting.size, lookers.size, tellsOfWanting)
    if (!isCustom) for (const [person, why] of acting) (released.has(person) ? spared : machine).set(person, why)
    let n = 0
    for (let k = 0; machine.size > 0 && k < rows.length; k++)
      if (machine.has(lot.person[rows[k]!]!)) {
        fate[k] = quarantined
        n++
      }
    const named = [...machine.keys()].slice(0, 3).map((person) => `"${persons[person]}"`)
    return {
      fate,
      filled: spared.size,
      note:
        (n === 0
          ? isCustom
            ? `${acting.size} of ${lookers.size} act fast or evenly; so many are no machines, it is how people act here.`
            : `Nobody${spared.size > 0 ? ' else' : ''} acts like a machine (${counted(log.length, 'event')} looked at).`
          : `${counted(n, 'line')} of ${counted(machine.size, 'machine')} set aside: ${named.join(', ')}${machine.size > 3 ? ' and others' : ''}.`) +
        sparedWords(spared.size),
      why: (k) => machine.get(lot.person[rows[k]!]!) ?? '',
      changes: () => sparedEntries(lot, lot.person, spared),
    }
  },
}

const bot = deviceClasses.indexOf('bot')

/** People of whom whatever is told of what they came with is a machine: crawlers that give their name. */
function* selfDeclared({ log: { device }, rows, person, persons }: Lot): Generator<number> {
  if (!device?.includes(bot)) return
  const [asBot, otherwise] = [new Uint8Array(persons.length), new Uint8Array(persons.length)]
  for (const row of rows)
    if (person[row]! >= 0 && device[row]! >= 0) (device[row] === bot ? asBot : otherwise)[person[row]!] = 1
  for (let p = 0; p < persons.length; p++) if (asBot[p] === 1 && otherwise[p] === 0) yield p
}

/** Does everything stand at one moment, as where a file does not say when? Then nobody is fast or slow. */
export function clockStands(timesMs: ArrayLike<number>): boolean {
  for (let k = 1; k < timesMs.length; k++) if (timesMs[k] !== timesMs[0]) return false
  return true
}

/** The moments, rising, of everyone who might be a machine: many events, and none that wanted something. */
function idleLookers({ log, rows, person, persons }: Lot): Map<number, Float64Array> {
  const count = new Uint32Array(persons.length)
  const wanted = new Uint8Array(persons.length)
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    const p = person[row]!
    if (p < 0) continue
    count[p]!++
    wanted[p]! |= isWanting[log.kind[row]!]!
  }
  const isIdle = Uint8Array.from(count, (n, p) => Number(n >= leastEvents && wanted[p] === 0))
  const found = new Map<number, Float64Array>()
  if (!isIdle.includes(1) || clockStands(log.timeMs)) return found
  for (const [p, own] of rowsOf(rows, person, isIdle))
    found.set(p, Float64Array.from(own, (row) => log.timeMs[row]!).sort())
  return found
}
