import type { Evaluation, Result } from '../document.ts'
import { count, escapeHtml, figure, signedFigure } from './html.ts'
import { chance } from './pair-table.ts'
import { titleOf } from './title-of.ts'

/** The one thing a reader in a hurry should take home, as a headline and a paragraph. HTML. */
export function verdictWords({ protocol, results }: Evaluation, lead: string): { headline: string; words: string } {
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
      headline: headline(ranked),
      words: `${name} of ${figure(value)}, ${base ? `${(value / base).toFixed(1)} times that of ${escapeHtml(protocol.baseline)}` : ''}; the lead of ${figure(difference.value)} is between ${figure(difference.low)} and ${figure(difference.high)} with 95 % confidence.${runnerUp(ranked, lead)}${cheaper(ranked, lead)}${ahead(best)}`,
    }
  return {
    headline: `No model is clearly better than ${escapeHtml(protocol.baseline)}`,
    words: `The best, ${escapeHtml(best.model)}, has ${name} of ${figure(value)}; how far it is from ${figure(base)} cannot be told apart from chance, or it is worse.${smallest(best, lead, protocol.testUsers)}`,
  }
}

/** The first, with those that the test of the same customers does not tell apart from it. */
function headline([best, ...others]: readonly Result[]): string {
  const tied = others.filter(({ model }) => best?.against?.[model]?.significant === false)
  if (!best || tied.length === 0) return `${escapeHtml(best?.model)} leads`
  if (tied.length <= 2) return `${list([best, ...tied])} lead`
  return `${escapeHtml(best.model)} and ${tied.length} others lead`
}

/** Is the first really ahead of the second? By the paired test where there is one, else by their intervals. */
function runnerUp(ranked: readonly Result[], lead: string): string {
  const [best, ...others] = ranked
  if (!best || others.length === 0) return ''
  const tests = best.against
  if (!tests) {
    const low = best.metrics[lead]?.low ?? Number.NaN
    const near = others.filter(({ metrics }) => (metrics[lead]?.high ?? 0) > low)
    if (near.length === 0) return ''
    return ` Its interval overlaps with ${list(near)}: that order may be chance.`
  }
  const open = others.filter(({ model }) => tests[model] && !tests[model].significant)
  const next = others[0] as Result
  const test = tests[next.model]
  if (open.length > 0)
    return ` It is not told apart from ${list(open)}: that order may be chance${open.length === 1 && test ? ` (p\u00a0${chance(test.adjusted)})` : ''}.`
  if (!test) return ''
  return ` It is ahead of the next, ${escapeHtml(next.model)}, too: ${signedFigure(test.value)}, between ${signedFigure(test.low)} and ${signedFigure(test.high)} on the same customers (p\u00a0${chance(test.adjusted)}).`
}

/** A model that is not told apart from the best and is trained in a fifth of the time is worth a word. */
function cheaper(ranked: readonly Result[], lead: string): string {
  const [best, ...others] = ranked
  if (!best?.against || best.fitSeconds < 5) return ''
  const quick = others.find(
    ({ model, fitSeconds, metrics }) =>
      metrics[lead] && best.against?.[model]?.significant === false && fitSeconds * 5 < best.fitSeconds,
  )
  return quick
    ? ` ${escapeHtml(quick.model)} is trained in ${quick.fitSeconds.toFixed(1)} s instead of ${best.fitSeconds.toFixed(0)} s.`
    : ''
}

function smallest({ metrics }: Result, lead: string, users: number): string {
  const test = metrics[lead]?.test
  if (!test || !Number.isFinite(test.detectable)) return ''
  return ` With these ${count(users)} customers a difference of ${figure(test.detectable)} would have been seen four times in five.`
}

/** Whether waiting is worth it. */
const ahead = ({ learningCurve }: Result) => (learningCurve?.next ? ` ${escapeHtml(learningCurve.words)}` : '')

/** "a", "a and b", "a, b and c". */
function list(of: readonly Result[]): string {
  const words = of.map(({ model }) => escapeHtml(model))
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
