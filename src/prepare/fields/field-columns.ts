import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import { type FieldRules, type FieldSide, knownFields } from './field-rules.ts'
import { readMissing } from './read-missing.ts'

/** What can be said in a field. */
export type FieldValue = string | number | boolean | readonly string[]

/** One value for each record; undefined where nothing is said. */
export type FieldColumn = readonly (FieldValue | undefined)[]

/** Columns by the name of their field, all equally long. */
export type FieldColumns = ReadonlyMap<string, FieldColumn>

export interface Records {
  items: Item
  people: User
}

/** A number this large is a slip, and its square is none at all. */
const largest = 1e150

/** Nothing said, nothing but spaces, no number, an empty list. */
export function isSaid(value: unknown): value is FieldValue {
  if (typeof value === 'string') return value.trim() !== ''
  if (typeof value === 'number') return Math.abs(value) < largest
  return typeof value === 'boolean' || (Array.isArray(value) && value.length > 0)
}

/** Every field that rules name, also those by which values are filled. */
export function fieldsNamed(rules: FieldRules): string[] {
  const groups = Object.values(rules).flatMap(({ missing }) => {
    const what = readMissing(missing)
    return what && 'by' in what && what.by !== undefined ? [what.by] : []
  })
  return [...new Set([...Object.keys(rules), ...groups])]
}

/**
 * Fields of records as columns.
 * @param year  in which ages are counted
 */
export function columnsOf<Side extends FieldSide>(
  records: readonly (Records[Side] | undefined)[],
  side: Side,
  names: readonly string[],
  year: number,
): FieldColumns {
  return new Map(
    names.map((name) => [
      name,
      records.map((record) => {
        const value = record && saidIn(record, side, name, year)
        return isSaid(value) ? value : undefined
      }),
    ]),
  )
}

function saidIn(record: Item | User, side: FieldSide, name: string, year: number): unknown {
  if (side === 'people' && name === 'age') {
    const { birthYear } = record as User
    return birthYear === undefined ? undefined : year - birthYear
  }
  if (Object.hasOwn(knownFields[side], name)) return record[name as keyof typeof record]
  const { attributes = {} } = record
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined
}

/** The same records with what columns say instead; those that say what was said stay as they are. */
export function withColumns<Side extends FieldSide>(
  records: readonly (Records[Side] | undefined)[],
  side: Side,
  columns: FieldColumns,
  year: number,
): (Records[Side] | undefined)[] {
  const before = columnsOf(records, side, [...columns.keys()], year)
  return records.map((record, r) => {
    if (!record) return undefined
    let said: Item | User = record
    for (const [name, column] of columns)
      if (column[r] !== before.get(name)?.[r]) said = saying(said, side, name, column[r], year)
    return said as Records[Side]
  })
}

function saying(
  record: Item | User,
  side: FieldSide,
  name: string,
  value: FieldValue | undefined,
  year: number,
): Item | User {
  if (side === 'people' && name === 'age') {
    const { birthYear: _, ...rest } = record as User
    return value === undefined ? rest : { ...rest, birthYear: year - (value as number) }
  }
  if (Object.hasOwn(knownFields[side], name)) {
    const { [name as keyof typeof record]: _, ...rest } = record
    return (value === undefined ? rest : { ...rest, [name]: value }) as Item | User
  }
  const { [name]: _, ...attributes } = record.attributes ?? {}
  return { ...record, attributes: value === undefined ? attributes : { ...attributes, [name]: value } } as Item | User
}
