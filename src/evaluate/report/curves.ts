import type { Evaluation } from '../document.ts'
import { escapeHtml, figure } from './html.ts'
import { lineThrough, plotFrame } from './plot-frame.ts'
import { type Scale, upwards } from './scale.ts'
import { nColours } from './style.ts'

/** One metric by depth of the list, a line per model, with the 95 % interval where it was computed. */
export function curves({ results }: Evaluation, metric: 'ndcg' | 'recall', title: string): string {
  const depth = Math.max(...results.map((result) => result.curves[metric].length))
  const withInterval = Object.keys(results[0]?.metrics ?? {}).flatMap((key) => {
    const [name, k] = key.split('@')
    return name === metric && Number(k) <= depth ? [{ key, k: Number(k) }] : []
  })
  const y = upwards(
    Math.max(
      ...results.flatMap((result) => [
        ...result.curves[metric],
        ...withInterval.map(({ key }) => result.metrics[key]?.high ?? 0),
      ]),
    ),
  )
  const x = depths(depth)
  const lines = results.map(({ curves: drawn, metrics }, index) => {
    // intervals of several models at one depth stand side by side
    const shift = (index - (results.length - 1) / 2) * 5
    const whiskers = withInterval
      .map(({ key, k }) => {
        const of = metrics[key]
        if (!of) return ''
        return `<line class="whisker" x1="${x.at(k)}" x2="${x.at(k)}" y1="${y.at(of.low)}" y2="${y.at(of.high)}"/><circle cx="${x.at(k)}" cy="${y.at(of.value)}" r="3.5"/>`
      })
      .join('')
    return `<g class="m${index % nColours}">${lineThrough(drawn[metric].map((value, at) => [x.at(at + 1), y.at(value)]))}<g transform="translate(${shift} 0)">${whiskers}</g></g>`
  })
  const ends = results.map(({ model, curves: drawn }) => `${model} ${figure(drawn[metric].at(-1))}`)
  return plotFrame({
    title,
    x,
    y,
    xName: 'k, length of the list',
    inside: lines.join(''),
    words: `${title} by length of the list; at ${depth}: ${ends.join(', ')}`,
  })
}

function depths(depth: number): Scale {
  const at = (k: number) => `${(3 + (94 * (k - 1)) / Math.max(1, depth - 1)).toFixed(3)}%`
  const marks = [1, 5, 10, 15, 20, 30, 50, 100].filter((k) => k <= depth)
  return { at, marks: marks.map((k) => ({ at: at(k), text: String(k) })) }
}

/** Which colour is which model. */
export function legend(results: readonly { model: string }[]): string {
  return `<p class="legend">${results
    .map(({ model }, index) => `<span><i class="dot m${index % nColours}"></i>${escapeHtml(model)}</span>`)
    .join('')}</p>`
}
