import { readNumber } from '../../numbers/read-number.ts'

/** What one of each is in the first of its table: by definition of the international yard and pound, and of the US gallon. */
const tables = {
  mass: {
    g: [1, 'gr', 'gram', 'grams', 'gramm', 'gramme', 'grammes'],
    kg: [1000, 'kilo', 'kilos', 'kgs', 'kilogram', 'kilograms'],
    mg: [0.001, 'milligram', 'milligrams'],
    t: [1e6, 'tonne', 'tonnes'],
    oz: [28.349523125, 'ounce', 'ounces'],
    lb: [453.59237, 'lbs', 'pound', 'pounds'],
  },
  length: {
    m: [1, 'metre', 'metres', 'meter', 'meters'],
    mm: [0.001, 'millimetre', 'millimetres', 'millimeter', 'millimeters'],
    cm: [0.01, 'centimetre', 'centimetres', 'centimeter', 'centimeters'],
    km: [1000],
    in: [0.0254, 'inch', 'inches', '"', '″', '”'],
    ft: [0.3048, 'foot', 'feet', "'", '′', '’'],
    yd: [0.9144, 'yard', 'yards'],
  },
  volume: {
    l: [1, 'litre', 'litres', 'liter', 'liters', 'ltr'],
    ml: [0.001, 'millilitre', 'millilitres', 'milliliter', 'milliliters', 'cc'],
    cl: [0.01],
    dl: [0.1],
    'fl oz': [0.0295735295625, 'fl. oz', 'fl. oz.', 'floz', 'fluid ounce', 'fluid ounces'],
    pt: [0.473176473, 'pint', 'pints'],
    qt: [0.946352946, 'quart', 'quarts'],
    gal: [3.785411784, 'gallon', 'gallons'],
  },
} as const satisfies Record<string, Record<string, readonly [number, ...string[]]>>

type Tables = typeof tables
export type Unit = { [Dimension in keyof Tables]: keyof Tables[Dimension] }[keyof Tables]

interface Meaning {
  dimension: string
  factor: number
}

const meanings = new Map<string, Meaning>()
for (const [dimension, units] of Object.entries(tables))
  for (const [unit, [factor, ...names]] of Object.entries(units) as [string, readonly [number, ...string[]]][])
    for (const name of [unit, ...names]) meanings.set(name, { dimension, factor })

/** Those that may be asked for, shortest name each. */
export const unitNames = Object.values(tables).flatMap((units) => Object.keys(units)) as Unit[]

/** Twelve digits are more than any scale has, and free of what multiplying leaves behind: 1.1 kg are 1100 g. */
const digits = 12

/**
 * An amount as people write it, in one unit: "1,5 kg" is 1500 in g, "5 ft 3 in" 160.02 in cm; a bare number is in that unit
 * already. Pints and gallons are those of the US.
 *
 * @param decimal  the sign before decimals, where the shop says which it uses; else "1,500 g" and "1.500 g" may be either and are not read
 * @returns        undefined where it is no amount, or one of something else ("3 pcs", litres where grams are wanted), or may be two
 */
export function inUnit(text: string, unit: Unit, decimal?: '.' | ','): number | undefined {
  const want = meanings.get(unit) as Meaning
  const bare = numberIn(text, decimal)
  if (bare !== undefined) return bare
  let sum = 0
  let rest = text.trim()
  if (rest === '') return undefined
  while (rest !== '') {
    const part = /^([+-]?[\d.,\u00a0\u202f ]*\d)\s*([^\d\s,+-][^\d,+-]*?)\s*(?:,\s+|(?=[\d+-])|$)/u.exec(rest)
    const value = part ? numberIn(part[1] as string, decimal) : undefined
    const meaning = part ? meanings.get(nameOf(part[2] as string)) : undefined
    if (!part || value === undefined || meaning?.dimension !== want.dimension) return undefined
    sum += value * meaning.factor
    rest = rest.slice(part[0].length)
  }
  return Number((sum / want.factor).toPrecision(digits))
}

/** A point before exactly three digits parts decimals in one country and thousands in another. */
function numberIn(text: string, decimal: '.' | ',' | undefined): number | undefined {
  const written = text.trim()
  if (decimal === undefined && /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(written)) return undefined
  const { value, currency } = readNumber(written, decimal)
  return Number.isNaN(value) || currency !== undefined ? undefined : value
}

/** "Kg." → "kg" */
const nameOf = (word: string) => {
  const small = word.trim().toLowerCase()
  return meanings.has(small) ? small : small.replace(/\.$/, '')
}
