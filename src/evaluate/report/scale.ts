import { ticks, tickText } from './html.ts'

/** From a figure to its place in a plot, in shares of the box, so that the box may have any width and text keeps its size. */
export interface Scale {
  at(value: number): string
  marks: { at: string; text: string }[]
}

/** Left to right from 0 to a round number at or beyond `high`; `whole`: of what there are no halves. */
export function across(high: number, { n = 5, whole = false } = {}): Scale {
  const of = scale(high, n, (share) => 3 + 94 * share)
  return whole ? { ...of, marks: of.marks.filter(({ text }) => Number.isInteger(Number(text))) } : of
}

/** Bottom to top, likewise. */
export function upwards(high: number, { n = 4 } = {}): Scale {
  return scale(high, n, (share) => 96 - 92 * share)
}

/** Bottom to top from a round number at or below `low`: where differences are what is looked at. */
export function upwardsBetween(low: number, high: number, { n = 4 } = {}): Scale {
  const [, step = 1] = ticks(high - low, n)
  const first = Math.floor(low / step + 1e-9) * step
  const nSteps = Math.max(1, Math.ceil((high - first) / step - 1e-9))
  const at = (value: number) => `${(96 - (92 * (value - first)) / (nSteps * step)).toFixed(3)}%`
  const marks = Array.from({ length: nSteps + 1 }, (_, k) => first + k * step)
  return { at, marks: marks.map((value) => ({ at: at(value), text: tickText(value) })) }
}

function scale(high: number, n: number, place: (share: number) => number): Scale {
  const marks = ticks(high, n)
  const end = marks.at(-1) ?? 1
  const at = (value: number) => `${place(value / end).toFixed(3)}%`
  return { at, marks: marks.map((value) => ({ at: at(value), text: tickText(value) })) }
}
