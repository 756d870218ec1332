import type { DrillEvaluation } from '../jobs/evaluate/evaluate-drill.ts'
import { drillWords } from '../jobs/evaluate/evaluate-drill.ts'

/** A drill for a terminal: for each metric a table with a row for each depth. */
export function drillTable({ drill, drilled, rows, protocol, report }: DrillEvaluation): string {
  const models = rows[0]?.results.map(({ model }) => model) ?? []
  const keys = Object.keys(rows[0]?.results[0]?.metrics ?? {})
  const wide = Math.max(10, ...models.map((model) => model.length)) + 2
  const lines = [
    drillWords(drill, drilled),
    `${protocol.testUsers.toLocaleString('en')} customers are asked.`,
    ...(protocol.warnings ?? []).map((warning) => `Note: ${warning}`),
  ]
  for (const key of keys) {
    lines.push('', `${key.padEnd(14)}${models.map((model) => model.padEnd(wide)).join('')}`)
    for (const { depth, results } of rows)
      lines.push(
        `${`${depth} events`.padEnd(14)}${results.map(({ metrics }) => digits(metrics[key]?.value).padEnd(wide)).join('')}`,
      )
  }
  lines.push('', `With intervals: ${report}`)
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

const digits = (x: number | undefined) => (x === undefined ? '–' : x.toFixed(4).replace(/^0\./, '.'))
