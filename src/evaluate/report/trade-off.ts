import type { Evaluation } from '../document.ts'
import { parseMetric } from '../metric-at-k.ts'
import { metricTable } from '../metric-table.ts'
import { legend } from './curves.ts'
import { figure } from './html.ts'
import { plotFrame } from './plot-frame.ts'
import { across, upwards } from './scale.ts'
import { nColours } from './style.ts'
import { titleOf } from './title-of.ts'

/** What accuracy may cost, the first that was measured. */
const others = ['diversity-category', 'diversity-brand', 'diversity-embedding', 'coverage', 'novelty'] as const

/** The key of what stands against accuracy, at the leading depth where it can be. */
export function varietyKey(keys: readonly string[], lead: string): string | undefined {
  const { k } = parseMetric(lead)
  const found = others.flatMap((name) => keys.filter((key) => key.startsWith(`${name}@`)))
  return found.find((key) => key.endsWith(`@${k}`)) ?? found[0]
}

/** Accuracy against variety: a dot a model with both its intervals; up and to the right is better. */
export function tradeOff({ results }: Evaluation, lead: string, other: string): string {
  const drawn = results.map(({ model, metrics }, index) => ({ model, index, a: metrics[lead], b: metrics[other] }))
  const x = across(Math.max(...drawn.map(({ a }) => a?.high ?? 0)))
  const y = upwards(Math.max(...drawn.map(({ b }) => b?.high ?? 0)))
  const dots = drawn.map(({ index, a, b }) => {
    if (!a || !b || !Number.isFinite(b.value)) return ''
    return `<g class="m${index % nColours}"><line class="whisker" x1="${x.at(a.low)}" x2="${x.at(a.high)}" y1="${y.at(b.value)}" y2="${y.at(b.value)}"/><line class="whisker" x1="${x.at(a.value)}" x2="${x.at(a.value)}" y1="${y.at(b.low)}" y2="${y.at(b.high)}"/><circle cx="${x.at(a.value)}" cy="${y.at(b.value)}" r="5.5"/></g>`
  })
  const grid = x.marks.map(({ at }) => `<line class="grid" x1="${at}" x2="${at}" y1="0" y2="100%"/>`).join('')
  const plot = plotFrame({
    title: `${titleOf(lead)} and ${titleOf(other)}`,
    x,
    y,
    xName: `${titleOf(lead)} →`,
    yName: titleOf(other),
    inside: grid + dots.join(''),
    words: drawn.map(({ model, a, b }) => `${model}: ${figure(a?.value)} and ${figure(b?.value)}`).join('; '),
  })
  return legend(results) + plot
}

export const varietyWords = (key: string) => metricTable[parseMetric(key).name].words
