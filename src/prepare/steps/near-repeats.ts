import { counted, type Lot, merged, type Step } from './step.ts'

/**
 * The same thing said again a moment later: a double click, a retried post, a page loaded twice. Rows equal in person, product, kind,
 * quantity, price and order (or both without one), at most `repeatSeconds` after the one before, are one event: the first.
 *
 * O(rows log rows).
 */
export const nearRepeats: Step = {
  name: 'near-repeats',
  about: 'A double click or a retried post is one wish, not two.',
  after: ['people'],
  judge(lot, { repeatSeconds }) {
    const { log, rows } = lot
    const fate = new Uint8Array(rows.length)
    const into = new Map<number, number>()
    const order = bySameness(lot)
    for (let at = 1, first = 0; at < order.length; at++) {
      const [before, k] = [order[at - 1]!, order[at]!]
      const near = alike(lot, before, k) && log.timeMs[rows[k]!]! - log.timeMs[rows[before]!]! <= repeatSeconds * 1000
      if (!near) {
        first = at
        continue
      }
      fate[k] = merged
      into.set(k, rows[order[first]!]!)
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

/** Positions in `rows` of known people's events, so that what is alike stands together in order of time. */
function bySameness(lot: Lot): Uint32Array {
  const { log, rows, person } = lot
  const known = Uint32Array.from(rows.keys()).filter((k) => person[rows[k]!]! >= 0)
  return known.sort((a, b) => {
    const [x, y] = [rows[a]!, rows[b]!]
    return (
      person[x]! - person[y]! ||
      log.item[x]! - log.item[y]! ||
      log.kind[x]! - log.kind[y]! ||
      log.order[x]! - log.order[y]! ||
      compare(log.quantity[x]!, log.quantity[y]!) ||
      compare(log.price[x]!, log.price[y]!) ||
      log.timeMs[x]! - log.timeMs[y]! ||
      a - b
    )
  })
}

function alike({ log, rows, person }: Lot, a: number, b: number): boolean {
  const [x, y] = [rows[a]!, rows[b]!]
  return (
    person[x] === person[y] &&
    log.item[x] === log.item[y] &&
    log.kind[x] === log.kind[y] &&
    log.order[x] === log.order[y] &&
    // Object.is: not given (NaN) equals not given
    Object.is(log.quantity[x], log.quantity[y]) &&
    Object.is(log.price[x], log.price[y])
  )
}

/** A total order in which "not given" comes first. */
const compare = (a: number, b: number) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a - b)
