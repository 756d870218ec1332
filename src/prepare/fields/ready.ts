import { columnsOf, type FieldColumns, fieldsNamed, type Records, withColumns } from './field-columns.ts'
import type { FieldRules, FieldSide } from './field-rules.ts'
import type { LearntFields } from './learn-fields.ts'
import { filled, inOrder } from './read-columns.ts'

/** Rules, and what was learnt for them in a training: whoever comes later is read in the same way. */
export interface FieldReading {
  rules: FieldRules
  learnt: LearntFields
  /** in which ages are counted */
  year: number
}

/** Fields of records as rules want them, nothing filled: what is learnt from. */
export const orderly = <Side extends FieldSide>(
  records: readonly (Records[Side] | undefined)[],
  side: Side,
  { rules, year }: Omit<FieldReading, 'learnt'>,
): FieldColumns => inOrder(columnsOf(records, side, fieldsNamed(rules), year), rules)

/**
 * Records as models read them: amounts in their units, texts in their forms, and filled where nothing is said. Of what is not there
 * (undefined) nothing is said and nothing is filled. Scales are no part of it: features are made by them.
 * The same for a whole catalogue and for one person who asks.
 */
export function readied<Side extends FieldSide>(
  records: readonly (Records[Side] | undefined)[],
  side: Side,
  reading: FieldReading,
): (Records[Side] | undefined)[] {
  const { rules, learnt, year } = reading
  const columns = orderly(records, side, reading)
  const isThere = (r: number) => records[r] !== undefined
  const full = Object.entries(rules).map(
    ([name, rule]) => [name, filled(name, columns, rule, learnt[name]?.fill, isThere)] as const,
  )
  return withColumns(records, side, new Map(full), year)
}
