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

const [width, height, margin] = [520, 340, 56]
const colours = ['#4269d0', '#efb118', '#ff725c', '#3ca951', '#a463f2']

/** Two plots with logarithmic axes, and nothing to load. */
export function growthPage(rows: readonly GrowthRow[], foot: string): string {
  const plots = [
    plot(rows, 'seconds', ({ seconds }) => seconds),
    plot(rows, 'MiB at the peak', ({ peakMiB }) => peakMiB),
  ]
  return `<!doctype html>
<meta charset="utf-8"><title>Osusume: growth</title>
<style>body { font: 14px system-ui; margin: 2em } svg { margin-right: 2em } text { font: 12px system-ui }</style>
<h1>Fits as a shop grows</h1>
${plots.join('\n')}
<p>${foot}</p>
`
}

function plot(rows: readonly GrowthRow[], title: string, sizeOf: (row: GrowthRow) => number): string {
  const xs = rows.map(({ millions }) => Math.log10(millions))
  const ys = rows.map((row) => Math.log10(sizeOf(row)))
  const [x0, x1] = [Math.min(...xs), Math.max(...xs) + 0.1]
  const [y0, y1] = [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))]
  const x = (log: number) => margin + ((log - x0) / (x1 - x0)) * (width - 2 * margin)
  const y = (log: number) => height - margin - ((log - y0) / Math.max(1, y1 - y0)) * (height - 2 * margin)
  const parts: string[] = [`<text x="${margin}" y="20">${title}, by millions of interactions</text>`]
  for (let power = y0; power <= y1; power++)
    parts.push(
      `<line x1="${margin}" x2="${width - margin}" y1="${y(power)}" y2="${y(power)}" stroke="#ddd"/>`,
      `<text x="${margin - 6}" y="${y(power) + 4}" text-anchor="end">${Number((10 ** power).toPrecision(1))}</text>`,
    )
  for (const millions of new Set(rows.map((row) => row.millions)))
    parts.push(
      `<text x="${x(Math.log10(millions))}" y="${height - margin + 18}" text-anchor="middle">${millions}</text>`,
    )
  for (const [m, model] of [...new Set(rows.map((row) => row.model))].entries()) {
    const own = rows.filter((row) => row.model === model).sort((a, b) => a.millions - b.millions)
    const points = own.map((row) => [x(Math.log10(row.millions)), y(Math.log10(sizeOf(row)))] as const)
    const colour = colours[m % colours.length]
    parts.push(
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((p) => p.join(',')).join(' ')}"/>`,
      ...points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`),
      `<text x="${width - margin + 4}" y="${(points.at(-1)?.[1] ?? 0) + 4}" fill="${colour}">${model}</text>`,
    )
  }
  return `<svg width="${width + 40}" height="${height}" role="img">${parts.join('')}</svg>`
}
