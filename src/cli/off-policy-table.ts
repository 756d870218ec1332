import type { OffPolicyReport } from '../jobs/off-policy.ts'

const n = (count: number) => Math.round(count).toLocaleString('en')
const figure = (x: number) => (Number.isNaN(x) ? '–' : x.toPrecision(4))
const between = ({ low, high }: { low: number; high: number }) => `${figure(low)} to ${figure(high)}`
const signed = (x: number) => `${x < 0 ? '−' : '+'}${figure(Math.abs(x))}`

/** Off-policy estimates for a terminal: the log, the figures, and what should make one doubt them. */
export function offPolicyTable(report: OffPolicyReport): string {
  const { diagnosis, values, onPolicy, concerns, policy } = report
  const of = { column: `column ${policy.source} of the log`, file: policy.source, log: `shares in ${policy.source}` }
  const lines = [
    `${report.log}: ${n(report.rounds)} rounds of ${n(report.actions)} actions; the logging policy earned ${figure(diagnosis.logged.value)} a round (${between(diagnosis.logged)}).`,
    `Policy to judge: ${of[policy.from]}. The log tells about it as much as ${n(diagnosis.effectiveSampleSize)} rounds of its own would; largest weight ${figure(diagnosis.largestWeight)}, mean ${figure(diagnosis.meanWeight.value)}.`,
    '',
    `${'estimator'.padEnd(11)}${'a round'.padEnd(11)}${'95 % interval'.padEnd(25)}above the log`,
  ]
  for (const { estimator, value, lift, ...interval } of values)
    lines.push(
      `${estimator.padEnd(11)}${figure(value).padEnd(11)}${between(interval).padEnd(25)}${signed(lift.value)} (${signed(lift.low)} to ${signed(lift.high)})`,
    )
  if (onPolicy) {
    const outside = values.filter(({ low, high }) => onPolicy.value < low || onPolicy.value > high)
    lines.push(
      '',
      `Its own log of ${n(onPolicy.rounds)} rounds earned ${figure(onPolicy.value)} (${between(onPolicy)}): ${outside.length === 0 ? 'inside every interval' : `outside the interval of ${outside.map(({ estimator }) => estimator).join(', ')}`}.`,
    )
  }
  for (const concern of concerns) lines.push('', `! ${concern}.`)
  return `${lines.join('\n')}\n`
}
