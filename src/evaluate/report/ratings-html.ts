import type { Compared } from '../compare.ts'
import type { RatingEvaluation, RatingResult } from '../document.ts'
import { forestPlot } from './forest-plot.ts'
import { count, escapeHtml, figure, minute, signedFigure } from './html.ts'
import { nColours, style } from './style.ts'

const titles: Record<string, { title: string; words: string; formula: string }> = {
  rmse: {
    title: 'RMSE',
    words: 'How far predictions are from what was given, large errors counting more. 0 is perfect.',
    formula: '√(Σ (predicted − given)² ÷ ratings)',
  },
  mae: {
    title: 'MAE',
    words: 'How far predictions are from what was given, on average. 0 is perfect.',
    formula: 'Σ |predicted − given| ÷ ratings',
  },
}

/**
 * An evaluation of ratings as one HTML file that needs nothing else. Every word from outside is escaped.
 * @param createdMs  milliseconds since 1970, printed at the end
 */
export function ratingsHtml({ protocol, results }: RatingEvaluation, { createdMs }: { createdMs: number }): string {
  const keys = Object.keys(results[0]?.metrics ?? {})
  const lead = keys[0] ?? ''
  const { headline, words } = verdict(results, protocol.baseline, lead)
  const { train, test, testUsers, testPairs, users, items, interactions, scale, unknown } = protocol
  const fact = (figure: string, of: string) => `<li><b>${figure}</b>${of}</li>`
  const entries: [string, string][] = [
    ...(protocol.warnings ?? []).map((warning): [string, string] => ['Note', escapeHtml(warning)]),
    [
      'Split',
      protocol.split === 'files'
        ? `Read as it is: trained on ${code(train)}, tested on ${code(test)}.`
        : `Learnt from ${escapeHtml(train)}, asked for ${escapeHtml(test)}.`,
    ],
    [
      'Unknown',
      `${count(unknown.users)} ratings of the test are of users, ${count(unknown.items)} of items that training does not hold; they count like the others.`,
    ],
    ['Scale', `${scale.low} to ${scale.high}, the range of the ratings learnt from; predictions are cut to it.`],
    [
      'Intervals',
      `${escapeHtml(protocol.interval)}; ${count(protocol.resamples)} resamples, the same for all models, seed ${protocol.seed}.`,
    ],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Ratings, ${escapeHtml(test.split('/').slice(-2).join('/'))} · Osusume</title><style>${style}</style></head><body><main>
<header><p class="eyebrow">Osusume · evaluation of ratings</p><h1>${headline}</h1><p class="lead">${words}</p>
<ul class="facts">${fact(count(testPairs), 'ratings predicted')}${fact(count(testUsers), 'users who gave them')}${fact(count(interactions), 'ratings to learn from')}${fact(count(users), 'users')}${fact(count(items), 'items')}</ul></header>
${keys
  .map(
    (key) =>
      `<section><h2>${titleOf(key)} of every model</h2><p class="note">Further left is better. The dot is the figure over all ratings of the test, the line its 95 % interval.</p>${forestPlot({ protocol, results }, key)}</section>`,
  )
  .join('\n')}
<section><h2>Against ${escapeHtml(protocol.baseline)}, and its price</h2><p class="note">The difference is taken on the same users, so luck that both models share cancels out.</p>${table(results, keys)}</section>
<section><h2>How it was measured</h2><dl>${entries.map(([term, said]) => `<dt>${term}</dt><dd>${said}</dd>`).join('')}</dl></section>
<section><h2>What the figures mean</h2><dl>${keys
    .flatMap((key) => titles[key] ?? [])
    .map(({ title, words, formula }) => `<dt>${title}</dt><dd>${words}<code>${formula}</code></dd>`)
    .join('')}</dl></section>
<section><h2>Models and their options</h2><dl>${results
    .map(({ model, options }) => `<dt>${escapeHtml(model)}</dt><dd>${code(JSON.stringify(options))}</dd>`)
    .join('')}</dl></section>
<footer>Written ${escapeHtml(minute(new Date(createdMs).toISOString()))} UTC by osusume evaluate.</footer>
</main></body></html>
`
}

const titleOf = (key: string) => titles[key]?.title ?? escapeHtml(key)
const code = (text: string) => `<code style="display:inline">${escapeHtml(text)}</code>`

/** The one thing a reader in a hurry should take home. */
function verdict(
  results: readonly RatingResult[],
  baseline: string,
  lead: string,
): { headline: string; words: string } {
  const [best] = results
    .filter(({ model }) => model !== baseline)
    .sort((a, b) => (a.metrics[lead]?.value ?? 0) - (b.metrics[lead]?.value ?? 0))
  const of = best?.metrics[lead]
  const base = results.find(({ model }) => model === baseline)?.metrics[lead]
  if (!best || !of?.difference)
    return { headline: 'What is usual', words: `${titleOf(lead)} ${figure(base?.value)} of the baseline.` }
  const { difference } = of
  const name = escapeHtml(best.model)
  if (difference.high < 0)
    return {
      headline: `${name} is nearest`,
      words: `${titleOf(lead)} of ${figure(of.value)} where ${escapeHtml(baseline)} has ${figure(base?.value)}; it errs less by ${figure(-difference.high)} to ${figure(-difference.low)} with 95 % confidence.`,
    }
  return {
    headline: `No model is clearly nearer than ${escapeHtml(baseline)}`,
    words: `The best, ${name}, has ${titleOf(lead)} of ${figure(of.value)}; that cannot be told apart from ${figure(base?.value)}, or it is worse.`,
  }
}

function table(results: readonly RatingResult[], keys: readonly string[]): string {
  const cell = (of: Compared | undefined) =>
    `<td><b>${figure(of?.value)}</b><small>${figure(of?.low)}–${figure(of?.high)}</small></td><td>${of?.difference ? `<b>${signedFigure(of.difference.value)}</b><small>${signedFigure(of.difference.low)} to ${signedFigure(of.difference.high)}</small>` : '–'}</td>`
  const head = keys.map((key) => `<th scope="col">${titleOf(key)}</th><th scope="col">against the baseline</th>`)
  const rows = results.map(
    ({ model, metrics, fitSeconds, scoreSeconds, peakBytes }, index) =>
      `<tr><th scope="row"><i class="dot m${index % nColours}"></i>${escapeHtml(model)}</th>${keys.map((key) => cell(metrics[key])).join('')}<td>${fitSeconds.toFixed(2)} s</td><td>${scoreSeconds.toFixed(2)} s</td><td>${count(Math.round(peakBytes / 2 ** 20))} MiB</td></tr>`,
  )
  return `<div class="scroll open"><table><thead><tr><th scope="col">Model</th>${head.join('')}<th scope="col">Training</th><th scope="col">Asking</th><th scope="col">Peak memory</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}
