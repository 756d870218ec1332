import type { Evaluation, Result } from '../document.ts'
import { parseMetric } from '../metric-at-k.ts'
import { metricTable } from '../metric-table.ts'
import { curves, legend } from './curves.ts'
import { titleOf } from './definitions.ts'
import { forestPlot } from './forest-plot.ts'
import { escapeHtml, figure, minute } from './html.ts'
import { leadTable, metricTables } from './metric-tables.ts'
import { coming, facts, howItWasMeasured, pageTitle } from './protocol-words.ts'
import { style } from './style.ts'

/**
 * An evaluation as one HTML file that needs nothing else: no network, no script. Every word from outside is escaped.
 * @param createdMs  milliseconds since 1970, printed at the end
 */
export function reportHtml(evaluation: Evaluation, { createdMs }: { createdMs: number }): string {
  const { protocol, results } = evaluation
  const keys = Object.keys(results[0]?.metrics ?? {})
  const lead = keys.includes('ndcg@10') ? 'ndcg@10' : (keys[0] ?? '')
  const { headline, words } = verdict(evaluation, lead)
  const did = coming(protocol)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Evaluation, ${escapeHtml(pageTitle(protocol))} · Osusume</title><style>${style}</style></head><body><main>
<header><p class="eyebrow">Osusume · evaluation</p><h1>${headline}</h1><p class="lead">${words}</p>
<ul class="facts">${facts(protocol)}</ul></header>

<section><h2>${escapeHtml(titleOf(lead))} of every model</h2><p class="note">The dot is the mean over customers, the line its 95 % interval.
The grey band is the interval of ${escapeHtml(protocol.baseline)}, the same list for everyone: what stands clear of it has learned something.</p>${forestPlot(evaluation, lead)}</section>

<section><h2>All figures</h2><p class="note">Under each figure its 95 % interval; the highest of each column is tinted. On a narrow screen the table scrolls sideways.</p>${metricTables(evaluation)}</section>

<section><h2>Lead over ${escapeHtml(protocol.baseline)}, and its price</h2><p class="note">The difference is taken customer by customer, so luck that both models share cancels out. “Not told apart” means its interval holds 0.</p>${leadTable(evaluation, lead)}</section>

<section><h2>By length of the list</h2><p class="note">Intervals stand where they were computed.</p>${legend(evaluation)}<div class="pair">${curves(evaluation, 'ndcg', 'NDCG@k')}${curves(evaluation, 'recall', 'Recall@k')}</div></section>
${coverageSection(evaluation, keys)}
<section><h2>How it was measured</h2>${howItWasMeasured(protocol)}</section>

<section><h2>What the figures mean</h2><p class="note">Relevant is what ${did} in the test; hit(r) is 1 when the product at rank r is. Figures are means over customers.</p>
<dl>${[...new Set(keys.map((key) => parseMetric(key).name))]
    .map((name) => metricTable[name])
    .map(
      ({ title, formula, words }) =>
        `<dt>${escapeHtml(title)}</dt><dd>${escapeHtml(words)}<code>${escapeHtml(formula)}</code></dd>`,
    )
    .join('')}</dl></section>

<section><h2>Models and their options</h2><dl>${results
    .map(({ model, options }) => `<dt>${escapeHtml(model)}</dt><dd>${optionList(options)}</dd>`)
    .join('')}</dl></section>
<footer>Written ${escapeHtml(minute(new Date(createdMs).toISOString()))} UTC by osusume evaluate.</footer>
</main></body></html>
`
}

/** The one thing a reader in a hurry should take home. */
function verdict({ protocol, results }: Evaluation, lead: string): { headline: string; words: string } {
  const ranked = results
    .filter(({ model, metrics }) => model !== protocol.baseline && metrics[lead])
    .sort((a, b) => (b.metrics[lead]?.value ?? 0) - (a.metrics[lead]?.value ?? 0))
  const best = ranked[0]
  const base = results.find(({ model }) => model === protocol.baseline)?.metrics[lead]?.value
  const difference = best?.metrics[lead]?.difference
  const name = escapeHtml(titleOf(lead))
  if (!best || !difference)
    return { headline: 'The popularity baseline', words: `${name} ${figure(base)}. Other models will stand beside it.` }
  const value = best.metrics[lead]?.value ?? Number.NaN
  if (difference.low > 0)
    return {
      headline: `${escapeHtml(best.model)} leads`,
      words: `${name} of ${figure(value)}, ${base ? `${(value / base).toFixed(1)} times that of ${escapeHtml(protocol.baseline)}` : ''}; the lead of ${figure(difference.value)} is between ${figure(difference.low)} and ${figure(difference.high)} with 95 % confidence.${besides(ranked, lead)}`,
    }
  return {
    headline: `No model is clearly better than ${escapeHtml(protocol.baseline)}`,
    words: `The best, ${escapeHtml(best.model)}, has ${name} of ${figure(value)}; how far it is from ${figure(base)} cannot be told apart from chance, or it is worse.`,
  }
}

/** Models whose interval reaches into the best one's: the lead over these may be luck. */
function besides(ranked: readonly Result[], lead: string): string {
  const low = ranked[0]?.metrics[lead]?.low ?? Number.NaN
  const near = ranked.slice(1).filter(({ metrics }) => (metrics[lead]?.high ?? 0) > low)
  if (near.length === 0) return ''
  return ` Its interval overlaps with ${near.map(({ model }) => escapeHtml(model)).join(' and ')}: that order may be chance.`
}

function coverageSection({ results }: Evaluation, keys: readonly string[]): string {
  const key = keys.includes('coverage@10') ? 'coverage@10' : keys.find((one) => one.startsWith('coverage@'))
  if (!key) return ''
  return `
<section><h2>${escapeHtml(titleOf(key))} of the catalogue</h2><p class="note">How many of all products the lists showed to anyone. A model can be right and still show the same few products to all.</p>${forestPlotOf(key)}</section>
`
  function forestPlotOf(metric: string): string {
    return `<div class="bars">${results
      .map(({ model, metrics }, index) => {
        const of = metrics[metric]
        if (!of) return ''
        const share = (100 * of.value).toFixed(2)
        return `<div class="bar m${index % 6}"><span class="name">${escapeHtml(model)}</span><span class="full"><i style="width:${share}%"></i></span><span class="figures"><b>${(100 * of.value).toFixed(1)} %</b> <small>${(100 * of.low).toFixed(1)} – ${(100 * of.high).toFixed(1)}</small></span></div>`
      })
      .join('')}</div>`
  }
}

function optionList(options: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(options)
  if (entries.length === 0) return 'none'
  return `<code>${escapeHtml(entries.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(' · '))}</code>`
}
