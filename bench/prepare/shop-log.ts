import { eventKinds } from '../../src/contract/event.ts'
import { normal, rng } from '../../src/numbers/rng.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'

const kind = Object.fromEntries(eventKinds.map((name, at) => [name, at])) as Record<(typeof eventKinds)[number], number>

/** Dirt as shares of the rows: what every step has something to do with. */
const share = {
  repeat: 0.01,
  retried: 0.005,
  nobody: 0.05,
  signedOut: 0.3,
  other: 0.01,
  noPieces: 0.002,
  free: 0.003,
  back: 0.02,
}

/**
 * A shop's log of `n` rows in order of time, seeded: visits of a dozen looks with carts and orders in them, products by a power law, a
 * browser for most customers, and dirt of every kind. Columns only: no text is made but the ids.
 */
export function shopLog(n: number, seed: number): EventColumns {
  const random = rng(seed)
  const nUsers = Math.ceil(n / 20)
  const nItems = Math.ceil(Math.sqrt(n) * 15)
  const log = {
    timeMs: new Float64Array(n),
    kind: new Uint8Array(n),
    user: new Int32Array(n),
    visitor: new Int32Array(n),
    item: new Int32Array(n),
    order: new Int32Array(n).fill(-1),
    quantity: new Float64Array(n).fill(Number.NaN),
    price: new Float64Array(n),
    rating: new Float64Array(n).fill(Number.NaN),
  }
  const postage = nItems
  const yearMs = 365 * 86_400_000
  const stepMs = yearMs / n
  let orders = 0
  let visit = { user: 0, left: 0, order: -1 }
  for (let e = 0; e < n; e++) {
    log.timeMs[e] = Math.floor(e * stepMs + Date.UTC(2025, 0, 1))
    const chance = random()
    if (e > 0 && chance < share.repeat + share.retried) {
      for (const column of Object.values(log)) column[e] = column[e - 1]!
      if (chance < share.retried) log.timeMs[e] = log.timeMs[e - 1]! + 1000
      continue
    }
    if (visit.left-- <= 0)
      visit = { user: Math.floor(nUsers * random() ** 2), left: 1 + Math.floor(20 * random() ** 2), order: -1 }
    const { user } = visit
    log.user[e] = random() < share.signedOut ? -1 : user
    log.visitor[e] = user
    if (random() < share.nobody) [log.user[e], log.visitor[e]] = [-1, -1]
    log.item[e] = random() < share.other ? postage : Math.floor(nItems * random() ** 3)
    log.price[e] =
      random() < share.free ? 0 : Math.round(100 * Math.exp(2 + Math.sin(log.item[e]!) + normal(random) / 10)) / 100
    const what = random()
    log.kind[e] = what < 0.8 ? kind.view : what < 0.9 ? kind.add_to_cart : kind.purchase
    if (what < 0.8) continue
    log.quantity[e] = random() < share.noPieces ? 0 : 1 + Math.floor(5 * random() ** 3)
    if (what < 0.9) continue
    if (visit.order < 0) visit.order = orders++
    log.order[e] = visit.order
    if (random() < share.back) log.kind[e] = kind.refund
  }
  const named = (prefix: string, count: number) => Array.from({ length: count }, (_, k) => `${prefix}${k}`)
  return {
    length: n,
    ...log,
    users: named('U', nUsers),
    visitors: named('b', nUsers),
    items: [...named('P', nItems), 'POST'],
    orders: named('O', orders),
  }
}
