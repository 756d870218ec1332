/**
 * What `auto` chooses by itself on the published splits, beside the published figures.
 *
 * npm run bench -- auto                        every data set, from its test files
 * npm run bench -- auto NAME …                 only these
 *   --budget 10m     how long it may choose and fit, on all cores
 *   --trials 50      or after how many trials: then the machine's speed has no say
 *   --validate       on the validation cut, made from train only
 *   --json           one JSON document a line
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points. Tables are those of bench/accuracy; of several folds the
 * first is asked for.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseMetric } from '../../src/evaluate/metric-at-k.ts'
import type { QuestionKind } from '../../src/evaluate/tuning/question-kind.ts'
import { validationCut } from '../../src/evaluate/tuning/validation-cut.ts'
import { auto } from '../../src/jobs/auto/auto.ts'
import { goalOf } from '../../src/jobs/auto/goal-of.ts'
import { type Budget, parseBudget } from '../../src/jobs/trials/budget.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { fitModel } from '../../src/model/fit.ts'
import { ask } from '../accuracy/ask.ts'
import type { Part, Table } from '../accuracy/table.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

/** What each split asks, as its protocol says. */
const kinds: Record<string, QuestionKind> = {
  gowalla: { asks: 'items', seen: 'exclude', combine: 'sum' },
  'amazon-music': { asks: 'items', seen: 'exclude', combine: 'max' },
  citeulike: { asks: 'items', seen: 'exclude', combine: 'max' },
  yoochoose: { asks: 'session', seen: 'include', combine: 'sum' },
  serenade: { asks: 'session', seen: 'include', combine: 'sum' },
  diginetica: { asks: 'session', seen: 'include', combine: 'sum' },
  beauty: { asks: 'next', seen: 'exclude', gap: true, one: true, combine: 'max' },
  'movielens-1m': { asks: 'next', seen: 'exclude', gap: true, one: true, combine: 'max' },
  tafeng: { asks: 'basket', seen: 'include', combine: 'sum' },
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: 'string', default: '10m' },
    trials: { type: 'string' },
    validate: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(kinds)
for (const name of names) if (!kinds[name]) stop(`auto: got "${name}", want one of ${Object.keys(kinds).join(', ')}`)
if (!existsSync(sharedData)) stop(`auto: no data at ${sharedData}; set OSUSUME_BENCH_DATA`)
const budget: Budget = flags.trials === undefined ? parseBudget(flags.budget) : { trials: Number(flags.trials) }

const out = (text: string) => process.stdout.write(`${text}\n`)
for (const name of names) {
  const { table } = (await import(`../accuracy/${name}.ts`)) as { table: Table }
  for await (const part of flags.validate ? table.validation(sharedData) : table.test(sharedData)) {
    await measure(name, table, part)
    break
  }
}
if (!flags.json) out(machineLine())

async function measure(name: string, table: Table, part: Part): Promise<void> {
  // metrics of one table only are not known to auto: it is asked for the others
  const wanted = table.metrics.filter((key) => !Object.hasOwn(table.ownMetrics ?? {}, key.split('@')[0] ?? ''))
  const kind = kinds[name] as QuestionKind
  const started = performance.now()
  const choice = await auto({
    cut: validationCut(part.train, kind, 1),
    kind,
    goal: goalOf(wanted.map(parseMetric)),
    budget,
    onProgress: ({ stage, done }) => process.stderr.write(`${done} ${stage}\n`),
    ...(part.itemFeatures && { itemFeatures: part.itemFeatures }),
  })
  const kernels = await openKernels()
  try {
    const features = part.itemFeatures && { itemFeatures: part.itemFeatures }
    const model = await fitModel(choice.resolved, part.train, {
      kernels,
      seed: 1,
      ...features,
      memoryLimitBytes: 12 * 2 ** 30,
    })
    const fitted = performance.now()
    const values = await ask(model, part, table)
    if (flags.json) {
      const { resolved: _, ...chosen } = choice
      out(
        JSON.stringify({
          name,
          validate: flags.validate,
          metrics: table.metrics,
          values,
          chosen,
          budget,
          machine: machineLine(),
        }),
      )
      return
    }
    const show = (numbers: readonly number[]) =>
      numbers.map((x) => x.toFixed(4).replace(/^0/, '').padStart(12)).join('')
    out(`${table.title}${flags.validate ? ': the validation cut' : ''}`)
    out(`${''.padEnd(34)}${table.metrics.map((one) => one.padStart(12)).join('')}`)
    if (!flags.validate)
      for (const { model, values } of table.published) out(`${`(${model})`.padEnd(34)}${show(values)}`)
    out(`${'auto'.padEnd(34)}${show(values)}`)
    out(`  ${JSON.stringify(choice.chosen)}`)
    for (const line of choice.why) out(`  ${line}`)
    for (const { model, why } of choice.failures) out(`  passed over ${model}: ${why}`)
    const seconds = (until: number) => ((until - started) / 1000).toFixed(0)
    out(
      `  ${choice.trials.length} trials, ${choice.failures.length} refused; ${seconds(fitted)} s to choose and fit, ${seconds(performance.now())} s in all; held out ${choice.goal} ${choice.value.toFixed(4)}\n`,
    )
  } finally {
    await kernels.close()
  }
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
