/** What assertions read of a product; lower case, absent where nobody says. */
export interface AssertedItem {
  /** false = sold out */
  available?: boolean
  /** values by field: every level of `category`, `brand`, and attributes by their names */
  values: Readonly<Record<string, readonly string[]>>
}

/** A sentence of the merchant about every list, understood. */
export type Assertion =
  | { text: string; kind: 'max-per'; field: string; most: number }
  | { text: string; kind: 'never'; field: string; value: string }
  | { text: string; kind: 'in-stock' }

/** How a sentence may be put. */
export const assertionForms = ['max 3 per brand', 'never category Alcohol', 'no out-of-stock'] as const

/**
 * "max N per FIELD", "never FIELD VALUE" or "no out-of-stock"; FIELD is brand, category or an attribute.
 * @throws RangeError  naming the sentence and the forms there are
 */
export function parseAssertion(text: string): Assertion {
  const words = text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  if (/^no out[- ]of[- ]stock$/.test(words)) return { text, kind: 'in-stock' }
  const [, most, per] = words.match(/^max (\d+) per (\S+)$/) ?? []
  if (per !== undefined && Number(most) >= 1) return { text, kind: 'max-per', field: per, most: Number(most) }
  const [, field, value] = words.match(/^never (\S+) (.+)$/) ?? []
  if (field !== undefined && value !== undefined) return { text, kind: 'never', field, value }
  throw new RangeError(
    `assertions: got "${text.slice(0, 80)}", want a sentence such as ${assertionForms.map((form) => `"${form}"`).join(', ')}`,
  )
}

/**
 * Whether a list, best first, breaks an assertion. A product of which a field is not known breaks none about that field.
 * A category counts on every level: "never category Toys" is broken by "Toys > Puzzles", and so is "max 3 per category"
 * by four products of Toys, whatever is below.
 */
export function breaks(assertion: Assertion, list: readonly AssertedItem[]): boolean {
  if (assertion.kind === 'in-stock') return list.some(({ available }) => available === false)
  if (assertion.kind === 'never')
    return list.some(({ values }) => values[assertion.field]?.includes(assertion.value) === true)
  const times = new Map<string, number>()
  for (const { values } of list)
    for (const value of new Set(values[assertion.field])) {
      const n = (times.get(value) ?? 0) + 1
      if (n > assertion.most) return true
      times.set(value, n)
    }
  return false
}
