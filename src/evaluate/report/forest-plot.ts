import type { Result } from '../document.ts'
import { escapeHtml, figure, ticks, tickText } from './html.ts'
import { nColours } from './style.ts'

/**
 * One metric of every model as a dot on its 95 % interval, on one scale from 0, over the band of the baseline's
 * interval: what stands clear of the band is better than the baseline. Coordinates are shares of the width, so the
 * picture fits a phone without shrinking its text.
 */
export function forestPlot(
  { protocol, results }: { protocol: { baseline: string }; results: readonly Pick<Result, 'model' | 'metrics'>[] },
  key: string,
): string {
  const most = Math.max(...results.map(({ metrics }) => metrics[key]?.high ?? 0))
  const marks = ticks(most, 5)
  const end = marks.at(-1) ?? 1
  const at = (x: number) => `${((100 * x) / end).toFixed(3)}%`
  const base = results.find(({ model }) => model === protocol.baseline)?.metrics[key]
  const grid = marks.map((x) => `<line class="grid" x1="${at(x)}" x2="${at(x)}" y1="0" y2="100%"/>`).join('')
  const band = base
    ? `<rect class="band" x="${at(base.low)}" width="${at(base.high - base.low)}" y="0" height="100%"/>` +
      `<line class="base" x1="${at(base.value)}" x2="${at(base.value)}" y1="0" y2="100%"/>`
    : ''
  const rows = results.map(({ model, metrics }, index) => {
    const of = metrics[key]
    if (!of) return ''
    return `<div class="row"><span class="name"><i class="dot m${index % nColours}"></i>${escapeHtml(model)}</span>
<svg class="track m${index % nColours}" aria-hidden="true">${grid}${band}<line class="whisker" x1="${at(of.low)}" x2="${at(of.high)}" y1="50%" y2="50%"/><line class="cap" x1="${at(of.low)}" x2="${at(of.low)}" y1="34%" y2="66%"/><line class="cap" x1="${at(of.high)}" x2="${at(of.high)}" y1="34%" y2="66%"/><circle cx="${at(of.value)}" cy="50%" r="5.5"/></svg>
<span class="figures"><b>${figure(of.value)}</b> <small>${figure(of.low)} – ${figure(of.high)}</small></span></div>`
  })
  const axis = marks
    .map((x, index) => {
      const anchor = index === 0 ? 'start' : index === marks.length - 1 ? 'end' : 'middle'
      return `<text x="${at(x)}" y="14" text-anchor="${anchor}">${tickText(x)}</text>`
    })
    .join('')
  return `<div class="forest" role="img" aria-label="${escapeHtml(key)} of every model with its interval">${rows.join('\n')}
<div class="row axis"><span class="name"></span><svg class="track" aria-hidden="true">${axis}</svg><span class="figures"></span></div></div>`
}
