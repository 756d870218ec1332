/**
 * How good our models' lists are on published splits, beside the published figures.
 *
 * npm run bench -- accuracy NAME               the table of a data set, from its test files
 * npm run bench -- accuracy NAME --validate    the same rows on the validation cut, made from train only
 * npm run bench -- accuracy NAME --models a,b  only the rows of these models
 * npm run bench -- accuracy NAME --rows 2,4    only the second and the fourth row
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points. A table is a file of this folder.
 */
import { fork } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mean } from '../../src/numbers/stats.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'
import type { Measured } from './measure.ts'
import type { Table } from './table.ts'

const here = dirname(fileURLToPath(import.meta.url))
const frame = ['ask.ts', 'main.ts', 'measure.ts', 'table.ts', 'leave-last-out.ts']
const names = globSync('*.ts', { cwd: here })
  .filter((file) => !frame.includes(file) && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -3))
  .sort()

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    validate: { type: 'boolean', default: false },
    models: { type: 'string' },
    rows: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const [name = ''] = positionals
if (!names.includes(name)) stop(`accuracy: got "${name}", want one of ${names.join(', ')}`)
if (!existsSync(sharedData)) stop(`accuracy: no data at ${sharedData}; set OSUSUME_BENCH_DATA`)

const { table } = (await import(`./${name}.ts`)) as { table: Table }
const chosen = flags.models?.split(',')
const numbers = flags.rows?.split(',').map(Number)
const rows = table.rows
  .map((row, at) => ({ ...row, at }))
  .filter(({ model, at }) => (!chosen || chosen.includes(model)) && (!numbers || numbers.includes(at + 1)))
const out = (text: string) => process.stdout.write(`${text}\n`)
const figures = (values: readonly number[]) =>
  values.map((value) => value.toFixed(4).replace(/^0/, '').padStart(12)).join('')

if (!flags.json) {
  out(`${table.title}${flags.validate ? ': the validation cut' : ''}\n${table.protocol}\n`)
  out(`${'model'.padEnd(34)}${table.metrics.map((metric) => metric.padStart(12)).join('')}   fit s  ask s    MiB`)
  if (!flags.validate) {
    for (const { model, values } of table.published) out(`${`(${model})`.padEnd(34)}${figures(values)}`)
    out(`${'(to reach)'.padEnd(34)}${figures(table.goal)}`)
  }
}
const measured: object[] = []
for (const row of rows) {
  const folds = await inItsOwnProcess(row.at)
  const values = table.metrics.map((_, m) => mean(folds.map(({ values }) => values[m] as number)))
  const fit = mean(folds.map(({ fitSeconds }) => fitSeconds))
  const ask = mean(folds.map(({ askSeconds }) => askSeconds))
  const peak = Math.max(...folds.map(({ peakBytes }) => peakBytes)) / 2 ** 20
  if (flags.json) measured.push({ model: row.model, options: row.options ?? {}, values, fit, ask, peak })
  else
    out(
      `${row.model.padEnd(34)}${figures(values)}${fit.toFixed(1).padStart(8)}${ask.toFixed(1).padStart(7)}${peak.toFixed(0).padStart(7)}\n    ${JSON.stringify(row.options ?? {})}  ${row.chosen}`,
    )
}
if (flags.json)
  out(JSON.stringify({ name, validate: flags.validate, metrics: table.metrics, measured, machine: machineLine() }))
else out(`\n${machineLine()}`)

/** A process for each row: its peak memory is its own. */
function inItsOwnProcess(at: number): Promise<Measured[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(here, 'measure.ts'), [name, String(at), flags.validate ? 'validation' : 'test', sharedData])
    let answer: Measured[] | undefined
    child.on('message', (message) => {
      answer = message as Measured[]
    })
    child.on('exit', (code) => (answer ? resolve(answer) : reject(new Error(`row ${at} ended with ${code}`))))
  })
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
