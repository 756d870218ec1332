import type { Evaluation } from '../document.ts'
import { valueAt } from '../statistics/power-law.ts'
import { legend } from './curves.ts'
import { escapeHtml, figure } from './html.ts'
import { plotFrame } from './plot-frame.ts'
import { across, upwards } from './scale.ts'
import { nColours } from './style.ts'
import { titleOf } from './title-of.ts'

/** Points of the drawn law between the measured sizes and what lies ahead. */
const steps = 24

/** How the leading metric grew with the data, and where it should be going; nothing where nobody asked. */
export function learningPlot({ results }: Evaluation): string {
  const known = results.flatMap(({ model, learningCurve }, index) =>
    learningCurve ? [{ model, index, of: learningCurve }] : [],
  )
  const [first] = known
  if (!first) return ''
  const { metric, unit } = first.of
  const furthest = Math.max(...known.map(({ of }) => (of.points.at(-1)?.size ?? 0) + (of.next?.more ?? 0)))
  const x = across(furthest, { whole: true })
  const y = upwards(
    Math.max(...known.flatMap(({ of }) => [...of.points.map(({ high }) => high), aheadOf(of)?.high ?? 0])),
  )
  const lines = known.map(({ index, of }) => {
    const dots = of.points.map(
      ({ size, value, low, high }) =>
        `<line class="whisker" x1="${x.at(size)}" x2="${x.at(size)}" y1="${y.at(low)}" y2="${y.at(high)}"/><circle cx="${x.at(size)}" cy="${y.at(value)}" r="4"/>`,
    )
    const ahead = aheadOf(of)
    const foretold = ahead
      ? `<line class="whisker ahead" x1="${x.at(ahead.size)}" x2="${x.at(ahead.size)}" y1="${y.at(ahead.low)}" y2="${y.at(ahead.high)}"/><circle class="hollow" cx="${x.at(ahead.size)}" cy="${y.at(ahead.value)}" r="4.5"/>`
      : ''
    return `<g class="m${index % nColours}"><g class="law">${lawOf(of, furthest, x.at, y.at)}</g>${dots.join('')}${foretold}</g>`
  })
  const said = known.map(({ model, of }) => `<li><b>${escapeHtml(model)}</b>: ${escapeHtml(of.words)}</li>`)
  return `${legend(results)}${plotFrame({
    title: titleOf(metric),
    x,
    y,
    xName: `${unit} to learn from →`,
    inside: lines.join(''),
    words: known
      .map(({ model, of }) => `${model} from ${figure(of.points[0]?.value)} to ${figure(of.points.at(-1)?.value)}`)
      .join('; '),
  })}<ul class="words">${said.join('')}</ul>`
}

type Curve = NonNullable<Evaluation['results'][number]['learningCurve']>

function aheadOf({ points, next }: Curve) {
  const last = points.at(-1)
  if (!last || !next) return undefined
  const { value, low, high } = next.gain
  return {
    size: last.size + next.more,
    value: last.value + value,
    low: last.value + low,
    high: last.value + high,
  }
}

function lawOf({ points, law }: Curve, furthest: number, x: (v: number) => string, y: (v: number) => string): string {
  const [first, last] = [points[0]?.size, points.at(-1)?.size]
  if (!law || first === undefined || last === undefined) return ''
  return Array.from({ length: steps }, (_, k) => {
    const [from, to] = [k, k + 1].map((at) => first + ((furthest - first) * at) / steps) as [number, number]
    const dashed = from >= last ? ' class="ahead"' : ''
    return `<line${dashed} x1="${x(from)}" y1="${y(valueAt(law, from / last))}" x2="${x(to)}" y2="${y(valueAt(law, to / last))}"/>`
  }).join('')
}
