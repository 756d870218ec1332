import type { Mapping } from './mapping.ts'

/** A comma before one or two digits at the end, or behind a point that parts thousands. */
const commaIsDecimal = /,\d{1,2}\D*$|\.\d{3},/
const pointIsDecimal = /\.\d{1,2}\D*$|,\d{3}\./
/** either may be */
const either = /^\D*[1-9]\d{0,2}[.,]\d{3}\D*$/

/**
 * How a file writes what a mapping has found in it: its decimal sign, where the numbers say so and need it, what parts its category paths, and
 * that prices come in several currencies.
 * @param values  the values of a column that are given
 */
export function proposeForms(
  { quantity, price, rating, currency, items }: Mapping,
  values: (column: string) => string[],
): { mapping: Pick<Mapping, 'decimal' | 'categorySeparator'>; reasons: string[] } {
  const mapping: Pick<Mapping, 'decimal' | 'categorySeparator'> = {}
  const reasons: string[] = []
  const numbers = [quantity, price, rating, items?.price].flatMap((column) =>
    column === undefined ? [] : values(column),
  )
  const [commas, points] = [commaIsDecimal, pointIsDecimal].map((form) => numbers.filter((value) => form.test(value)))
  const isDoubtful = numbers.some((value) => either.test(value))
  if (commas?.length && !points?.length) mapping.decimal = ','
  else if (points?.length && !commas?.length && isDoubtful && numbers.some((value) => /,\d{3}/.test(value)))
    mapping.decimal = '.'
  if (mapping.decimal)
    reasons.push(`decimal = "${mapping.decimal}": as in ${(mapping.decimal === ',' ? commas : points)?.[0]}`)
  const paths = items?.category === undefined ? [] : values(items.category)
  const parted = paths.filter((path) => /\S\/\S/.test(path) && !/[>»|]/.test(path))
  if (parted.length > 0.8 * paths.length) {
    mapping.categorySeparator = '/'
    reasons.push(`categorySeparator = "/": as in ${parted[0]}`)
  }
  const moneys = currency === undefined ? [] : [...new Set(values(currency).map((money) => money.toUpperCase()))]
  if (moneys.length > 1)
    reasons.push(
      `prices are in ${moneys.join(', ')}: say what one of each is worth in the shop's own as "currencies", or they are taken as they stand`,
    )
  return { mapping, reasons }
}
