import type { Evaluation, Result } from '../document.ts'
import { curves, legend } from './curves.ts'
import { definitions, titleOf } from './definitions.ts'
import { forestPlot } from './forest-plot.ts'
import { count, day, escapeHtml, figure, minute } from './html.ts'
import { leadTable, metricTables } from './metric-tables.ts'
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
  const did = didWord(protocol)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Evaluation, ${escapeHtml(day(protocol.testEnd))} · Osusume</title><style>${style}</style></head><body><main>
<header><p class="eyebrow">Osusume · evaluation</p><h1>${headline}</h1><p class="lead">${words}</p>
<ul class="facts"><li><b>${count(protocol.testUsers)}</b>customers tested</li><li><b>${count(protocol.testPairs)}</b>products they ${did} after, to be found</li>
<li><b>${count(protocol.users)}</b>customers to learn from</li><li><b>${count(protocol.items)}</b>products, all of them candidates</li><li><b>${protocol.holdoutDays} days</b>held out for the test</li></ul></header>

<section><h2>${escapeHtml(titleOf(lead))} of every model</h2><p class="note">The dot is the mean over customers, the line its 95 % interval.
The grey band is the interval of ${escapeHtml(protocol.baseline)}, the same list for everyone: what stands clear of it has learned something.</p>${forestPlot(evaluation, lead)}</section>

<section><h2>All figures</h2><p class="note">Under each figure its 95 % interval; the highest of each column is tinted. On a narrow screen the table scrolls sideways.</p>${metricTables(evaluation)}</section>

<section><h2>Lead over ${escapeHtml(protocol.baseline)}, and its price</h2><p class="note">The difference is taken customer by customer, so luck that both models share cancels out. “Not told apart” means its interval holds 0.</p>${leadTable(evaluation, lead)}</section>

<section><h2>By length of the list</h2><p class="note">Intervals stand where they were computed.</p>${legend(evaluation)}<div class="pair">${curves(evaluation, 'ndcg', 'NDCG@k')}${curves(evaluation, 'recall', 'Recall@k')}</div></section>
${coverageSection(evaluation, keys)}
<section><h2>How it was measured</h2>${splitBar(evaluation)}
<dl><dt>Cut</dt><dd>${escapeHtml(minute(protocol.cut))} UTC: ${protocol.holdoutDays} days before the newest event. Models learned from what was before; the test is what the same customers ${did} after. No training event is later than the first test event (checked).</dd>
<dt>Had before</dt><dd>What a customer had to do with before the cut is ${protocol.seen === 'exclude' ? 'left out of the lists and of the test; no pair of customer and product stands on both sides (checked)' : 'allowed in the lists, and coming back to it counts as a hit'}.</dd>
<dt>Candidates</dt><dd>Every product of training, for everyone; none were sampled.</dd>
<dt>Left out</dt><dd>${leftOut(protocol.leftOut)}</dd>
<dt>Intervals</dt><dd>${escapeHtml(protocol.interval)}; ${count(protocol.resamples)} resamples of customers, the same for all models, seed ${protocol.seed}.</dd>
<dt>Data</dt><dd>Snapshot <code style="display:inline">${escapeHtml(protocol.snapshot)}</code>, ${count(protocol.interactions)} pairs of customer and product in training.</dd></dl></section>

<section><h2>What the figures mean</h2><p class="note">Relevant is what the customer ${did} in the test; hit(r) is 1 when the product at rank r is. Figures are means over customers.</p>
<dl>${Object.values(definitions)
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

/** What makes a product relevant, as a verb. */
const didWord = ({ targets }: Evaluation['protocol']) =>
  targets.length === 1 && targets[0] === 'purchase' ? 'bought' : 'turned to'

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

function splitBar({ protocol }: Evaluation): string {
  const start = Date.parse(protocol.trainStart)
  const end = Date.parse(protocol.testEnd)
  const share = (100 * (Date.parse(protocol.cut) - start)) / Math.max(1, end - start)
  return `<div class="split" role="img" aria-label="training, then test"><span class="train" style="flex:${share.toFixed(2)}">training</span><span class="test" style="flex:${(100 - share).toFixed(2)}">test</span></div>
<p class="ends"><span style="flex:${share.toFixed(2)}"><span>${escapeHtml(day(protocol.trainStart))}</span><span>${escapeHtml(day(protocol.cut))}</span></span><span style="flex:${(100 - share).toFixed(2)}">${escapeHtml(day(protocol.testEnd))}</span></p>`
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

function leftOut({ unknown, seen }: Evaluation['protocol']['leftOut']): string {
  const parts = [
    unknown > 0 && `${count(unknown)} pairs of a customer or product that training does not know`,
    seen > 0 && `${count(seen)} pairs that training holds already`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? `Of the test, ${parts.join(' and ')}.` : 'Nothing.'
}

function optionList(options: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(options)
  if (entries.length === 0) return 'none'
  return `<code>${escapeHtml(entries.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(' · '))}</code>`
}
