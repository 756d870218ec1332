import type { Evaluation, ShopProtocol } from '../jobs/evaluate/evaluate.ts'

/** What the terminal shows of the usual metrics when there are too many; the report has them all. */
const shown = ['ndcg@10', 'precision@10', 'recall@10', 'map@10', 'hr@10', 'mrr@10', 'coverage@10']
const usual = new Set(shown.map((key) => key.split('@')[0]))
const most = 8

/** An evaluation for a terminal of so many columns: facts, figures over their intervals, the lead over the baseline. */
export function evaluationTable({ protocol, results, report }: Evaluation, columns: number): string {
  const chosen = chosenKeys(Object.keys(results[0]?.metrics ?? {}))
  const wide = Math.max(...results.map(({ model }) => model.length)) + 2
  const cell = Math.max(
    14,
    ...chosen.flatMap((key) => [key.length + 2, ...results.map(({ metrics }) => interval(metrics[key]).length + 2)]),
  )
  const room = Math.max(1, Math.floor((columns - wide) / cell))
  const lines = [...protocolLines(protocol), '']
  for (let from = 0; from < chosen.length; from += room) {
    const part = chosen.slice(from, from + room)
    lines.push(''.padEnd(wide) + part.map((key) => key.padEnd(cell)).join(''))
    for (const { model, metrics } of results) {
      lines.push(model.padEnd(wide) + part.map((key) => digits(metrics[key]?.value).padEnd(cell)).join(''))
      lines.push(''.padEnd(wide) + part.map((key) => interval(metrics[key]).padEnd(cell)).join(''))
    }
    lines.push('')
  }
  const lead = leadAmong(chosen, results)
  if (lead !== undefined) lines.push(...leadLines({ protocol, results }, lead, wide), '')
  const learnt = results.filter(({ learningCurve }) => learningCurve)
  if (learnt.length > 0)
    lines.push(...learnt.map(({ model, learningCurve }) => `${model}: ${learningCurve?.words}`), '')
  lines.push(`Under each figure its 95 % interval. Every metric, its definition and the curves: ${report}`)
  if (protocol.split !== 'files' && lead !== undefined) lines.push(...nextLines({ protocol, results }, lead))
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** Everything when it is little; else the usual metrics at one depth, and what was asked for beside them. */
function chosenKeys(keys: readonly string[]): readonly string[] {
  if (keys.length <= most) return keys
  const some = keys.filter((key) => shown.includes(key) || !usual.has(key.split('@')[0]))
  return some.length > 0 ? some : keys
}

/** The metric that decided: ndcg@10 where it was measured, as in the evaluation, else the first that models are compared on. */
function leadAmong(chosen: readonly string[], results: Evaluation['results']): string | undefined {
  const compared = chosen.filter((key) => results.some(({ metrics }) => metrics[key]?.difference))
  return compared.find((key) => key === 'ndcg@10') ?? compared[0]
}

/** By how much each model leads the baseline, and the best the second best: is that more than chance? */
function leadLines(
  { protocol, results }: Pick<Evaluation, 'protocol' | 'results'>,
  lead: string,
  wide: number,
): string[] {
  const value = ({ metrics }: (typeof results)[number]) => metrics[lead]?.value ?? Number.NaN
  const base = results.find(({ model }) => model === protocol.baseline)
  const rivals = results.filter(({ model }) => model !== protocol.baseline)
  const lines = [`${lead} above ${protocol.baseline}, customer by customer:`]
  for (const result of rivals) {
    const { difference, test } = result.metrics[lead] ?? {}
    const times = base && value(base) > 0 ? `${(value(result) / value(base)).toFixed(1)} ×` : ''
    lines.push(
      `${result.model.padEnd(wide)}${range(difference)}  ${times.padStart(6)}   ${chance(test)}` +
        `   trained in ${result.fitSeconds.toFixed(2)} s, asked in ${result.scoreSeconds.toFixed(2)} s`,
    )
  }
  const [best, next] = [...results].sort((a, b) => value(b) - value(a))
  const between = next && best?.against?.[next.model]
  if (between && next.model !== protocol.baseline)
    lines.push(`${best.model} above ${next.model}, the next: ${range(between)}   ${chance(between)}`)
  return lines
}

/** What to do with it: the model that is best, if it is surely better than the popular list. */
function nextLines({ protocol, results }: Pick<Evaluation, 'protocol' | 'results'>, lead: string): string[] {
  const value = ({ metrics }: (typeof results)[number]) => metrics[lead]?.value ?? Number.NaN
  const [best] = [...results].sort((a, b) => value(b) - value(a))
  if (!best) return []
  const { test, difference } = best.metrics[lead] ?? {}
  if (best.model !== protocol.baseline && test?.significant && (difference?.low ?? 0) > 0)
    return [`next: osusume train --model ${best.model}`]
  return [
    `No model is surely better than ${protocol.baseline} here: ${[
      ...(protocol.testUsers < manyQuestions ? ['more questions (a longer --holdout-days, another --split)'] : []),
      `other models${results.some(({ model }) => model === 'auto') ? '' : ' (--models auto)'}`,
      'more data',
    ].join(', or ')} may tell.`,
  ]
}

/** With so many questions chance is small. */
const manyQuestions = 1000

const range = (of: { value: number; low: number; high: number } | undefined) =>
  `${signed(of?.value)}  (${signed(of?.low)} to ${signed(of?.high)})`

/** p after the correction for many comparisons, and what would have been seen where it is large. */
const chance = (test: { adjusted: number; significant: boolean; detectable: number } | undefined) => {
  if (!test) return ''
  if (!test.significant) return `p ${digits(test.adjusted)}, not told apart: ${digits(test.detectable)} would have been`
  return test.adjusted < 0.001 ? 'p < .001' : `p ${digits(test.adjusted)}`
}

function protocolLines(protocol: Evaluation['protocol']): string[] {
  const had = protocol.seen === 'exclude' ? 'left out' : 'included'
  if (protocol.split === 'files')
    return [
      `${protocol.train}: ${n(protocol.users)} rows and ${n(protocol.items)} items to learn from,`,
      `${protocol.test ?? 'the last of every row'}: ${n(protocol.testUsers)} questions with ${n(protocol.testPairs)} items to be found, what the row had before ${had}.`,
      ...warningLines(protocol),
    ]
  const did = protocol.targets.join() === 'purchase' ? 'bought' : 'turned to'
  return [
    `${howCut(protocol)}: ${n(protocol.users)} ${protocol.split === 'sessions' ? 'visits' : 'customers'} and ${n(protocol.items)} products to learn from,`,
    `${n(protocol.testUsers)} ${protocol.split === 'sessions' ? 'questions' : 'customers tested'} on ${n(protocol.testPairs)} products they ${did}${protocol.split === 'time' ? ` in the ${Number((protocol.holdoutDays ?? 0).toPrecision(3))} days after` : ''},`,
    `what they had before ${had}.`,
    ...(protocol.why === undefined ? [] : [`Cut so because ${protocol.why} (--split cuts otherwise).`]),
    ...warningLines(protocol),
  ]
}

const warningLines = ({ warnings = [] }: Evaluation['protocol']) => warnings.map((warning) => `Note: ${warning}`)

/** How a shop's events were cut, in a few words. */
export function howCut({ split, cut, testShare = 0, folds }: ShopProtocol): string {
  const percent = `${Number((100 * testShare).toPrecision(3))} %`
  if (split === 'time') return `Cut at ${minute(cut ?? '')}`
  if (split === 'sessions') return `Visits, cut at ${minute(cut ?? '')}`
  if (split === 'random') return `${percent} of the pairs at random`
  if (split === 'strong') return `${percent} of the customers held out`
  if (split === 'k-fold') return `Each of ${folds} parts of the pairs in turn`
  return split === 'last-basket' ? 'The last basket of everybody' : 'The last product of everybody'
}

const digits = (x: number | undefined) => (x === undefined || Number.isNaN(x) ? '–' : x.toFixed(4).replace(/^0\./, '.'))

const interval = (of: { low: number; high: number } | undefined) => (of ? `${digits(of.low)}–${digits(of.high)}` : '')

const signed = (x: number | undefined) => (x === undefined ? '–' : `${x < 0 ? '−' : '+'}${digits(Math.abs(x))}`)

const minute = (iso: string) => iso.slice(0, 16).replace('T', ' ')

const n = (count: number) => count.toLocaleString('en')
