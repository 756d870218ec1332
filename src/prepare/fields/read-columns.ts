import { shelvesOf } from '../shelves.ts'
import type { FieldColumn, FieldColumns, FieldValue } from './field-columns.ts'
import { type FieldRule, type FieldRules, knownFields } from './field-rules.ts'
import { readMissing } from './read-missing.ts'
import { inForm } from './text-forms.ts'
import { inUnit } from './units.ts'

/** What stands for nothing said, of all and of those alike in another field. */
export interface LearntFill {
  all?: FieldValue
  of?: Readonly<Record<string, FieldValue>>
}

/** Amounts in one unit; what cannot be read stays as it is. */
export function inUnits(column: FieldColumn, { unit, decimal }: FieldRule): FieldColumn {
  if (unit === undefined) return column
  const read = remembering((text: string) => inUnit(text, unit, decimal) ?? text)
  return column.map((value) => (typeof value === 'string' ? read(value) : value))
}

/** Texts in their forms; where nothing is left of one, nothing is said. */
export function inForms(column: FieldColumn, { text: forms = [] }: FieldRule): FieldColumn {
  if (forms.length === 0) return column
  const formed = remembering((text: string) => inForm(text, forms))
  return column.map((value) => {
    if (typeof value === 'string') return formed(value) || undefined
    if (!Array.isArray(value)) return value
    const words = (value as readonly string[]).map(formed)
    const kept = words.filter((word) => word !== '')
    if (kept.length === 0) return undefined
    return kept.length === value.length && words.every((word, k) => word === value[k]) ? value : kept
  })
}

/** Every field as its units and texts say, nothing filled. */
export const inOrder = (columns: FieldColumns, rules: FieldRules): FieldColumns =>
  new Map([...columns].map(([name, column]) => [name, inForms(inUnits(column, rules[name] ?? {}), rules[name] ?? {})]))

/**
 * The column with what its rule puts where nothing is said.
 * @param columns  of all fields, as `inOrder` leaves them
 * @param isThere  of each record whether there is one: nothing is said of what is not there
 */
export function filled(
  name: string,
  columns: FieldColumns,
  rule: FieldRule,
  learnt: LearntFill | undefined,
  isThere: (r: number) => boolean,
): FieldColumn {
  const column = columns.get(name) ?? []
  const missing = readMissing(rule.missing)
  if (!missing || missing.how === 'leave' || missing.how === 'drop') return column
  const by = 'by' in missing ? missing.by : undefined
  const groups = by === undefined ? undefined : columns.get(by)
  const fill = (r: number): FieldValue | undefined => {
    if (missing.how === 'constant') return missing.value
    if (missing.how === 'unknown') return marksItself(name) ? undefined : 'unknown'
    const own = groups && groupsOf(by as string, groups[r]).find((group) => Object.hasOwn(learnt?.of ?? {}, group))
    return own === undefined ? learnt?.all : learnt?.of?.[own]
  }
  return column.map((value, r) => (value === undefined && isThere(r) ? fill(r) : value))
}

/** Fields that hold nothing but numbers: that one is not known is a column of the features, and no value. */
export const marksItself = (name: string) =>
  Object.values(knownFields).some((fields) => (fields as Record<string, string>)[name] === 'number')

/** What a value is alike by, the nearest first: a shelf, then those around it; a text in small letters. */
export function groupsOf(field: string, value: FieldValue | undefined): string[] {
  if (value === undefined) return []
  if (field === 'category') return shelvesOf(String(value)).reverse()
  return [...new Set((Array.isArray(value) ? value : [value]).map((one) => String(one).trim().toLowerCase()))]
}

/** Shops say the same over and over: each text is worked on once. */
function remembering<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    let done = known.get(text)
    if (done === undefined) {
      done = work(text)
      known.set(text, done)
    }
    return done
  }
}
