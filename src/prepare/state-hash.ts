import { createHash } from 'node:crypto'
import type { Lot } from './steps/step.ts'

/** Names what stands after a step: which rows of the log, whose they are, what they are about and what came back of them. Equal state, equal name. */
export function stateHash({ log, rows, person, persons, item, items, returns, wholesale }: Lot): string {
  const hash = createHash('sha256')
  const bytes = (array: Uint32Array | Int32Array | Float64Array) =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  hash.update(bytes(rows))
  const whose = new Int32Array(rows.length)
  for (let k = 0; k < rows.length; k++) whose[k] = person[rows[k]!]!
  hash.update(bytes(whose))
  hash.update(String(persons.length))
  if (item !== log.item) {
    const what = new Int32Array(rows.length)
    for (let k = 0; k < rows.length; k++) what[k] = item[rows[k]!]!
    hash.update(bytes(what))
    hash.update(JSON.stringify(items.slice(log.items.length)))
  }
  hash.update(bytes(Float64Array.from(returns.flatMap(({ row, timeMs, pieces }) => [row, timeMs, pieces]))))
  if (wholesale) hash.update(bytes(Uint32Array.from(wholesale)))
  return hash.digest('hex')
}
