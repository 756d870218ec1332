import { eventKinds } from '../../src/contract/event.ts'
import { Vocabulary } from '../../src/numbers/vocabulary.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'
import { type RawLine, rawActions } from '../../src/simulate/raw-line.ts'

const kindOf = new Map(
  Object.entries(rawActions).map(([kind, action]) => [action as string, eventKinds.indexOf(kind as never)]),
)

/** Lines as an import would store them, without the road over a file. Whole lines only. */
export function columnsOfLines(lines: readonly RawLine[]): EventColumns {
  const [users, visitors, items, orders] = Array.from({ length: 4 }, () => new Vocabulary()) as [
    Vocabulary,
    Vocabulary,
    Vocabulary,
    Vocabulary,
  ]
  const row = (vocabulary: Vocabulary, id: string) => (id === '' ? -1 : vocabulary.add(id))
  const number = (text: string) => (text === '' ? Number.NaN : Number(text))
  return {
    length: lines.length,
    timeMs: Float64Array.from(lines, ({ timeMs }) => timeMs),
    kind: Uint8Array.from(lines, ({ action }) => kindOf.get(action) as number),
    user: Int32Array.from(lines, ({ customer_no }) => row(users, customer_no)),
    visitor: Int32Array.from(lines, ({ browser }) => row(visitors, browser)),
    item: Int32Array.from(lines, ({ article }) => row(items, article)),
    order: Int32Array.from(lines, ({ order_no }) => row(orders, order_no)),
    quantity: Float64Array.from(lines, ({ pieces }) => number(pieces)),
    price: Float64Array.from(lines, ({ unit_price }) => number(unit_price)),
    rating: new Float64Array(lines.length).fill(Number.NaN),
    users: users.ids,
    visitors: visitors.ids,
    items: items.ids,
    orders: orders.ids,
  }
}
