import type { Evaluation } from '../document.ts'
import { escapeHtml, ticks, tickText } from './html.ts'

/**
 * One metric by depth of the list, a line per model, with the 95 % interval where it was computed. Straight pieces in
 * shares of the box rather than one path, so that the box may have any width and lines and text keep their weight.
 */
export function curves({ results }: Evaluation, metric: 'ndcg' | 'recall', title: string): string {
  const depth = Math.max(...results.map((result) => result.curves[metric].length))
  const withInterval = Object.keys(results[0]?.metrics ?? {}).flatMap((key) => {
    const [name, k] = key.split('@')
    return name === metric && Number(k) <= depth ? [{ key, k: Number(k) }] : []
  })
  const most = Math.max(
    ...results.flatMap((result) => [
      ...result.curves[metric],
      ...withInterval.map(({ key }) => result.metrics[key]?.high ?? 0),
    ]),
  )
  const marks = ticks(most, 4)
  const end = marks.at(-1) ?? 1
  const x = (k: number) => `${(3 + (94 * (k - 1)) / Math.max(1, depth - 1)).toFixed(3)}%`
  const y = (value: number) => `${(96 - (92 * value) / end).toFixed(3)}%`
  const grid = marks.map((value) => `<line class="grid" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/>`).join('')
  const lines = results.map(({ curves: drawn, metrics }, index) => {
    const values = drawn[metric]
    const pieces = values
      .slice(1)
      .map((value, at) => {
        const before = values[at] ?? 0
        return `<line x1="${x(at + 1)}" y1="${y(before)}" x2="${x(at + 2)}" y2="${y(value)}"/>`
      })
      .join('')
    // intervals of several models at one depth stand side by side
    const shift = (index - (results.length - 1) / 2) * 5
    const whiskers = withInterval
      .map(({ key, k }) => {
        const of = metrics[key]
        if (!of) return ''
        return `<line class="whisker" x1="${x(k)}" x2="${x(k)}" y1="${y(of.low)}" y2="${y(of.high)}"/><circle cx="${x(k)}" cy="${y(of.value)}" r="3.5"/>`
      })
      .join('')
    return `<g class="m${index % 6}">${pieces}<g transform="translate(${shift} 0)">${whiskers}</g></g>`
  })
  const yAxis = marks.map((value) => `<span style="top:${y(value)}">${tickText(value)}</span>`).join('')
  const depths = [1, 5, 10, 15, 20, 30, 50, 100].filter((k) => k <= depth)
  const xAxis = depths.map((k) => `<span style="left:${x(k)}">${k}</span>`).join('')
  return `<figure class="curve"><figcaption>${escapeHtml(title)}</figcaption>
<div class="y-axis">${yAxis}</div><svg role="img" aria-label="${escapeHtml(title)}">${grid}${lines.join('')}</svg><div class="x-axis">${xAxis}</div>
<div class="x-name">k, length of the list</div></figure>`
}

/** Which colour is which model. */
export function legend({ results }: Evaluation): string {
  return `<p class="legend">${results
    .map(({ model }, index) => `<span><i class="dot m${index % 6}"></i>${escapeHtml(model)}</span>`)
    .join('')}</p>`
}
