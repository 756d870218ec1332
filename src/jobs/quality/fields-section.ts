import { count, escapeHtml, tickText } from '../../evaluate/report/html.ts'
import type { FieldProfile } from '../../prepare/quality/field-profile.ts'
import { percent } from './percent.ts'

/** Every column of the source: what it is, what is missing, how it is spread, what is frequent, whether it moved. */
export function fieldsSection(fields: readonly FieldProfile[], leftOut: number): string {
  return `<section id="fields"><h2>Fields</h2><p class="note">Bars: values from the 1st to the 99th percentile, the middle half of them below. Drift compares the last week with the week before; above 0.25 something has changed.${leftOut > 0 ? ` ${count(leftOut)} more columns are not profiled.` : ''}</p>
<div class="scroll open"><table class="cards"><thead><tr><th>field</th><th>missing</th><th>distinct</th><th>drift</th><th>smallest</th><th>largest</th><th>spread</th><th class="tops">most frequent</th></tr></thead>
<tbody>${fields.map(fieldRow).join('')}</tbody></table></div></section>`
}

function fieldRow(field: FieldProfile): string {
  const { type, written = 0, percentiles, drift } = field
  const odd = written > 0 ? `, ${count(written)} as people write` : ''
  const cell = (name: string, content: string, kind = '') => `<td data-name="${name}" class="${kind}">${content}</td>`
  const end = (text: string | null) => escapeHtml(text?.slice(0, 40) ?? '–')
  const middle = percentiles ? `<small>${tickText(percentiles.p25)} to ${tickText(percentiles.p75)}</small>` : ''
  return `<tr><th scope="row">${escapeHtml(field.field)}<br><small>${type}${odd}</small></th>${[
    cell('missing', percent(field.missingShare), field.missingShare > 0.2 ? 'bad' : ''),
    cell('distinct', count(field.distinct)),
    cell(
      'drift',
      drift === undefined ? '–' : drift.toFixed(2),
      drift === undefined ? 'absent' : drift > 0.25 ? 'bad' : '',
    ),
    cell('smallest', end(field.least), 'ends-in'),
    cell('largest', end(field.most), 'ends-in'),
    cell('spread', `${histogram(field)}${middle}`, percentiles ? '' : 'absent'),
    cell('most frequent', tops(field), 'tops'),
  ].join('')}</tr>`
}

function histogram({ field, histogram: bins = [] }: FieldProfile): string {
  if (bins.length === 0) return '–'
  const most = Math.max(1, ...bins)
  const bars = bins.map((n, at) => {
    const height = n === 0 ? 0 : Math.max(1, (28 * n) / most)
    return `<rect x="${at * 5}" y="${(28 - height).toFixed(1)}" width="4" height="${height.toFixed(1)}"/>`
  })
  return `<svg class="spread" viewBox="0 0 100 28" preserveAspectRatio="none" role="img" aria-label="histogram of ${escapeHtml(field)}">${bars.join('')}</svg>`
}

function tops({ top, distinct }: FieldProfile): string {
  const most = top[0]?.count ?? 0
  if (most <= 1 && distinct > 1) return '<small>each value once</small>'
  return top
    .slice(0, 5)
    .map(
      ({ value, count: n }) =>
        `<div class="top" style="--w:${((100 * n) / most).toFixed(1)}%"><span>${escapeHtml(value.slice(0, 40))}</span><small>${count(n)}</small></div>`,
    )
    .join('')
}
