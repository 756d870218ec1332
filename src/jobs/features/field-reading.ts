import type { Records } from '../../prepare/fields/field-columns.ts'
import { type FieldSide, type FieldsConfig, rulesThatRun } from '../../prepare/fields/field-rules.ts'
import { learnFields } from '../../prepare/fields/learn-fields.ts'
import { marksItself } from '../../prepare/fields/read-columns.ts'
import { readMissing } from '../../prepare/fields/read-missing.ts'
import { type FieldReading, orderly } from '../../prepare/fields/ready.ts'
import type { LearntScale } from '../../prepare/fields/scale.ts'

/** The part of a preparation that says how fields are read; an older snapshot says nothing. */
export interface FieldsConfigured {
  fields?: FieldsConfig
  steps: readonly string[]
}

/**
 * How fields are to be read, learnt from these records and no others: those of a training, never those it is asked about.
 * @param year  in which ages are counted; of no matter for products
 */
export async function learnReading<Side extends FieldSide>(
  records: readonly (Records[Side] | undefined)[],
  side: Side,
  config: FieldsConfigured,
  year = 0,
): Promise<FieldReading> {
  const rules = rulesThatRun(config, side)
  return { rules, learnt: await learnFields(orderly(records, side, { rules, year }), rules), year }
}

/** What makes columns of numbers by it. */
export function howNumbersStand({ rules, learnt }: FieldReading): {
  scales: Record<string, LearntScale>
  marksUnknown: (name: string) => boolean
} {
  return {
    scales: Object.fromEntries(Object.entries(learnt).flatMap(([name, { scale }]) => (scale ? [[name, scale]] : []))),
    marksUnknown: (name) => marksItself(name) && readMissing(rules[name]?.missing)?.how === 'unknown',
  }
}
