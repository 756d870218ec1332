import { createHash } from 'node:crypto'
import type { Lot } from './steps/step.ts'

/** Rows hashed in one go. */
const piece = 2 ** 16

/** Names what stands after a step: which rows of the log, whose they are, what they are about, at what price, and what came back of them. Equal state, equal name. */
export function stateHash({ log, rows, person, persons, item, items, price, returns, wholesale }: Lot): string {
  const hash = createHash('sha256')
  const bytes = (array: Uint32Array | Int32Array | Float64Array) =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  const some = new Int32Array(Math.min(piece, rows.length))
  const ofRows = (column: Int32Array) => {
    for (let start = 0; start < rows.length; start += piece) {
      const n = Math.min(piece, rows.length - start)
      for (let k = 0; k < n; k++) some[k] = column[rows[start + k]!]!
      hash.update(bytes(some.subarray(0, n)))
    }
  }
  hash.update(bytes(rows))
  ofRows(person)
  hash.update(String(persons.length))
  if (item !== log.item) {
    ofRows(item)
    hash.update(JSON.stringify(items.slice(log.items.length)))
  }
  if (price !== log.price) hash.update(bytes(Float64Array.from(rows, (row) => price[row]!)))
  hash.update(bytes(Float64Array.from(returns.flatMap(({ row, timeMs, pieces }) => [row, timeMs, pieces]))))
  if (wholesale) hash.update(bytes(Uint32Array.from(wholesale)))
  return hash.digest('hex')
}
