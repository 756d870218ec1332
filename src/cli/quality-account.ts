import { styleText } from 'node:util'
import type { QualityReport } from '../jobs/quality/quality.ts'
import { wrapped } from './wrapped.ts'

const colours = { error: 'red', warning: 'yellow', info: 'cyan', ok: 'green' } as const
const signs = { error: '✖', warning: '▲', info: '·', ok: '✓' } as const
const order = ['error', 'warning', 'info', 'ok'] as const

/** What was found, gravest first, for a terminal: a line a check, what it costs below; what is fine in one line. */
export function qualityAccount(report: QualityReport, { width, samples }: { width: number; samples: boolean }): string {
  const { rows, mix, checks, fields } = report
  const number = (n: number) => n.toLocaleString('en')
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
        `${styleText(colours[severity], head.padEnd(28))}${number(count).padStart(12)}${`${(100 * share).toFixed(1)} %`.padStart(9)}`,
      )
      for (const line of wrapped(advice, Math.max(30, width - 4))) lines.push(`    ${line}`)
      if (samples) for (const row of rows) lines.push(`    · ${row}`)
    }
  const fine = checks.filter(({ severity }) => severity === 'ok').map(({ check }) => check)
  if (fine.length > 0) lines.push(styleText(colours.ok, `${signs.ok} fine: ${fine.join(', ')}`))
  lines.push(
    '',
    `${'field'.padEnd(22)}${'type'.padEnd(8)}${'missing'.padStart(9)}${'distinct'.padStart(11)}  smallest … largest`,
  )
  for (const { field, type, missingShare, distinct, least, most } of fields)
    lines.push(
      `${field.slice(0, 21).padEnd(22)}${type.padEnd(8)}${`${(100 * missingShare).toFixed(1)} %`.padStart(9)}${number(distinct).padStart(11)}  ${least?.slice(0, 20) ?? '–'} … ${most?.slice(0, 20) ?? '–'}`,
    )
  return `${lines.join('\n')}\n\nThe page with plots: ${report.report}\n`
}
