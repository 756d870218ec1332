import type { Evaluation } from '../document.ts'
import { parseMetric } from '../metric-at-k.ts'
import { metricTable } from '../metric-table.ts'
import { count, escapeHtml, figure, signedFigure } from './html.ts'
import { scrollable } from './scrollable.ts'
import { nColours } from './style.ts'
import { titleOf } from './title-of.ts'

/** A table for each depth that was asked for, one of them on show; turned over without a script. */
export function metricTables(evaluation: Evaluation): string {
  const { results } = evaluation
  const asked = Object.keys(results[0]?.metrics ?? {}).map(parseMetric)
  const depths = [...new Set(asked.map(({ k }) => k))].sort((a, b) => a - b)
  const first = depths.includes(10) ? 10 : depths[0]
  const tabs = depths.map(
    (k) =>
      `<input type="radio" name="depth" id="depth-${k}"${k === first ? ' checked' : ''}><label for="depth-${k}">${k === 0 ? 'whole ranking' : `at ${k}`}</label>`,
  )
  const tables = depths.map((k) => {
    const columns = asked.filter((metric) => metric.k === k)
    const best = new Map(columns.map(({ key, name }) => [key, bestOf(evaluation, key, metricTable[name].better)]))
    const head = columns.map(({ key }) => `<th scope="col">${escapeHtml(titleOf(key))}</th>`)
    const rows = results.map(({ model, metrics }, index) => {
      const cells = columns.map(({ key }) => {
        const of = metrics[key]
        const isBest = of !== undefined && of.value === best.get(key)
        return `<td${isBest ? ' class="best"' : ''}><b>${figure(of?.value)}</b><small>${figure(of?.low)}–${figure(of?.high)}</small></td>`
      })
      return `<tr><th scope="row"><i class="dot m${index % nColours}"></i>${escapeHtml(model)}</th>${cells.join('')}</tr>`
    })
    return scrollable(
      `figures ${k === 0 ? 'of the whole ranking' : `at ${k}`}`,
      `<table><thead><tr><th scope="col">Model</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
      `depth-${k}`,
    )
  })
  const rules = depths.map((k) => `#depth-${k}:checked~.depth-${k}{display:block}`).join('')
  return `<div class="tabs"><style>${rules}</style>${tabs.join('')}${tables.join('\n')}</div>`
}

/** The winning figure; none where more is neither better nor worse, as with coverage. */
function bestOf({ results }: Evaluation, key: string, better: 'higher' | 'lower' | '-'): number | undefined {
  const values = results.map(({ metrics }) => metrics[key]?.value ?? Number.NaN).filter((value) => !Number.isNaN(value))
  return better === '-' ? undefined : better === 'higher' ? Math.max(...values) : Math.min(...values)
}

/** By how much each model leads the baseline on the same customers, and what it costs. */
export function leadTable({ protocol, results }: Evaluation, key: string): string {
  const base = results.find(({ model }) => model === protocol.baseline)?.metrics[key]?.value
  const rows = results.map(({ model, metrics, fitSeconds, scoreSeconds, peakBytes }, index) => {
    const lead = metrics[key]?.difference
    const value = metrics[key]?.value
    const times = lead && base && value !== undefined ? `${(value / base).toFixed(2)} ×` : ''
    const verdict = !lead
      ? 'the baseline'
      : lead.low > 0
        ? '<b class="good">better</b>'
        : lead.high < 0
          ? '<b class="bad">worse</b>'
          : 'not told apart'
    const interval = lead ? `${signedFigure(lead.low)} to ${signedFigure(lead.high)}` : ''
    return `<tr><th scope="row"><i class="dot m${index % nColours}"></i>${escapeHtml(model)}</th><td><b>${lead ? signedFigure(lead.value) : '–'}</b><small>${interval}</small></td><td>${times}</td><td>${verdict}</td><td>${fitSeconds.toFixed(2)} s</td><td>${scoreSeconds.toFixed(2)} s</td><td>${count(Math.round(peakBytes / 2 ** 20))} MiB</td></tr>`
  })
  return scrollable(
    'lead and price',
    `<table><thead><tr><th scope="col">Model</th><th scope="col">${escapeHtml(titleOf(key))} above ${escapeHtml(protocol.baseline)}</th><th scope="col">Ratio</th><th scope="col">Verdict</th><th scope="col">Training</th><th scope="col">Asking</th><th scope="col">Peak memory</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  )
}
