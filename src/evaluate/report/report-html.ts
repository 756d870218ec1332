import type { Evaluation } from '../document.ts'
import { parseMetric } from '../metric-at-k.ts'
import { metricTable } from '../metric-table.ts'
import { curves, legend } from './curves.ts'
import { forestPlot } from './forest-plot.ts'
import { escapeHtml, minute } from './html.ts'
import { learningPlot } from './learning-plot.ts'
import { leadTable, metricTables } from './metric-tables.ts'
import { pairTable } from './pair-table.ts'
import { came, coming, facts, howItWasMeasured, pageTitle } from './protocol-words.ts'
import { samples } from './samples.ts'
import { slicePlots } from './slice-plots.ts'
import { style } from './style.ts'
import { titleOf } from './title-of.ts'
import { tradeOff, varietyKey, varietyWords } from './trade-off.ts'
import { type TuningHistory, tuningPlot } from './tuning-plot.ts'
import { verdictWords } from './verdict-words.ts'

/** A part of the page; without a body it is left out. HTML. */
interface Section {
  id: string
  /** in the list of sections */
  short: string
  title: string
  note?: string
  body: string
}

/**
 * An evaluation as one HTML file that needs nothing else: no network, no script. Every word from outside is escaped.
 * @param createdMs  milliseconds since 1970, printed at the end
 */
export function reportHtml(
  evaluation: Evaluation & { auto?: TuningHistory },
  { createdMs }: { createdMs: number },
): string {
  const { protocol, results } = evaluation
  const keys = Object.keys(results[0]?.metrics ?? {})
  const lead = keys.includes('ndcg@10') ? 'ndcg@10' : (keys[0] ?? '')
  const { headline, words } = verdictWords(evaluation, lead)
  const sections = sectionsOf(evaluation, keys, lead).filter(({ body }) => body !== '')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Evaluation, ${escapeHtml(pageTitle(protocol))} · Osusume</title><style>${style}</style></head><body>
<a class="skip" href="#figures">To the figures</a><main>
<header><p class="eyebrow">Osusume · evaluation</p><h1>${headline}</h1><p class="lead">${words}</p>
<ul class="facts">${facts(protocol)}</ul></header>
<nav aria-label="Sections">${sections.map(({ id, short }) => `<a href="#${id}">${short}</a>`).join('')}</nav>
${sections
  .map(
    ({ id, title, note, body }) =>
      `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${note ? `<p class="note">${note}</p>` : ''}${body}</section>`,
  )
  .join('\n')}
<footer>Written ${escapeHtml(minute(new Date(createdMs).toISOString()))} UTC by osusume evaluate.</footer>
</main></body></html>
`
}

function sectionsOf(evaluation: Evaluation & { auto?: TuningHistory }, keys: string[], lead: string): Section[] {
  const { protocol, results } = evaluation
  const base = escapeHtml(protocol.baseline)
  const title = escapeHtml(titleOf(lead))
  const other = varietyKey(keys, lead)
  return [
    {
      id: 'lead',
      short: 'Overview',
      title: `${title} of every model`,
      note: `The dot is the mean over customers, the line its 95 % interval. The grey band is the interval of ${base}, the same list for everyone: what stands clear of it has learned something.`,
      body: forestPlot(evaluation, lead),
    },
    {
      id: 'figures',
      short: 'All figures',
      title: 'All figures',
      note: 'Under each figure its 95 % interval; the best of each column is tinted.',
      body: metricTables(evaluation),
    },
    {
      id: 'price',
      short: 'Lead and price',
      title: `Lead over ${base}, and its price`,
      note: 'The difference is taken customer by customer, so luck that both models share cancels out. “Not told apart” means its interval holds 0.',
      body: leadTable(evaluation, lead),
    },
    {
      id: 'pairs',
      short: 'Pair by pair',
      title: 'Every model against every other',
      note: `${title} of the row minus that of the column on the same customers, its 95 % interval, and how often two equal models would differ as much (sign-flip test, corrected for all comparisons of the table).`,
      body: pairTable(evaluation),
    },
    {
      id: 'depth',
      short: 'By length',
      title: 'By length of the list',
      note: 'Intervals stand where they were computed.',
      body: `${legend(results)}<div class="pair">${curves(evaluation, 'ndcg', 'NDCG@k')}${curves(evaluation, 'recall', 'Recall@k')}</div>`,
    },
    {
      id: 'parts',
      short: 'For whom',
      title: 'For whom, and for what',
      note: `${title} for parts of the customers and of the products. Where a product decides, a hit on another part counts as a miss, so these figures are lower; compare models within a row.`,
      body: withLegend(evaluation, slicePlots(evaluation, lead)),
    },
    {
      id: 'variety',
      short: 'Variety',
      title: 'Accuracy against variety',
      note: other && `${escapeHtml(varietyWords(other))} Up and to the right is better.`,
      body: other ? tradeOff(evaluation, lead, other) : '',
    },
    {
      id: 'learning',
      short: 'More data',
      title: 'What more data would bring',
      note: 'Each model learned again from parts of the data; the line is a power law through its points, dashed where it looks ahead.',
      body: learningPlot(evaluation),
    },
    {
      id: 'tuning',
      short: 'How auto chose',
      title: 'How auto chose',
      body: evaluation.auto ? tuningPlot(evaluation.auto) : '',
    },
    {
      id: 'people',
      short: 'Examples',
      title: 'Customers and their lists',
      note: 'Drawn by chance from short histories to long ones, not by how well they were served; who they are is not kept in the report.',
      body: samples(evaluation.samples ?? [], came(protocol)),
    },
    { id: 'how', short: 'Method', title: 'How it was measured', body: howItWasMeasured(protocol) },
    {
      id: 'meaning',
      short: 'Definitions',
      title: 'What the figures mean',
      note: `Relevant is what ${coming(protocol)} in the test; hit(r) is 1 when the product at rank r is. Figures are means over customers.`,
      body: definitionList(keys),
    },
    {
      id: 'options',
      short: 'Options',
      title: 'Models and their options',
      body: `<dl>${results.map(({ model, options }) => `<dt>${escapeHtml(model)}</dt><dd>${optionList(options)}</dd>`).join('')}</dl>`,
    },
  ].map(({ note, ...rest }) => (note ? { ...rest, note } : rest))
}

const withLegend = ({ results }: Evaluation, body: string) => (body === '' ? '' : legend(results) + body)

function definitionList(keys: readonly string[]): string {
  const known = [...new Set(keys.map((key) => parseMetric(key).name))].map((name) => metricTable[name])
  return `<dl>${known
    .map(
      ({ title, formula, words }) =>
        `<dt>${escapeHtml(title)}</dt><dd>${escapeHtml(words)}<code>${escapeHtml(formula)}</code></dd>`,
    )
    .join('')}</dl>`
}

function optionList(options: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(options)
  if (entries.length === 0) return 'none'
  return `<code>${escapeHtml(entries.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(' · '))}</code>`
}
