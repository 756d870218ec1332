import { closeInTime } from '../close-in-time.ts'
import { alikeNumbers, bitsOf, mixed, RecentRows } from './recent-rows.ts'
import { counted, merged, type Step } from './step.ts'

/**
 * The same thing said again a moment later: a double click, a retried post, a page loaded twice. Rows equal in person, product, kind,
 * quantity, price and order (or both without one), at most `repeatSeconds` after the one before, are one event: the first.
 *
 * O(rows), plus a merge when the log is not in order of time.
 */
export const nearRepeats: Step = {
  name: 'near-repeats',
  about: 'A double click or a retried post is one wish, not two.',
  after: ['people'],
  judge({ log, rows, person, item }, { repeatSeconds }) {
    const { kind, order, quantity, price, timeMs } = log
    const fate = new Uint8Array(rows.length)
    const latest = new RecentRows(
      timeMs,
      repeatSeconds * 1000,
      (row) =>
        mixed(mixed(mixed(mixed(0, item[row]!), person[row]!), order[row]!), kind[row]! ^ bitsOf(quantity[row]!)),
      (a, b) =>
        item[a] === item[b] &&
        person[a] === person[b] &&
        kind[a] === kind[b] &&
        order[a] === order[b] &&
        alikeNumbers(quantity[a]!, quantity[b]!) &&
        alikeNumbers(price[a]!, price[b]!),
    )
    // a merged row -> the first of its run
    const run = new Map<number, number>()
    const into = new Map<number, number>()
    for (const k of closeInTime(timeMs, rows, repeatSeconds * 1000)) {
      const row = rows[k]!
      if (person[row]! < 0) continue
      const before = latest.exchange(row)
      if (before < 0) continue
      const first = run.get(before) ?? before
      run.set(row, first)
      into.set(k, first)
      fate[k] = merged
    }
    return {
      fate,
      note:
        into.size === 0
          ? 'Nothing was said again a moment later.'
          : `${counted(into.size, 'line')} said again, within ${counted(repeatSeconds, 'second')}, what the line before had said: double clicks and retried posts.`,
      why: () => `the same again within ${repeatSeconds} s`,
      into: (k) => into.get(k) ?? -1,
    }
  },
}
