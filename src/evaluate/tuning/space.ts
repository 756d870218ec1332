import type { Range } from '../../model/model.ts'
import type { Rng } from '../../numbers/rng.ts'

export type Value = string | number | boolean

/** What may be tried: a range for each option. */
export type Space = Readonly<Record<string, Range>>

/** A value for every option of a space. */
export type Point = Readonly<Record<string, Value>>

/** How often a value that stands beside a range is drawn. */
const shareOfSpecial = 0.2

/** A value of the range, every one as likely as any other (on the scale of the range). */
export function draw(range: Range, random: Rng): Value {
  if ('choices' in range) return pick(range.choices, random)
  if (range.also && random() < shareOfSpecial) return pick(range.also, random)
  return fromUnit(range, random())
}

/** A value for every option. */
export const drawPoint = (space: Space, random: Rng): Point =>
  Object.fromEntries(Object.entries(space).map(([option, range]) => [option, draw(range, random)]))

export type NumberRange = Extract<Range, { low: number }>

/** Where a number stands between low (0) and high (1), on the scale of the range; beyond them is cut off. */
export function toUnit({ low, high, scale }: NumberRange, value: number): number {
  if (high === low) return 0
  const at =
    scale === 'log' ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low)
  return Math.min(1, Math.max(0, at))
}

/** The number at this place of the range. Four digits are kept: more would be noise in every report. */
export function fromUnit({ low, high, scale, whole }: NumberRange, unit: number): number {
  const value = scale === 'log' ? low * (high / low) ** unit : low + unit * (high - low)
  const short = whole ? Math.round(value) : Number(value.toPrecision(4))
  return Math.min(high, Math.max(low, short))
}

/** Is the value one of those beside a range of numbers, such as 0 for "off" or "auto"? */
export const isSpecial = ({ also }: NumberRange, value: Value): boolean => also?.includes(value) ?? false

export const isWithin = ({ low, high }: NumberRange, value: Value): boolean =>
  typeof value === 'number' && value >= low && value <= high

const pick = (choices: readonly Value[], random: Rng): Value =>
  choices[Math.min(choices.length - 1, Math.floor(random() * choices.length))]!
