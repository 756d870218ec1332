import { releasedPeople, sparedEntries, sparedWords } from '../released.ts'
import { type WholesaleBuyer, wholesaleBuyers } from '../wholesale-buyers.ts'
import { counted, quarantined, type Step } from './step.ts'

/**
 * Wholesale buyers are counted and named. With `wholesale: "segment"` they stay, and that they are such is known of them from here
 * on: an entry of the ledger for each, at the first of their lines. With `leave-out` everything of theirs is set aside.
 *
 * O(rows log rows).
 */
export const wholesale: Step = {
  name: 'wholesale',
  about: 'Who buys for a business is not wrong, but no shopper: a segment of their own, left out where you ask for it.',
  after: ['people', 'products', 'quantities', 'outliers', 'returns'],
  judge(lot, config) {
    const { wholesale } = config
    const { log, rows, person, persons } = lot
    const fate = wholesale === 'leave-out' ? new Uint8Array(rows.length) : undefined
    const buyers = wholesaleBuyers({ kind: log.kind, quantity: log.quantity, person }, rows, persons.length)
    const spared = new Map<number, string>()
    if (wholesale === 'leave-out')
      for (const p of releasedPeople(persons, config)) {
        const buyer = buyers.get(p)
        if (!buyer) continue
        spared.set(p, `wholesale: ${inWords(buyer)}`)
        buyers.delete(p)
      }
    const words = new Map([...buyers].map(([p, buyer]) => [p, `wholesale: ${inWords(buyer)}`]))
    const first = new Map<number, number>()
    let n = 0
    for (let k = 0; buyers.size > 0 && k < rows.length; k++) {
      const of = person[rows[k]!]!
      if (!buyers.has(of)) continue
      n++
      if (!first.has(of)) first.set(of, rows[k]!)
      if (fate) fate[k] = quarantined
    }
    const named = [...buyers].sort(([a, x], [b, y]) => y.lines - x.lines || a - b).slice(0, 3)
    const who = named.map(([p]) => `"${persons[p]}"`).join(', ')
    const inSegment = wholesale === 'segment'
    return {
      ...(fate && { fate }),
      why: (k) => words.get(person[rows[k]!]!) ?? '',
      filled: inSegment ? buyers.size : spared.size,
      note:
        (buyers.size === 0
          ? `Nobody${spared.size > 0 ? ' else' : ''} buys for a business (${counted(log.length, 'event')} looked at).`
          : `${counted(n, 'line')} of ${counted(buyers.size, 'wholesale buyer')} ${became[wholesale]}: ${who}${buyers.size > 3 ? ' and others' : ''}.`) +
        sparedWords(spared.size),
      *changes() {
        yield* sparedEntries(lot, person, spared)
        if (!inSegment) return
        for (const [p, buyer] of buyers)
          yield { row: first.get(p) as number, field: 'segment', before: null, after: 'wholesale', why: inWords(buyer) }
      },
      ...(inSegment && { found: { wholesale: new Set(buyers.keys()) } }),
    }
  },
}

const became = { keep: 'kept', segment: 'kept as a segment of their own', 'leave-out': 'set aside' } as const

const inWords = ({ lines, pieces, typical, usual }: WholesaleBuyer) =>
  `${counted(lines, 'line')} of ${counted(pieces, 'piece')} in all, half of them of ${typical} and more (${usual} in the shop)`
