const plain = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/
const written = /^([+-]?)\s*(\p{Sc}|[A-Z]{3})?\s*([+-]?)\s*(\d[\d.,'’\s]*|\.\d+)\s*(\p{Sc}|[A-Z]{3})?$/u
const owed = /^\(\s*(\S.*?)\s*\)$/
const parted = /^\d{1,3}([\s'’]\d{3})*([.,]\d+)?$/
const signs: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY', '₹': 'INR' }
const codes = new Set(Intl.supportedValuesOf('currency'))

export interface ReadNumber {
  /** NaN when the text is no number, or may be two */
  value: number
  /** it was not written as a program would */
  repaired: boolean
  /** three letters, where the text names one that is known; its sign where the sign is nobody's in particular */
  currency?: string
}

/**
 * A number as people write it: "€ 1.234,50", "1 234,50 EUR", "1,234.5", "1'234"; "(12.50)" is below zero, as in books.
 *
 * Of two kinds of sign the last is the decimal one; one that comes again parts thousands, and so thousands must be
 * whole. A single sign before exactly three digits may be either: it is read as the file says (`decimal`), and is no number
 * where the file does not say. (A point in a bare number is a decimal point, as everywhere.)
 *
 * @param decimal  the file's decimal sign, where it is known
 */
export function readNumber(text: string, decimal?: '.' | ','): ReadNumber {
  const usual = decimal === ',' ? text.replaceAll('.', '').replace(',', '.') : text
  if (plain.test(usual)) return { value: finite(Number(usual)), repaired: false }
  const inside = owed.exec(text)?.[1]
  const part = written.exec(inside ?? text)
  if (!part) return none
  const [, before = '', mark, after = '', digits = '', markBehind] = part
  if ((before !== '' && after !== '') || (mark !== undefined && markBehind !== undefined)) return none
  const named = mark ?? markBehind
  const currency = named === undefined ? undefined : (signs[named] ?? named)
  if (currency !== undefined && /^[A-Z]{3}$/.test(currency) && !codes.has(currency)) return none
  const sign = `${before}${after}`
  if (inside !== undefined && sign !== '') return none
  const value = amount(digits.trim(), decimal) * (sign === '-' || inside !== undefined ? -1 : 1)
  return Number.isNaN(value) ? none : { value: finite(value), repaired: true, ...(currency && { currency }) }
}

const none: ReadNumber = { value: Number.NaN, repaired: false }

const finite = (value: number) => (Number.isFinite(value) ? value : Number.NaN)

/** Digits and the signs among them. */
function amount(written: string, decimal: '.' | ',' | undefined): number {
  if (/[\s'’]/.test(written) && !parted.test(written)) return Number.NaN
  const digits = written.replaceAll(/[\s'’]/g, '')
  const found = [...digits].filter((sign) => sign === '.' || sign === ',')
  if (found.length === 0) return Number(digits)
  const last = found.at(-1) as '.' | ','
  const isThousands = found.length > 1 && found.every((sign) => sign === last)
  if (isThousands) return decimal === last ? Number.NaN : grouped(digits, last)
  const mixed = found.length > 1
  if (!mixed && /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) {
    if (decimal === undefined) return Number.NaN
    return decimal === last ? Number(digits.replace(last, '.')) : grouped(digits, last)
  }
  if (decimal !== undefined && decimal !== last) return Number.NaN
  const at = digits.lastIndexOf(last)
  const whole = mixed ? grouped(digits.slice(0, at), last === '.' ? ',' : '.') : digits.slice(0, at)
  return Number.isNaN(whole) ? Number.NaN : Number(`${whole}.${digits.slice(at + 1)}`)
}

/** Thousands parted by a sign, each of three digits. */
function grouped(digits: string, sign: '.' | ','): number {
  const parts = digits.split(sign)
  const whole = parts.every((part, at) => (at === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(part))
  return whole ? Number(parts.join('')) : Number.NaN
}
