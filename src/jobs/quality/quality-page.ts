import { count, day, escapeHtml } from '../../evaluate/report/html.ts'
import { style } from '../../evaluate/report/style.ts'
import type { CheckResult } from '../../prepare/quality/check.ts'
import { fieldsSection } from './fields-section.ts'
import { mixSections } from './mix-sections.ts'
import { percent } from './percent.ts'
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
    [count(mix.visits.count), 'visits'],
    [mix.first && mix.last ? `${day(mix.first)} – ${day(mix.last)}` : 'no times', 'from first to last'],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Data quality: ${escapeHtml(source)}</title><style>${style}${ownStyle}</style></head><body><a class="skip" href="#found">To what was found</a><main>
<header><p class="eyebrow">Osusume · data quality · ${day(new Date(createdMs).toISOString())}</p>
<h1>${escapeHtml(source)}: ${grave === 0 ? 'nothing that needs you' : `${grave} ${grave === 1 ? 'thing needs' : 'things need'} a look`}</h1>
<p class="lead">${count(checks.length)} checks over ${count(rows)} rows. Nothing was changed.</p></header>
<ul class="facts">${facts.map(([figure, word]) => `<li><b>${escapeHtml(figure)}</b>${word}</li>`).join('')}</ul>
<nav><a href="#found">What was found</a><a href="#events">Events</a><a href="#who">Who</a><a href="#visits">Visits</a><a href="#fields">Fields</a></nav>
<section id="found"><h2>What was found</h2><p class="note">Gravest first; each with what it costs and some of the rows.</p>${findings(checks)}</section>
${mixSections(mix)}
${fieldsSection(fields, report.fieldsLeftOut)}
${columnsRead(report)}
<footer>Looked at in ${report.seconds.toFixed(1)} s.</footer></main></body></html>
`
}

const rank = { error: 0, warning: 1, info: 2, ok: 3 } as const
const words = { error: 'serious', warning: 'look at it', info: 'good to know', ok: 'fine' } as const

function findings(checks: readonly CheckResult[]): string {
  const sorted = checks.toSorted((a, b) => rank[a.severity] - rank[b.severity] || b.share - a.share)
  const fine = sorted.filter(({ severity }) => severity === 'ok')
  const rest = sorted.filter(({ severity }) => severity !== 'ok')
  return `${rest.map(finding).join('')}${
    fine.length === 0
      ? ''
      : `<article class="finding ok"><h3><span class="badge">${words.ok}</span>${fine.length} found nothing</h3><ul class="chips">${fine.map(({ check }) => `<li>${escapeHtml(check)}</li>`).join('')}</ul></article>`
  }`
}

function finding({ check, severity, count: n, share, advice, samples, thresholds }: CheckResult): string {
  const rows = samples.map((sample) => `<li><code>${escapeHtml(sample)}</code></li>`).join('')
  return `<article class="finding ${severity}"><h3><span class="badge">${words[severity]}</span>${escapeHtml(check)}<small>${count(n)} rows · ${percent(share)}</small></h3>
<div class="share" role="img" aria-label="${percent(share)} of the rows"><i style="width:${(100 * Math.min(1, share)).toFixed(2)}%"></i></div>
<p>${escapeHtml(advice)}</p><details><summary>${rows ? 'some of them, and ' : ''}when it is grave</summary>${rows ? `<ul>${rows}</ul>` : ''}
<p class="note">A look is due from ${percent(thresholds.warning)} of the rows on, it is serious from ${percent(thresholds.error)}.</p></details></article>`
}

function columnsRead({ reasons = [] }: QualityReport): string {
  if (reasons.length === 0) return ''
  return `<section><h2>How the columns were read</h2><ul class="words">${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ul></section>`
}

const ownStyle = `
.finding{border-top:1px solid var(--line);padding:14px 0 6px;--m:var(--m0)}.finding:first-of-type{border-top:0}
.finding.error{--m:var(--bad)}.finding.warning{--m:var(--m2)}.finding.info{--m:var(--m1)}.finding.ok{--m:var(--good)}
.finding h3{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 12px;font-size:1rem;margin:0}.finding h3 small{margin-left:auto}
.badge{background:var(--m);color:var(--card);border-radius:999px;padding:1px 10px;font-size:.75rem;font-weight:600}
.finding p{margin:.5em 0 .2em;max-width:56em}.share{height:5px;border-radius:3px;background:var(--band);margin-top:8px;overflow:hidden}.share i{display:block;height:100%;background:var(--m);min-width:2px}
.finding details{border:0;padding:0}.finding summary{padding:2px 0;font-size:.88rem}.finding details ul{margin:.2em 0;padding-left:1.2em}.finding details code{font-size:.85rem}
.chips{display:flex;flex-wrap:wrap;gap:6px;margin:10px 0 4px;padding:0;list-style:none}.chips li{border:1px solid var(--line);border-radius:999px;padding:1px 10px;font-size:.85rem;color:var(--soft)}
.days{width:100%;height:150px;display:block;margin-top:8px}.days rect,.spread rect{fill:var(--m1)}.days .none{fill:var(--bad)}
.ends-of{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem;margin:4px 0 16px}
.bar{padding:4px 0}.bar .name{font-weight:500}
.parts{display:flex;height:30px;border-radius:8px;overflow:hidden;margin:8px 0}.parts i{background:var(--m);min-width:2px;box-shadow:inset -1px 0 var(--card)}.parts.thin{height:12px;border-radius:6px;margin:4px 0;min-width:8em}
.legend{margin:0 0 14px}.legend .dot{margin-right:6px}
.columns{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:6px;margin:8px 0 4px;padding:0;list-style:none}
.columns li{display:grid;grid-template-rows:110px auto auto;text-align:center;font-size:.8rem;color:var(--soft);line-height:1.3}.columns b{align-self:end;background:var(--m1);border-radius:5px 5px 0 0;min-height:2px;display:block}.columns span{color:var(--ink)}
.spread{width:110px;height:30px;display:block;margin-left:auto}th.tops,td.tops{text-align:left;white-space:normal;min-width:15em}
.top{display:grid;grid-template-columns:1fr auto;gap:0 8px;font-size:.82rem;line-height:1.45;background:linear-gradient(var(--best),var(--best)) no-repeat 0 50%/var(--w) 80%;border-radius:4px;padding:0 4px}.top span{overflow-wrap:anywhere}
td.ends-in{white-space:normal;overflow-wrap:anywhere;min-width:7em;max-width:11em}td small{font-size:.78rem}
h3:first-of-type{margin-top:8px}
@media (min-width:721px){.facts li:last-child{grid-column:span 2}}
@media (max-width:720px){.facts li:nth-last-child(2):nth-child(odd){grid-column:1/-1}.columns li{font-size:.68rem}.columns{gap:3px}.finding h3 small{margin-left:0;width:100%}
.cards,.cards tbody,.cards th,.cards td{display:block;max-width:none}.cards thead,.cards .absent{display:none}.cards tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:4px 12px;border-top:1px solid var(--line);padding:12px 0}
.cards th[scope=row],.cards .tops{grid-column:1/-1;position:static}.cards th,.cards td{border:0;padding:0;text-align:left;min-width:0}.cards td[data-name]::before{content:attr(data-name);display:block;color:var(--soft);font-size:.76rem}.spread{margin-left:0;width:100%}}
`
