import { styleText } from 'node:util'
import type { QualityReport } from '../jobs/quality/quality.ts'
import { wrapped } from './wrapped.ts'

const colours = { error: 'red', warning: 'yellow', info: 'cyan', ok: 'green' } as const
const signs = { error: '✖', warning: '▲', info: '·', ok: '✓' } as const
const order = ['error', 'warning', 'info', 'ok'] as const
const heights = [...' ▁▂▃▄▅▆▇█']

type Field = QualityReport['fields'][number]

const number = (n: number) => n.toLocaleString('en')
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 2 : 1)}\u00a0%`

/** What was found, gravest first, for a terminal: a line a check, what it costs below; what is fine in one line; then what the events are. */
export function qualityAccount(report: QualityReport, { width, samples }: { width: number; samples: boolean }): string {
  const { rows, mix, checks, fields } = report
  const lines = [
    `${report.source}: ${number(rows)} rows, ${number(mix.people)} people, ${number(mix.items)} products, ${number(mix.orders)} orders` +
      (mix.first && mix.last ? `, ${mix.first.slice(0, 10)} to ${mix.last.slice(0, 10)}` : ''),
    '',
  ]
  for (const severity of order.slice(0, 3))
    for (const { check, count, share, advice, samples: rows } of checks
      .filter((one) => one.severity === severity)
      .sort((a, b) => b.share - a.share)) {
      const head = `${signs[severity]} ${check}`
      lines.push(
        `${styleText(colours[severity], head.padEnd(28))}${number(count).padStart(12)}${percent(share).padStart(10)}`,
      )
      for (const line of wrapped(advice, Math.max(30, width - 4))) lines.push(`    ${line}`)
      if (samples) for (const row of rows) lines.push(`    · ${row}`)
    }
  const fine = checks.filter(({ severity }) => severity === 'ok').map(({ check }) => check)
  if (fine.length > 0)
    for (const line of wrapped(`${signs.ok} fine: ${fine.join(', ')}`, width)) lines.push(styleText(colours.ok, line))
  if (rows > 0) lines.push('', ...mixLines(report).flatMap((line) => wrapped(line, width)), '', ...fieldLines(fields))
  if (report.fieldsLeftOut > 0) lines.push(`and ${number(report.fieldsLeftOut)} more columns`)
  return `${lines.join('\n')}\n\nThe page with plots: ${report.report}\n`
}

/** What the events are, a line each: kinds, whose, visits, browsers, with what and from where. */
function mixLines({ mix }: QualityReport): string[] {
  const { identity, visits, browsers, devices, countries } = mix
  const shares = (parts: readonly { name: string; share: number }[]) =>
    parts.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')
  return [
    `events     ${shares(mix.kinds.map(({ kind, share }) => ({ name: kind, share })))}`,
    `of whom    ${shares([
      { name: 'a customer', share: identity.customer },
      { name: 'a browser alone', share: identity.visitor - identity.both },
      { name: 'nobody', share: identity.neither },
    ])}`,
    `visits     ${number(visits.count)}, ${visits.eventsEach.toFixed(1)} events each; with ${shares(visits.reaching.map(({ kind, share }) => ({ name: kind, share })))}`,
    ...(browsers
      ? [
          `browsers   ${number(browsers.count)}, ${browsers.eventsEach.toFixed(1)} events each; customers sign in on ${percent(browsers.signedIn)}, several on ${percent(browsers.shared)}`,
        ]
      : []),
    ...(devices ? [`devices    ${shares(devices.map(({ value, share }) => ({ name: value, share })))}`] : []),
    ...(countries ? [`countries  ${shares(countries.map(({ value, share }) => ({ name: value, share })))}`] : []),
  ]
}

function fieldLines(fields: readonly Field[]): string[] {
  const head = `${'field'.padEnd(22)}${'type'.padEnd(8)}${'missing'.padStart(9)}${'distinct'.padStart(11)}${'drift'.padStart(7)}  `
  return [
    `${head}${'spread or most frequent'.padEnd(24)}smallest … largest`,
    ...fields.map(({ least, most, ...field }) => {
      const { drift, type } = field
      const moved = drift === undefined ? '' : drift.toFixed(2)
      return `${field.field.slice(0, 21).padEnd(22)}${type.padEnd(8)}${percent(field.missingShare).padStart(9)}${number(field.distinct).padStart(11)}${moved.padStart(7)}  ${spread(field).padEnd(24)}${least?.slice(0, 20) ?? '–'} … ${most?.slice(0, 20) ?? '–'}`
    }),
  ]
}

/** A histogram in signs, or the commonest value and how often it comes. */
function spread({ histogram = [], top }: Omit<Field, 'least' | 'most'>): string {
  if (histogram.length > 0) {
    const highest = Math.max(...histogram)
    return histogram.map((n) => heights[Math.ceil((n / highest) * (heights.length - 1))]).join('')
  }
  const [first] = top
  return first && first.count > 1 ? `${first.value.slice(0, 12)} ×${number(first.count)}` : ''
}
