import type { Estimate } from '../../src/evaluate/coverage.ts'
import { escapeHtml, tickText } from '../../src/evaluate/report/html.ts'
import { lineThrough, plotFrame } from '../../src/evaluate/report/plot-frame.ts'
import type { Scale } from '../../src/evaluate/report/scale.ts'
import { scrollable } from '../../src/evaluate/report/scrollable.ts'
import { style } from '../../src/evaluate/report/style.ts'
import { allModels, type Effect } from './effects.ts'
import type { Row } from './tables.ts'

export interface PagePart {
  title: string
  note: string
  rows: readonly Row[]
}

/** The whole measurement as one page that fetches nothing: a curve by dose for each kind of dirt, and the tables. */
export function ablationPage(
  effects: readonly Effect[],
  parts: readonly PagePart[],
  lead: string,
  foot: string,
): string {
  const tables = parts.map(
    ({ title, note, rows }) =>
      `<section><h2>${escapeHtml(title)}</h2><p class="note">${escapeHtml(note)}</p>${scrollable(title, table(rows))}</section>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Osusume: what each step earns</title><style>${style}</style><main><header><p class="eyebrow">Osusume</p><h1>What each step earns</h1><p class="lead">${escapeHtml(lead)}</p></header>
<section><h2>By dose</h2><p class="note">Chance that the next new purchase is on the list of ten, mean of the models, in percent of the clean shop’s. Whiskers: 95 % intervals of the difference from the clean shop, over shops made anew.</p>
<p class="legend"><span class="m2"><i class="dot"></i>without the step</span><span class="m1"><i class="dot"></i>with it</span></p><div class="pair">${curves(effects)}</div></section>
${tables.join('\n')}<footer>${escapeHtml(foot)}</footer></main></html>
`
}

function table([head, ...rows]: readonly Row[]): string {
  const cells = (row: Row, tag: 'th' | 'td') =>
    row.map((cell, c) => (c === 0 ? `<th>${escapeHtml(cell)}</th>` : `<${tag}>${escapeHtml(cell)}</${tag}>`)).join('')
  return `<table><thead><tr>${cells(head ?? [], 'th')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</tbody></table>`
}

function curves(effects: readonly Effect[]): string {
  const own = effects.filter(({ model, figure }) => model === allModels && figure === 'chance')
  return [...Map.groupBy(own, ({ step, dirt }) => `${step}: ${dirt}`)]
    .map(([title, points]) => curve(title, points))
    .join('')
}

/** Doses stand evenly apart, as they grow by factors. */
function curve(title: string, points: readonly Effect[]): string {
  const place = (k: number) => `${(6 + (88 * k) / Math.max(1, points.length - 1)).toFixed(2)}%`
  const x: Scale = {
    at: place,
    marks: points.map(({ dose }, k) => ({ at: place(k), text: `×${dose}` })),
  }
  const share = (clean: number, { value, low, high }: Estimate) =>
    [100 + (100 * value) / clean, 100 + (100 * low) / clean, 100 + (100 * high) / clean] as const
  const lines = [
    { colour: 'm2', points: points.map(({ clean, damage }) => share(clean, damage)) },
    { colour: 'm1', points: points.map(({ clean, left }) => share(clean, left)) },
  ]
  const all = lines.flatMap((line) => line.points.flat())
  const y = between(Math.min(98, ...all), Math.max(101, ...all))
  const inside = lines.map(({ colour, points: of }) => {
    const at = of.map(([value], k) => [x.at(k), y.at(value)] as const)
    const dots = of.map(([value, low, high], k) => {
      const whisker = `<line class="whisker" x1="${x.at(k)}" x2="${x.at(k)}" y1="${y.at(low)}" y2="${y.at(high)}"/>`
      return `${whisker}<circle cx="${x.at(k)}" cy="${y.at(value)}" r="4"/>`
    })
    return `<g class="${colour}">${lineThrough(at)}${dots.join('')}</g>`
  })
  const words = points
    .map(
      ({ dose, clean, without, with: kept }) =>
        `at ${dose} doses ${percent(without / clean)} without, ${percent(kept / clean)} with`,
    )
    .join('; ')
  return plotFrame({ title, x, y, xName: 'dose →', yName: '%', inside: inside.join(''), words: `${title}: ${words}` })
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** Bottom to top between two figures, with four or five round marks. */
function between(low: number, high: number): Scale {
  const step = [0.5, 1, 2, 5, 10, 20].find((size) => (high - low) / size <= 5) ?? 25
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil(high / step) * step]
  const at = (value: number) => `${(96 - (92 * (value - bottom)) / (top - bottom)).toFixed(3)}%`
  const n = Math.round((top - bottom) / step)
  const marks = Array.from({ length: n + 1 }, (_, k) => bottom + k * step)
  return { at, marks: marks.map((value) => ({ at: at(value), text: tickText(value) })) }
}
