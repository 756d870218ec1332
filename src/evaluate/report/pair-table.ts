import type { Evaluation, Result } from '../document.ts'
import { escapeHtml, signedFigure } from './html.ts'
import { scrollable } from './scrollable.ts'
import { nColours } from './style.ts'

/**
 * Every model against every other on the leading metric: the row's minus the column's, its interval, and how often equal
 * models would differ as much. Nothing where the pairs were not tested.
 */
export function pairTable({ results }: Evaluation): string {
  const tested = results.filter(({ against }) => against && Object.keys(against).length > 0)
  if (tested.length < 2) return ''
  const head = results.map(({ model }) => `<th scope="col">${escapeHtml(model)}</th>`).join('')
  const rows = results.map(
    (one, index) =>
      `<tr><th scope="row"><i class="dot m${index % nColours}"></i>${escapeHtml(one.model)}</th>${results.map((other) => cell(one, other)).join('')}</tr>`,
  )
  return scrollable(
    'every model against every other',
    `<table class="pairs"><thead><tr><th scope="col">minus →</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
  )
}

function cell(one: Result, other: Result): string {
  const test = one.against?.[other.model]
  if (!test) return '<td class="self">–</td>'
  const { value, low, high, adjusted, significant } = test
  const kind = !significant ? '' : value > 0 ? ' class="good"' : ' class="bad"'
  return `<td><b${kind}>${signedFigure(value)}</b><small>${signedFigure(low)} to ${signedFigure(high)}</small><small>${significant ? '' : 'not told apart, '}p ${chance(adjusted)}</small></td>`
}

/** After "p": "= .146", kept on one line. HTML. */
export const chance = (p: number) => (p < 0.001 ? '&lt;\u00a0.001' : `=\u00a0${p.toFixed(3).replace(/^0\./, '.')}`)
