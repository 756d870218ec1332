import { eventKinds } from '../../contract/event.ts'
import { rowsOf } from '../rows-of.ts'
import type { Lot } from './step.ts'

const purchase = eventKinds.indexOf('purchase')
const dayMs = 86_400_000

/**
 * People who did more on one UTC day than a person can: acts at more than `dayActs` different moments, or more than
 * `dayOrders` different orders. A till, a shared account, a script that also buys.
 *
 * @returns  person -> what was too much, in words
 *
 * O(rows), plus a sort of the events of those who have enough of them to be suspected.
 */
export function busyPeople(
  { log, rows, person, persons }: Lot,
  { dayActs, dayOrders }: { dayActs: number; dayOrders: number },
): Map<number, string> {
  const count = new Uint32Array(persons.length)
  for (let k = 0; k < rows.length; k++) if (person[rows[k]!]! >= 0) count[person[rows[k]!]!]!++
  const least = Math.min(dayActs, dayOrders)
  const isSuspect = Uint8Array.from(count, (n) => Number(n > least))
  const found = new Map<number, string>()
  for (const [p, own] of rowsOf(rows, person, isSuspect)) {
    own.sort((a, b) => log.timeMs[a]! - log.timeMs[b]!)
    const said = tooMuch(own)
    if (said !== undefined) found.set(p, said)
  }
  return found

  function tooMuch(own: Uint32Array): string | undefined {
    let day = Number.NaN
    let acts = 0
    let lastMs = Number.NaN
    const orders = new Set<number>()
    for (const row of own) {
      const timeMs = log.timeMs[row]!
      if (Math.floor(timeMs / dayMs) !== day) {
        day = Math.floor(timeMs / dayMs)
        acts = 0
        orders.clear()
      }
      if (timeMs !== lastMs) acts++
      lastMs = timeMs
      if (log.kind[row] === purchase && log.order[row]! >= 0) orders.add(log.order[row]!)
      const date = () => new Date(timeMs).toISOString().slice(0, 10)
      if (acts > dayActs) return `acted at more than ${dayActs} moments of ${date()}`
      if (orders.size > dayOrders) return `placed more than ${dayOrders} orders on ${date()}`
    }
    return undefined
  }
}
