import type { Evaluation, ShopProtocol } from '../jobs/evaluate.ts'

/** Metrics the terminal leads with, while the report has them all. */
const shown = ['ndcg@10', 'precision@10', 'recall@10', 'map@10', 'hr@10', 'mrr@10', 'coverage@10']

/** An evaluation for a terminal of so many columns: facts, figures over their intervals, the lead over the baseline. */
export function evaluationTable({ protocol, results, report }: Evaluation, columns: number): string {
  const keys = Object.keys(results[0]?.metrics ?? {})
  const chosen = shown.some((key) => keys.includes(key)) ? shown.filter((key) => keys.includes(key)) : keys
  const wide = Math.max(...results.map(({ model }) => model.length)) + 2
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
  const lead = chosen[0]
  const rivals = results.filter(({ model }) => model !== protocol.baseline)
  if (lead !== undefined && rivals.length > 0) {
    const base = results.find(({ model }) => model === protocol.baseline)?.metrics[lead]?.value
    lines.push(`${lead} above ${protocol.baseline}, customer by customer:`)
    for (const { model, metrics, fitSeconds, scoreSeconds } of rivals) {
      const difference = metrics[lead]?.difference
      const times = base ? `${((metrics[lead]?.value ?? Number.NaN) / base).toFixed(1)} ×` : ''
      lines.push(
        `${model.padEnd(wide)}${signed(difference?.value)}  (${signed(difference?.low)} to ${signed(difference?.high)})  ${times.padStart(6)}` +
          `   trained in ${fitSeconds.toFixed(2)} s, asked in ${scoreSeconds.toFixed(2)} s`,
      )
    }
    lines.push('')
  }
  lines.push(`Under each figure its 95 % interval. Every metric, its definition and the curves: ${report}`)
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
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
    `${n(protocol.testUsers)} ${protocol.split === 'sessions' ? 'questions' : 'customers tested'} on ${n(protocol.testPairs)} products they ${did}${protocol.split === 'time' ? ` in the ${protocol.holdoutDays} days after` : ''},`,
    `what they had before ${had}.`,
    ...warningLines(protocol),
  ]
}

const warningLines = ({ warnings = [] }: Evaluation['protocol']) => warnings.map((warning) => `Note: ${warning}`)

function howCut({ split, cut, testShare = 0, folds }: ShopProtocol): string {
  const percent = `${Number((100 * testShare).toPrecision(3))} %`
  if (split === 'time') return `Cut at ${minute(cut ?? '')}`
  if (split === 'sessions') return `Visits, cut at ${minute(cut ?? '')}`
  if (split === 'random') return `${percent} of the pairs at random`
  if (split === 'strong') return `${percent} of the customers held out`
  if (split === 'k-fold') return `Each of ${folds} parts of the pairs in turn`
  return split === 'last-basket' ? 'The last basket of everybody' : 'The last product of everybody'
}

const cell = 14

const digits = (x: number | undefined) => (x === undefined || Number.isNaN(x) ? '–' : x.toFixed(4).replace(/^0\./, '.'))

const interval = (of: { low: number; high: number } | undefined) => (of ? `${digits(of.low)}–${digits(of.high)}` : '')

const signed = (x: number | undefined) => (x === undefined ? '–' : `${x < 0 ? '−' : '+'}${digits(Math.abs(x))}`)

const minute = (iso: string) => iso.slice(0, 16).replace('T', ' ')

const n = (count: number) => count.toLocaleString('en')
