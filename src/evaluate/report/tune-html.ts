import type { Figures } from '../tuning/objective.ts'
import type { Space } from '../tuning/space.ts'
import { count, escapeHtml, figure, minute } from './html.ts'
import { parallelPlot, type Setting } from './parallel-plot.ts'
import { lineThrough, plotFrame } from './plot-frame.ts'
import { across, upwardsBetween } from './scale.ts'
import { scrollable } from './scrollable.ts'
import { style } from './style.ts'
import { titleOf } from './title-of.ts'

/** What a page shows of a search. */
export interface SearchToShow {
  best: { model: string; options: Readonly<Record<string, unknown>>; value: number }
  goal: string
  /** every metric of the objective, of the best */
  figures: Figures
  warning?: string
  method: string
  space: Space
  trials: number
  resumed: number
  pruned: number
  failed: readonly { options: Readonly<Record<string, unknown>>; why: string }[]
  importance: Readonly<Record<string, number>>
  /** trials on all questions, in the order in which they were tried */
  history: readonly ({ n: number } & Setting)[]
  questions: number
  seconds: number
}

const mostRows = 20
const mostFailures = 10

/**
 * A search as one HTML file that needs nothing else: no network, no script. Every word from outside is escaped.
 * @param createdMs  milliseconds since 1970, printed at the end
 */
export function tuneHtml(search: SearchToShow, { createdMs }: { createdMs: number }): string {
  const { best, goal, figures, questions, trials, resumed, pruned, failed, seconds, warning } = search
  const name = escapeHtml(titleOf(goal))
  const also = Object.entries(figures).filter(([key]) => key !== goal)
  const fact = (n: string, words: string) => `<li><b>${n}</b>${words}</li>`
  const sections = [
    section(
      'Trial by trial',
      'The line is the best so far; the worst quarter stands hollow on the floor, so that the others can be told apart.',
      soFar(search),
    ),
    section(
      'What mattered',
      'The share of the differences between trials that cuts on an option explain: among what was tried, so a search that soon stayed in one place saw little of the rest.',
      bars(search),
    ),
    section(
      'Option by option',
      'Every setting is a line; the best tenth is blue, the best of all orange. Numbers stand on the scale that was searched, “off” and “auto” below it.',
      parallelPlot(search.space, search.history),
    ),
    section('The best settings', '', table(search)),
    section('Refused', 'Settings that could not be fitted, and why.', failures(failed)),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Tuning ${escapeHtml(best.model)} · Osusume</title><style>${style}</style></head><body><main>
<header><p class="eyebrow">Osusume · tuning</p><h1>${escapeHtml(best.model)} reaches ${name} ${figure(best.value)}</h1>
<p class="lead">with <code>${escapeHtml(JSON.stringify(best.options))}</code>, on ${count(questions)} questions held out of the training part. The figure chose the settings and is therefore rather too high.${warning === undefined ? '' : ` <b>${escapeHtml(warning)}.</b>`}</p>
<ul class="facts">${[
    fact(count(trials), 'trials'),
    fact(escapeHtml(search.method), 'method'),
    fact(count(resumed), 'from the journal'),
    fact(count(pruned), 'given up early'),
    ...also.map(([key, value]) => fact(figure(value), escapeHtml(titleOf(key)))),
    fact(`${seconds.toFixed(0)} s`, 'this time'),
  ].join('')}</ul></header>
${sections.filter((part) => part !== '').join('\n')}
<footer>Written ${escapeHtml(minute(new Date(createdMs).toISOString()))} UTC by osusume tune.</footer>
</main></body></html>
`
}

const section = (title: string, note: string, body: string) =>
  body === '' ? '' : `<section><h2>${title}</h2>${note === '' ? '' : `<p class="note">${note}</p>`}${body}</section>`

/** Every whole trial's value and the best so far as a line. */
function soFar({ goal, history, questions }: SearchToShow): string {
  const values = history.map(({ value }) => value).sort((a, b) => a - b)
  const floor = values[Math.floor(values.length / 4)] as number
  const x = across(Math.max(1, ...history.map(({ n }) => n + 1)), { whole: true })
  const y = upwardsBetween(floor, values.at(-1) as number)
  let best = Number.NEGATIVE_INFINITY
  const line = history.map(({ n, value }) => {
    best = Math.max(best, value)
    return [x.at(n + 1), y.at(Math.max(floor, best))] as const
  })
  const dots = history.map(
    ({ n, value }) =>
      `<circle class="${value < floor ? 'hollow' : 'trial'}" cx="${x.at(n + 1)}" cy="${y.at(Math.max(floor, value))}" r="4"><title>${n}: ${figure(value)}</title></circle>`,
  )
  return plotFrame({
    title: `${titleOf(goal)} on ${count(questions)} questions`,
    x,
    y,
    xName: 'trials →',
    inside: `<g class="m1">${lineThrough(line)}${dots.join('')}</g>`,
    words: `${history.length} trials; the best reaches ${figure(best)}`,
  })
}

function bars({ importance }: SearchToShow): string {
  const entries = Object.entries(importance).sort(([, a], [, b]) => b - a)
  if (entries.every(([, share]) => share === 0)) return '<p>Too few trials to say.</p>'
  return entries
    .map(
      ([option, share]) =>
        `<div class="bar m1"><span class="name">${escapeHtml(option)}</span><span class="full"><i style="width:${(100 * share).toFixed(1)}%"></i></span><span class="figures"><b>${Math.round(100 * share)} %</b></span></div>`,
    )
    .join('')
}

function table({ goal, space, history }: SearchToShow): string {
  const options = Object.keys(space)
  const rows = [...history]
    .sort((a, b) => b.value - a.value || a.n - b.n)
    .slice(0, mostRows)
    .map(
      ({ n, value, options: setting }) =>
        `<tr><th scope="row">${n}</th><td><b>${figure(value)}</b></td>${options.map((option) => `<td>${escapeHtml(setting[option])}</td>`).join('')}</tr>`,
    )
  const head = ['Trial', titleOf(goal), ...options].map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
  return scrollable(
    'the best settings',
    `<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
  )
}

const failures = (failed: SearchToShow['failed']) =>
  failed.length === 0
    ? ''
    : `<ul class="words">${failed
        .slice(0, mostFailures)
        .map(({ options, why }) => `<li><code>${escapeHtml(JSON.stringify(options))}</code>: ${escapeHtml(why)}</li>`)
        .join('')}</ul>${failed.length > mostFailures ? `<p>and ${count(failed.length - mostFailures)} more</p>` : ''}`
