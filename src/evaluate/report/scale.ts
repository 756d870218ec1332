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

function scale(high: number, n: number, place: (share: number) => number): Scale {
  const marks = ticks(high, n)
  const end = marks.at(-1) ?? 1
  const at = (value: number) => `${place(value / end).toFixed(3)}%`
  return { at, marks: marks.map((value) => ({ at: at(value), text: tickText(value) })) }
}
