import type { Compared, RatingEvaluation } from '../jobs/evaluate/evaluate-ratings.ts'

/** An evaluation of ratings for a terminal: facts, figures over their intervals, the difference from the baseline. */
export function ratingsTable({ protocol, results, report }: RatingEvaluation): string {
  const keys = Object.keys(results[0]?.metrics ?? {})
  const wide = Math.max(...results.map(({ model }) => model.length)) + 2
  const { train, test, interactions, users, items, testPairs, testUsers, scale, warnings = [] } = protocol
  const lines = [
    ...(protocol.split === 'files' ? [] : ['People give stars here; how well are those foreseen, on the same cut?']),
    `${train}: ${n(interactions)} ratings from ${scale.low} to ${scale.high} of ${n(users)} users and ${n(items)} items to learn from,`,
    `${test}: ${n(testPairs)} ratings of ${n(testUsers)} users to be predicted.`,
    ...warnings.map((warning) => `Note: ${warning}`),
    '',
    ''.padEnd(wide) + keys.map((key) => key.padEnd(cell)).join(''),
    ...results.flatMap(({ model, metrics }) => [
      model.padEnd(wide) + keys.map((key) => digits(metrics[key]?.value).padEnd(cell)).join(''),
      ''.padEnd(wide) + keys.map((key) => interval(metrics[key]).padEnd(cell)).join(''),
    ]),
    '',
  ]
  const [lead] = keys
  const rivals = results.filter(({ model }) => model !== protocol.baseline)
  if (lead !== undefined && rivals.length > 0) {
    lines.push(`${lead} beside ${protocol.baseline}, on the same users (below 0 is better):`)
    for (const { model, metrics, fitSeconds, scoreSeconds } of rivals) {
      const difference = metrics[lead]?.difference
      lines.push(
        `${model.padEnd(wide)}${signed(difference?.value)}  (${signed(difference?.low)} to ${signed(difference?.high)})` +
          `   trained in ${fitSeconds.toFixed(2)} s, asked in ${scoreSeconds.toFixed(2)} s`,
      )
    }
    lines.push('')
  }
  lines.push(`Under each figure its 95 % interval. Definitions and options: ${report}`)
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

const cell = 16

const digits = (x: number | undefined) => (x === undefined || Number.isNaN(x) ? '–' : x.toFixed(4).replace(/^0\./, '.'))

const interval = (of: Compared | undefined) => (of ? `${digits(of.low)}–${digits(of.high)}` : '')

const signed = (x: number | undefined) => (x === undefined ? '–' : `${x < 0 ? '−' : '+'}${digits(Math.abs(x))}`)

const n = (count: number) => count.toLocaleString('en')
