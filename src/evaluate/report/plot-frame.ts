import { escapeHtml } from './html.ts'
import type { Scale } from './scale.ts'

export interface Plot {
  title: string
  x: Scale
  y: Scale
  xName: string
  yName?: string
  /** SVG within the frame; places by the scales */
  inside: string
  /** the plot in words, for who cannot see it */
  words?: string
}

/** Axes, grid and titles around a plot. */
export function plotFrame({ title, x, y, xName, yName, inside, words }: Plot): string {
  const grid = y.marks.map(({ at }) => `<line class="grid" x1="0" x2="100%" y1="${at}" y2="${at}"/>`).join('')
  const ySteps = y.marks.map(({ at, text }) => `<span style="top:${at}">${text}</span>`).join('')
  const xSteps = x.marks.map(({ at, text }) => `<span style="left:${at}">${text}</span>`).join('')
  return `<figure class="plot"><figcaption>${escapeHtml(title)}${yName ? ` <small>${escapeHtml(yName)} ↑</small>` : ''}</figcaption>
<div class="y-axis" aria-hidden="true">${ySteps}</div><svg role="img" aria-label="${escapeHtml(words ?? title)}">${grid}${inside}</svg><div class="x-axis" aria-hidden="true">${xSteps}</div>
<div class="x-name">${escapeHtml(xName)}</div></figure>`
}

/** A line through points, as straight pieces in shares of the box. */
export const lineThrough = (points: readonly (readonly [x: string, y: string])[]) =>
  points
    .slice(1)
    .map(([x, y], at) => {
      const [x0, y0] = points[at] as readonly [string, string]
      return `<line x1="${x0}" y1="${y0}" x2="${x}" y2="${y}"/>`
    })
    .join('')
