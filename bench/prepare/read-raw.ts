import { eventKinds } from '../../src/contract/event.ts'
import { type Engine, type NumberArray, openEngine, text } from '../../src/prepare/engine.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'

const names = ['user', 'visitor', 'item', 'order_no'] as const

/** What the engine names a text by, as a whole number of 53 bits: worked out once for each text of a row group, not for each row. */
const hashOf = (id: string) => `(hash(${id}) >> 11)::DOUBLE`

/**
 * The raw log as columns. Ids come as hashes and become positions in their sorted lists here: a join with those lists in the engine would take
 * longer than all the rest.
 */
export async function readRaw(source: string): Promise<EventColumns> {
  const engine = await openEngine()
  // rows say their place themselves, so that both cores may hand them over as they come
  await engine.run("SET preserve_insertion_order = false; SET streaming_buffer_size = '32MB'")
  const from = `read_parquet(${text(source)}, file_row_number = true)`
  const { n } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${from}`)
  const places: Places[] = []
  for (const name of names) {
    await engine.run(
      `CREATE TABLE ${name}s AS SELECT id, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS code
       FROM (SELECT DISTINCT ${name} AS id FROM ${from} WHERE ${name} IS NOT NULL)`,
    )
    places.push(await placesOf(engine, `${name}s`))
  }
  const number = () => new Float64Array(n)
  const code = () => new Int32Array(n)
  const numbers = { timeMs: number(), kind: new Uint8Array(n), quantity: number(), price: number() }
  const codes = { user: code(), visitor: code(), item: code(), order: code() }
  const kinds = eventKinds.map((kind, at) => `WHEN ${text(kind)} THEN ${at}`).join(' ')
  await engine.scan(
    `SELECT file_row_number::DOUBLE, epoch_ms(time)::DOUBLE, (CASE kind ${kinds} END)::UTINYINT, coalesce(quantity, 'nan'), coalesce(price, 'nan'),
       ${names.map(hashOf).join(', ')} FROM ${from}`,
    ([row = new Float64Array(), ...values]) => {
      // some rows of one row group, one after the other
      const start = row[0]!
      if (row[row.length - 1]! - start !== row.length - 1) throw new RangeError('rows came in pieces')
      for (const [at, column] of Object.values(numbers).entries()) column.set(values[at] as NumberArray, start)
      for (const [at, column] of Object.values(codes).entries())
        places[at]?.into(column, start, values[4 + at] as Float64Array)
    },
  )
  // last: each time something is thrown away they are all looked at
  const ids: string[][] = []
  const listOf = (name: string) =>
    engine.one<{ list: string }>(
      `SELECT coalesce(to_json(list(id ORDER BY code)), '[]')::VARCHAR AS list FROM ${name}s`,
    )
  // one list is spelled out while the one before it is parsed
  for (let next = listOf(names[0]), at = 0; at < names.length; at++) {
    const { list } = await next
    const following = names[at + 1]
    if (following) next = listOf(following)
    ids.push(JSON.parse(list) as string[])
  }
  engine.close()
  const [users = [], visitors = [], items = [], orders = []] = ids
  return { length: n, ...numbers, ...codes, rating: number().fill(Number.NaN), users, visitors, items, orders }
}

/** The places of ids by their hashes; two ids of one hash, one chance in ten thousand among a million ids, are refused. */
async function placesOf(engine: Engine, table: string): Promise<Places> {
  const { n, none } = await engine.one<{ n: number; none: number }>(
    `SELECT (SELECT count(*)::DOUBLE FROM ${table}) AS n, ${hashOf('NULL::VARCHAR')} AS none`,
  )
  const places = new Places(n)
  places.add(none, -1)
  await engine.scan(
    `SELECT ${hashOf('id')}, code FROM ${table}`,
    ([hash = new Float64Array(), code = new Int32Array()]) => {
      for (let k = 0; k < hash.length; k++) places.add(hash[k]!, code[k]!)
    },
  )
  return places
}

/** Hash -> place in the list of ids, −1 for that of no id: an open-addressing table, at most half full. */
class Places {
  readonly #keys: Float64Array
  readonly #places: Int32Array

  constructor(n: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * n + 2))
    this.#keys = new Float64Array(slots).fill(-1)
    this.#places = new Int32Array(slots)
  }

  add(hash: number, place: number): void {
    const slot = this.#slotOf(hash)
    if (this.#keys[slot] === hash) throw new RangeError('two ids of one hash')
    this.#keys[slot] = hash
    this.#places[slot] = place
  }

  into(column: Int32Array, start: number, hashes: Float64Array): void {
    let last = -1
    let place = -1
    for (let k = 0; k < hashes.length; k++) {
      // who does one thing mostly does the next
      if (hashes[k]! !== last) {
        last = hashes[k]!
        place = this.#places[this.#slotOf(last)]!
      }
      column[start + k] = place
    }
  }

  #slotOf(hash: number): number {
    const keys = this.#keys
    const mask = keys.length - 1
    let slot = hash & mask
    while (keys[slot]! !== hash && keys[slot]! >= 0) slot = (slot + 1) & mask
    return slot
  }
}
