import type { TextForm } from './text-forms.ts'
import type { Unit } from './units.ts'

/** How a number becomes one of the same size for every field; what each does is said in scale.ts. */
export const scaleNames = ['min-max', 'z-score', 'robust', 'log', 'quantile'] as const
export type ScaleName = (typeof scaleNames)[number]

/**
 * What becomes of a field of which nothing is said, as it is read (read-missing.ts).
 *
 *     leave       it stays empty
 *     drop        products and people without it leave (steps/required-fields.ts)
 *     unknown     that nothing is known is what is known: a value of its own
 *     median      the middle of what is said of the others (numbers)
 *     mode        what is said most often
 *     { constant }  this
 *
 * `by` another field: of those that are equal in it, and of all where nothing is said among them.
 */
export type Missing =
  | { how: 'leave' | 'drop' | 'unknown' }
  | { how: 'constant'; value: string | number | boolean }
  | { how: 'median' | 'mode'; by?: string }

/** What is done to one field, in this order. */
export interface FieldRule {
  /** an amount in a text becomes a number of these (units.ts) */
  unit?: Unit
  /** which sign stands before decimals in such texts, where that is known */
  decimal?: '.' | ','
  /** forms of a text, in their order (text-forms.ts) */
  text?: readonly TextForm[]
  /** "leave", "drop", "unknown", "median", "mode", "median by FIELD", "mode by FIELD" or a constant */
  missing?: string | { constant: string | number | boolean }
  /** not said: a number is one of ten equally filled bands */
  scale?: ScaleName
  /** a scaled number lies between two of so many knots and one */
  bins?: number
}

export type FieldRules = Readonly<Record<string, FieldRule>>

/** Rules for fields of products and of people, by their names; an unknown name is that of an attribute. */
export interface FieldsConfig {
  items: FieldRules
  people: FieldRules
  /** of purchases (steps/event-prices.ts) */
  events: { price?: { missing: 'leave' | 'drop' | 'median' | 'median by item' | { constant: number } } }
}

export const fieldSides = ['items', 'people'] as const
export type FieldSide = (typeof fieldSides)[number]

/** Steps about fields, in the order in which they run, and the part of a rule that each carries out. */
export const fieldSteps = { units: 'unit', texts: 'text', missing: 'missing', scales: 'scale' } as const
export type FieldStep = keyof typeof fieldSteps

export const fieldStepNames = Object.keys(fieldSteps) as FieldStep[]

/** Steps about the catalogue, which begin where the events are clean: what products are called, then the fields of products and people. */
export const catalogueStepNames: readonly string[] = ['descriptions', ...fieldStepNames]
export const isCatalogueStep = (name: string) => catalogueStepNames.includes(name)
export const isFieldStep = (name: string): name is FieldStep => Object.hasOwn(fieldSteps, name)

/** The rules of one side that the steps which run carry out: what was taken back is not done to any model either. */
export function rulesThatRun(
  { fields, steps }: { fields?: FieldsConfig; steps: readonly string[] },
  side: FieldSide,
): FieldRules {
  const off = fieldStepNames.filter((step) => !steps.includes(step)).map((step) => fieldSteps[step])
  return Object.fromEntries(
    Object.entries(fields?.[side] ?? {}).map(([name, rule]) => [
      name,
      Object.fromEntries(Object.entries(rule).filter(([part]) => !off.includes(part as (typeof off)[number]))),
    ]),
  )
}

/** Fields with their kind, where it is settled what they are. Everything else is an attribute and may be either. */
export const knownFields = {
  items: { title: 'text', description: 'text', category: 'text', brand: 'text', price: 'number' },
  people: { country: 'text', city: 'text', gender: 'text', age: 'number' },
} as const satisfies Record<FieldSide, Record<string, 'text' | 'number'>>

/** Knots that are one more than this, when nobody says. */
export const defaultBins = 10
