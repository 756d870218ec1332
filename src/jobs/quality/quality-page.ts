import { count, day, escapeHtml } from '../../evaluate/report/html.ts'
import { style } from '../../evaluate/report/style.ts'
import type { CheckResult } from '../../prepare/quality/check.ts'
import type { EventMix } from '../../prepare/quality/event-mix.ts'
import type { FieldProfile } from '../../prepare/quality/field-profile.ts'
import type { QualityReport } from './quality.ts'

/** What was found, the gravest first, as one page that needs nothing else. */
export function qualityPage(report: QualityReport, createdMs: number): string {
  const { source, rows, mix, checks, fields } = report
  const grave = checks.filter(({ severity }) => severity === 'error' || severity === 'warning').length
  const facts: [string, string][] = [
    [count(rows), 'rows'],
    [count(mix.people), 'people'],
    [count(mix.items), 'products'],
    [count(mix.orders), 'orders'],
    [percent(mix.identity.neither), 'of rows name nobody'],
    [mix.first && mix.last ? `${day(mix.first)} – ${day(mix.last)}` : 'no times', 'from first to last'],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Data quality: ${escapeHtml(source)}</title><style>${style}${ownStyle}</style></head><body><main>
<header><p class="eyebrow">Osusume · data quality · ${day(new Date(createdMs).toISOString())}</p>
<h1>${escapeHtml(source)}: ${grave === 0 ? 'nothing that needs you' : `${grave} ${grave === 1 ? 'thing needs' : 'things need'} a look`}</h1>
<p class="lead">${count(checks.length)} checks over ${count(rows)} rows. Nothing was changed.</p></header>
<ul class="facts">${facts.map(([figure, word]) => `<li><b>${escapeHtml(figure)}</b>${word}</li>`).join('')}</ul>
<section><h2>What was found</h2><p class="note">Gravest first; each with what it costs and some of the rows.</p>${sorted(checks).map(finding).join('')}</section>
<section><h2>Events by day</h2>${daysPlot(mix)}${kinds(mix)}</section>
<section><h2>Fields</h2><p class="note">Bars: values from the 1st to the 99th percentile. Drift compares the last week with the week before; above 0.25 something has changed.</p>
<div class="scroll open"><table><thead><tr><th>field</th><th>type</th><th>missing</th><th>distinct</th><th>smallest</th><th>largest</th><th>spread</th><th>most frequent</th><th>drift</th></tr></thead>
<tbody>${fields.map(fieldRow).join('')}</tbody></table></div></section>
${columnsRead(report)}
<footer>Looked at in ${report.seconds.toFixed(1)} s.</footer></main></body></html>
`
}

const rank = { error: 0, warning: 1, info: 2, ok: 3 } as const
const words = { error: 'serious', warning: 'look at it', info: 'good to know', ok: 'fine' } as const
const sorted = (checks: readonly CheckResult[]) =>
  checks.toSorted((a, b) => rank[a.severity] - rank[b.severity] || b.share - a.share)

function finding({ check, severity, count: n, share, advice, samples, thresholds }: CheckResult): string {
  const rows = samples.map((sample) => `<li><code>${escapeHtml(sample)}</code></li>`).join('')
  return `<article class="finding ${severity}"><h3><span class="badge">${words[severity]}</span>${escapeHtml(check)}<small>${count(n)} rows · ${percent(share)}</small></h3>
<div class="share" role="img" aria-label="${percent(share)} of the rows"><i style="width:${(100 * Math.min(1, share)).toFixed(2)}%"></i></div>
<p>${escapeHtml(advice)}</p>${rows ? `<details><summary>some of them</summary><ul>${rows}</ul></details>` : ''}
<p class="note">A look is due from ${percent(thresholds.warning)} on, serious from ${percent(thresholds.error)}.</p></article>`
}

function daysPlot({ days }: EventMix): string {
  if (days.length < 2) return '<p class="note">Too few days to draw.</p>'
  const most = Math.max(...days.map(({ count }) => count))
  const width = 1000 / days.length
  const bars = days.map(({ day, count: n }, at) => {
    const height = (n / most) * 100
    return `<rect x="${(at * width).toFixed(2)}" y="${(100 - height).toFixed(2)}" width="${(width * 0.8).toFixed(2)}" height="${height.toFixed(2)}"><title>${day}: ${count(n)}</title></rect>`
  })
  return `<svg class="days" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="events by day, at most ${count(most)}">${bars.join('')}</svg>
<p class="ends-of"><span>${escapeHtml(days[0]?.day)}</span><span>at most ${count(most)} a day</span><span>${escapeHtml(days.at(-1)?.day)}</span></p>`
}

function kinds({ kinds, visits }: EventMix): string {
  const bars = kinds.map(
    ({ kind, count: n, share }) =>
      `<div class="bar m1"><span class="name">${escapeHtml(kind)}</span><div class="full"><i style="width:${(100 * share).toFixed(2)}%"></i></div><span class="figures">${count(n)} <small>${percent(share)}</small></span></div>`,
  )
  return `${bars.join('')}<p class="note">${count(visits.count)} visits with ${visits.eventsEach.toFixed(1)} events each (a visit ends after half an hour without any).</p>`
}

function fieldRow(field: FieldProfile): string {
  const most = Math.max(1, ...(field.histogram ?? []))
  const bars = (field.histogram ?? []).map(
    (n, at) =>
      `<rect x="${at * 5}" y="${(24 - (24 * n) / most).toFixed(1)}" width="4" height="${((24 * n) / most).toFixed(1)}"/>`,
  )
  const top = field.top
    .slice(0, 3)
    .map(({ value, count: n }) => `${escapeHtml(value.slice(0, 24))} <small>${count(n)}</small>`)
  const drift =
    field.drift === undefined
      ? '–'
      : `<span class="${field.drift > 0.25 ? 'bad' : ''}">${field.drift.toFixed(2)}</span>`
  return `<tr><th scope="row">${escapeHtml(field.field)}</th><td>${field.type}</td><td class="${field.missingShare > 0.2 ? 'bad' : ''}">${percent(field.missingShare)}</td><td>${count(field.distinct)}</td>
<td>${escapeHtml(field.least?.slice(0, 20) ?? '–')}</td><td>${escapeHtml(field.most?.slice(0, 20) ?? '–')}</td>
<td>${bars.length > 0 ? `<svg class="spread" viewBox="0 0 100 24" role="img" aria-label="histogram of ${escapeHtml(field.field)}">${bars.join('')}</svg>` : '–'}</td><td>${top.join('<br>') || '–'}</td><td>${drift}</td></tr>`
}

function columnsRead({ reasons = [] }: QualityReport): string {
  if (reasons.length === 0) return ''
  return `<section><h2>How the columns were read</h2><ul>${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ul></section>`
}

function percent(share: number): string {
  const hundred = 100 * share
  return `${hundred > 0 && hundred < 0.1 ? '< 0.1' : hundred.toFixed(1)} %`
}

const ownStyle = `
.finding{border-top:1px solid var(--line);padding:14px 0 4px;--m:var(--m0)}.finding:first-of-type{border-top:0}
.finding.error{--m:var(--bad)}.finding.warning{--m:var(--m2)}.finding.info{--m:var(--m1)}.finding.ok{--m:var(--good)}
.finding h3{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 12px;font-size:1rem;margin:0}.finding h3 small{margin-left:auto}
.badge{background:var(--m);color:var(--card);border-radius:999px;padding:1px 10px;font-size:.75rem;font-weight:600}
.finding p{margin:.4em 0;max-width:56em}.share{height:5px;border-radius:3px;background:var(--band);margin-top:8px;overflow:hidden}.share i{display:block;height:100%;background:var(--m);min-width:2px}.finding.ok .share{display:none}
details summary{cursor:pointer;color:var(--soft);font-size:.9rem}details ul{margin:.4em 0;padding-left:1.2em}details code{font-size:.85rem}
.days{width:100%;height:150px;display:block;margin-top:8px}.days rect,.spread rect{fill:var(--m1)}.spread{width:100px;height:24px}
.ends-of{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem;margin:4px 0 16px}
`
