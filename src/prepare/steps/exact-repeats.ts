import { closeInTime } from '../close-in-time.ts'
import { alikeNumbers, bitsOf, mixed, RecentRows } from './recent-rows.ts'
import { counted, type Lot, merged, type Step } from './step.ts'

/**
 * The same thing said twice under two ids: a tracker that fired twice, a file imported under another mapping. Rows equal
 * in person, product, kind, time, order, quantity, price and rating are one event; the one stored first stays.
 * Rows that were repeats to the letter never came this far: `import` merged them and counted them.
 *
 * O(rows), plus a merge when the log is not in order of time: what says the same says the same moment, and only rows that share theirs are
 * looked at.
 */
export const exactRepeats: Step = {
  name: 'exact-repeats',
  about: 'One thing said twice under two ids is one event: it would count as liked twice.',
  judge({ log, rows }) {
    const fate = new Uint8Array(rows.length)
    const seen = new RecentRows(log.timeMs, 0, hashOf(log), sameIn(log))
    const first = new Map<number, number>()
    for (const k of closeInTime(log.timeMs, rows, 0)) {
      const before = seen.first(rows[k]!)
      if (before < 0) continue
      fate[k] = merged
      first.set(k, before)
    }
    const note =
      first.size === 0
        ? 'No event was stored twice under different ids.'
        : `${counted(first.size, 'line')} said what another line had said already: same person, product, moment, order, quantity and price.`
    return {
      fate,
      note,
      why: () => 'same person, product, moment, order, quantity and price as an earlier line',
      into: (k) => first.get(k) ?? -1,
    }
  },
}

const hashOf =
  ({ item, user, order, visitor, quantity, kind }: Lot['log']) =>
  (row: number): number => {
    let h = mixed(mixed(0, item[row]!), user[row]!)
    h = mixed(h, order[row]!)
    h = mixed(h, visitor[row]!)
    return mixed(h, bitsOf(quantity[row]!) ^ kind[row]!)
  }

const sameIn =
  ({ item, user, order, visitor, kind, quantity, price, rating }: Lot['log']) =>
  (a: number, b: number): boolean =>
    item[a] === item[b] &&
    user[a] === user[b] &&
    visitor[a] === visitor[b] &&
    order[a] === order[b] &&
    kind[a] === kind[b] &&
    alikeNumbers(quantity[a]!, quantity[b]!) &&
    alikeNumbers(price[a]!, price[b]!) &&
    alikeNumbers(rating[a]!, rating[b]!)
