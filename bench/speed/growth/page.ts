/** One fit: what it was given and what it took. */
export interface GrowthRow {
  model: string
  millions: number
  users: number
  items: number
  seconds: number
  peakMiB: number
  /** held before the fit began: the data and the program */
  dataMiB: number
  /** what the algorithm said beforehand */
  declaredMiB: number
}

const [width, height] = [560, 400]
const [left, right, top, bottom] = [56, 104, 36, 36]
const lineHeight = 15
const colours = [
  '#4269d0',
  '#c98a00',
  '#ff725c',
  '#3ca951',
  '#a463f2',
  '#6cc5b0',
  '#ff8ab7',
  '#9c6b4e',
  '#97bbf5',
  '#9498a0',
  '#00798c',
  '#b8336a',
  '#7a7d00',
]

/** Two plots with logarithmic axes, and nothing to load. */
export function growthPage(rows: readonly GrowthRow[], foot: string): string {
  const plots = [
    plot(rows, 'Seconds', ({ seconds }) => seconds),
    plot(rows, 'MiB at the peak', ({ peakMiB }) => peakMiB),
  ]
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Osusume: growth</title>
<style>
:root { color-scheme: light dark } body { font: 15px/1.5 system-ui; margin: 2rem auto; max-width: 1180px; padding: 0 1rem }
h1 { margin: 0 } main { display: flex; flex-wrap: wrap; gap: 1rem } svg { flex: 1 1 420px; max-width: 100%; height: auto }
svg text { font: 12px system-ui; fill: currentColor } svg .title { font-weight: 600; font-size: 14px } svg .grid { stroke: currentColor; opacity: .15 }
</style>
<h1>Fits as a shop grows</h1>
<p>Millions of interactions from left to right; both axes are logarithmic.</p>
<main>
${plots.join('\n')}
</main>
<p>${foot}</p>
`
}

function plot(rows: readonly GrowthRow[], title: string, sizeOf: (row: GrowthRow) => number): string {
  const xs = rows.map(({ millions }) => Math.log10(millions))
  const ys = rows.map((row) => Math.log10(sizeOf(row)))
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)]
  const [y0, y1] = [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))]
  const x = (log: number) => left + ((log - x0) / Math.max(0.1, x1 - x0)) * (width - left - right)
  const y = (log: number) => height - bottom - ((log - y0) / Math.max(1, y1 - y0)) * (height - top - bottom)
  const parts: string[] = [`<text class="title" x="${left}" y="18">${title}</text>`]
  for (let power = y0; power <= y1; power++)
    parts.push(
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(power)}" y2="${y(power)}"/>`,
      `<text x="${left - 8}" y="${y(power) + 4}" text-anchor="end">${Number((10 ** power).toPrecision(1)).toLocaleString('en')}</text>`,
    )
  for (const millions of new Set(rows.map((row) => row.millions)))
    parts.push(
      `<text x="${x(Math.log10(millions))}" y="${height - bottom + 20}" text-anchor="middle">${millions}</text>`,
    )
  const labels: Label[] = []
  for (const [m, model] of [...new Set(rows.map((row) => row.model))].entries()) {
    const own = rows.filter((row) => row.model === model).sort((a, b) => a.millions - b.millions)
    const points = own.map((row) => [x(Math.log10(row.millions)), y(Math.log10(sizeOf(row)))] as const)
    const colour = colours[m % colours.length]!
    parts.push(
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((p) => p.join(',')).join(' ')}"/>`,
      ...points.map(([px, py], p) => {
        const said = `${model}, ${own[p]?.millions} million: ${sizeOf(own[p]!).toPrecision(3)}`
        return `<circle cx="${px}" cy="${py}" r="4" fill="${colour}"><title>${said}</title></circle>`
      }),
    )
    const [endX, endY] = points.at(-1)!
    labels.push({ model, colour, x: endX + 10, y: endY + 4 })
  }
  for (const { model, colour, x: atX, y: atY } of apart(labels))
    parts.push(`<text x="${atX}" y="${atY}" style="fill:${colour}">${model}</text>`)
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}, by millions of interactions">${parts.join('')}</svg>`
}

interface Label {
  model: string
  colour: string
  x: number
  y: number
}

/** Labels at the end of their lines, pushed down until none covers the one above it. */
function apart(labels: readonly Label[]): Label[] {
  const sorted = [...labels].sort((a, b) => a.x - b.x || a.y - b.y)
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i]!.x === sorted[i - 1]!.x) sorted[i]!.y = Math.max(sorted[i]!.y, sorted[i - 1]!.y + lineHeight)
  return sorted
}
