import type { DrillEvaluation } from '../document.ts'
import { count, escapeHtml, figure, minute } from './html.ts'
import { howItWasMeasured } from './protocol-words.ts'
import { style } from './style.ts'
import { titleOf } from './title-of.ts'

/**
 * A drill as one HTML file that needs nothing else: for each metric a table with a row for each depth.
 * @param createdMs  milliseconds since 1970, printed at the end
 */
export function drillHtml(
  { protocol, drill, drilled, rows }: DrillEvaluation,
  { createdMs }: { createdMs: number },
): string {
  const models = rows[0]?.results.map(({ model }) => model) ?? []
  const keys = Object.keys(rows[0]?.results[0]?.metrics ?? {})
  const whom = drill === 'cold-users' ? 'customers' : 'products'
  const tables = keys.map((key) => {
    const lines = rows.map(({ depth, results }) => {
      const best = Math.max(...results.map(({ metrics }) => metrics[key]?.value ?? 0))
      const cells = results.map(({ metrics }) => {
        const of = metrics[key]
        return `<td${of?.value === best ? ' class="best"' : ''}><b>${figure(of?.value)}</b><small>${figure(of?.low)}–${figure(of?.high)}</small></td>`
      })
      return `<tr><th scope="row">${depth} events</th>${cells.join('')}</tr>`
    })
    const head = models.map((model) => `<th scope="col">${escapeHtml(model)}</th>`)
    return `<section><h2>${escapeHtml(titleOf(key))}</h2><div class="scroll open"><table><thead><tr><th scope="col">Known</th>${head.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div></section>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Drill, ${drill} · Osusume</title><style>${style}</style></head><body><main>
<header><p class="eyebrow">Osusume · drill</p><h1>New ${whom}</h1><p class="lead">${drillWords(drill, drilled)}</p></header>
${tables.join('\n')}
<section><h2>How it was measured</h2>${howItWasMeasured(protocol)}</section>
<footer>Written ${escapeHtml(minute(new Date(createdMs).toISOString()))} UTC by osusume evaluate.</footer>
</main></body></html>
`
}

/** What was done, in two sentences: for the page and the terminal. */
export const drillWords = (drill: DrillEvaluation['drill'], drilled: number): string =>
  (drill === 'cold-users'
    ? `${count(drilled)} customers of whom nothing was learnt: models are told the last 0, 1, 2, 5 and 10 events before what they are asked for.`
    : `${count(drilled)} products of which models learn the last 0, 1, 2, 5 and 10 events alone; customers are asked for these products, and no others may be listed.`) +
  ' The questions are the same in every row; what a model does not know is filled with what is popular, as in the shop.'
