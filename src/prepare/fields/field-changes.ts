import type { FieldValue } from './field-columns.ts'
import type { FieldSide } from './field-rules.ts'

/** Values that steps about the catalogue changed, column by column: a catalogue may be changed whole. */
export interface FieldChanges {
  step: string[]
  side: FieldSide[]
  /** of the product or person; null for what concerns the field itself */
  id: (string | null)[]
  field: string[]
  before: (string | null)[]
  after: (string | null)[]
  why: string[]
}

export const noChanges = (): FieldChanges => ({
  step: [],
  side: [],
  id: [],
  field: [],
  before: [],
  after: [],
  why: [],
})

/** A value as a ledger keeps it. */
export const inText = (value: FieldValue | undefined): string | null =>
  value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)
