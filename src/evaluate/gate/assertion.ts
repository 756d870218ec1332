/** What assertions read of a product; lower case, absent where nobody says. */
export interface AssertedItem {
  /** false = sold out */
  available?: boolean
  /** values by field: every level of `category`, `brand`, and attributes by their names */
  values: Readonly<Record<string, readonly string[]>>
}

/** What assertions read of a customer; lower case, absent where nobody says. */
export interface AssertedCustomer {
  /** years surely reached */
  age?: number
  values: Readonly<Record<string, string>>
}

/** For whom a sentence is meant; everybody when it does not say. */
type Whom = { under: number } | { field: string; value: string }

/** A sentence of the merchant about every list, understood. */
export type Assertion = { text: string; to?: Whom } & (
  | { kind: 'max-per'; field: string; most: number }
  | { kind: 'never'; field: string; value: string }
  | { kind: 'in-stock' }
)

/** How a sentence may be put. */
const assertionForms = [
  'max 3 per brand',
  'never category Alcohol to under 18',
  'never brand Acme to country CH',
  'no out-of-stock',
] as const

/**
 * "max N per FIELD", "never FIELD VALUE" or "no out-of-stock"; FIELD is brand, category or an attribute. Each may end in
 * "to under AGE", "to country VALUE", "to city VALUE" or "to gender VALUE".
 * @throws RangeError  naming the sentence and the forms there are
 */
export function parseAssertion(text: string): Assertion {
  const all = text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  const [, front = all, under, field, value] =
    all.match(/^(.+) to (?:(?:under |< ?)(\d+)|(country|city|gender) (.+))$/) ?? []
  const whom: Whom | undefined =
    under !== undefined
      ? { under: Number(under) }
      : field !== undefined && value !== undefined
        ? { field, value }
        : undefined
  return { ...claim(front, text), ...(whom && { to: whom }) }
}

function claim(words: string, text: string): Assertion {
  if (/^no out[- ]of[- ]stock$/.test(words)) return { text, kind: 'in-stock' }
  const [, most, per] = words.match(/^max (\d+) per (\S+)$/) ?? []
  if (per !== undefined && Number(most) >= 1) return { text, kind: 'max-per', field: per, most: Number(most) }
  const [, field, value] = words.match(/^never (?:recommend )?(\S+) (.+)$/) ?? []
  if (field !== undefined && value !== undefined) return { text, kind: 'never', field, value }
  throw new RangeError(
    `assertions: got "${text.slice(0, 80)}", want a sentence such as ${assertionForms.map((form) => `"${form}"`).join(', ')}`,
  )
}

/** Is the sentence about this customer? Whose age or field is not known is not meant by a sentence about it. */
export function means({ to }: Assertion, { age, values }: AssertedCustomer): boolean {
  if (!to) return true
  return 'under' in to ? age !== undefined && age < to.under : values[to.field] === to.value
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
