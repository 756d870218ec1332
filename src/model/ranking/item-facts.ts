import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { ItemFeatures, ModelParts } from '../model.ts'

/** What is known of every item, whoever asks. NaN where it is not known. */
export interface ItemFacts {
  nItems: number
  /** log(1 + people who had it) */
  people: Float64Array
  /** log(1 + events, one half as heavy after a tenth of the time that the log spans) */
  recent: Float64Array
  /** days since 1970 of its first and its last event */
  firstDay: Float64Array
  lastDay: Float64Array
  logPrice: Float64Array
  /** items × categories and items × brands, where there are any */
  category?: Csr
  brand?: Csr
}

const arrays = ['people', 'recent', 'firstDay', 'lastDay', 'logPrice'] as const
const kinds = ['category', 'brand'] as const

/** O(events + items). */
export function itemFacts({ nCols, column, sequences }: Interactions, features?: ItemFeatures): ItemFacts {
  const unknown = () => new Float64Array(nCols).fill(Number.NaN)
  const people = new Float64Array(nCols)
  for (let at = 0; at < column.length; at++) people[column[at]!]!++
  const price = features?.price
  const facts: ItemFacts = {
    nItems: nCols,
    people: people.map((n) => Math.log1p(n)),
    recent: unknown(),
    firstDay: unknown(),
    lastDay: unknown(),
    logPrice: price ? Float64Array.from(price, (p) => (p > 0 ? Math.log(p) : Number.NaN)) : unknown(),
    ...Object.fromEntries(kinds.flatMap((kind) => (features?.fields[kind] ? [[kind, features.fields[kind]]] : []))),
  }
  if (!sequences) return facts
  const { item, day } = sequences
  let [begin, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let e = 0; e < item.length; e++) {
    const i = item[e]!
    if (!(day[e]! >= facts.firstDay[i]!)) facts.firstDay[i] = day[e]!
    if (!(day[e]! <= facts.lastDay[i]!)) facts.lastDay[i] = day[e]!
    if (day[e]! < begin) begin = day[e]!
    if (day[e]! > end) end = day[e]!
  }
  const halfLife = Math.max(1e-9, (end - begin) / 10)
  facts.recent.fill(0)
  for (let e = 0; e < item.length; e++) facts.recent[item[e]!]! += 2 ** ((day[e]! - end) / halfLife)
  for (let i = 0; i < nCols; i++) facts.recent[i] = Math.log1p(facts.recent[i]!)
  return facts
}

/** Facts as parts of a model, and back. */
export function storedFacts(facts: ItemFacts): ModelParts {
  const stored: ModelParts = { meta: { nItems: facts.nItems, columns: {} }, arrays: {} }
  for (const name of arrays) stored.arrays[name] = facts[name]
  for (const kind of kinds) {
    const m = facts[kind]
    if (!m) continue
    Object.assign(stored.meta.columns as object, { [kind]: m.nCols })
    for (const name of ['rowStart', 'column', 'value'] as const) stored.arrays[`${kind}.${name}`] = m[name]
  }
  return stored
}

/** @throws RangeError  parts of something else */
export function factsOf({ meta, arrays: from }: ModelParts): ItemFacts {
  if (!arrays.every((name) => from[name] instanceof Float64Array))
    throw new RangeError(`rerank: the parts lack one of the arrays ${arrays.join(', ')}`)
  const { nItems, columns } = meta as { nItems: number; columns: Partial<Record<(typeof kinds)[number], number>> }
  const matrices = kinds.flatMap((kind) => {
    const nCols = columns[kind]
    if (nCols === undefined) return []
    const [rowStart, column, value] = ['rowStart', 'column', 'value'].map((name) => from[`${kind}.${name}`])
    return [[kind, { nRows: nItems, nCols, rowStart, column, value }] as const]
  })
  const known = Object.fromEntries(arrays.map((name) => [name, from[name]]))
  return { nItems, ...known, ...Object.fromEntries(matrices) } as unknown as ItemFacts
}
