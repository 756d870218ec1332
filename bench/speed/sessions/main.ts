/**
 * How long one question to the nearest sessions takes, by percentiles: one history in, a list of 20 out, one thread.
 *
 * Real sessions (YooChoose 100k, Serenade's example) and seeded synthetic ones of a power law, at 100,000 and 1,000,000:
 * the time should not grow with how many are stored.
 * Usage: npm run bench -- speed/sessions [--model session-knn:vmis] [--options JSON] [--questions 5000] [--real]
 * --real: only the real ones.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readSplitTrial } from '../../../src/jobs/evaluate/split-trial.ts'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { resolve } from '../../../src/model/algorithms.ts'
import { fitModel } from '../../../src/model/fit.ts'
import { type Interactions, takeInteractions } from '../../../src/model/interactions.ts'
import { interactionsFrom } from '../../../src/model/interactions-from.ts'
import { rng } from '../../../src/numbers/rng.ts'
import { quantileOfSorted } from '../../../src/numbers/stats.ts'
import { machineLine } from '../../machine.ts'
import { sharedData } from '../../shared-data.ts'

const { values: asked } = parseArgs({
  options: {
    model: { type: 'string', default: 'session-knn' },
    options: { type: 'string', default: '{}' },
    questions: { type: 'string', default: '5000' },
    real: { type: 'boolean', default: false },
  },
})

interface Shop {
  train: Interactions
  histories: Interactions
}

async function* shops(): AsyncGenerator<[string, Shop]> {
  for (const [name, folder, train, test] of [
    ['YooChoose 100k', 'yoochoose-100k', 'train_full', 'test'],
    ['Serenade example', 'serenade-example', 'train', 'test'],
  ] as const) {
    const file = (part: string) => join(sharedData, folder, `${part}.txt.gz`)
    if (existsSync(file(train)))
      yield [name, await readSplitTrial({ train: file(train), test: file(test), format: 'sessions' })]
  }
  for (const nSessions of asked.real ? [] : [100_000, 1_000_000])
    yield [`${nSessions.toLocaleString('en')} synthetic`, synthetic(nSessions)]
}

/** Sessions of 2 to 12 clicks among 50,000 items of a power law, each click near the one before. */
function synthetic(nSessions: number): Shop {
  const random = rng(3)
  const nItems = 50_000
  const [row, item, day]: [number[], number[], number[]] = [[], [], []]
  for (let s = 0; s < nSessions; s++) {
    const length = 2 + Math.floor(11 * random() ** 2)
    let at = Math.floor(nItems * random() ** 3)
    for (let k = 0; k < length; k++) {
      row.push(s)
      item.push(at)
      day.push((90 * s) / nSessions)
      at =
        random() < 0.7
          ? Math.min(nItems - 1, Math.max(0, at + Math.floor(9 * random()) - 4))
          : Math.floor(nItems * random() ** 3)
    }
  }
  const events = { row: Uint32Array.from(row), item: Uint32Array.from(item), day: Float64Array.from(day) }
  const train = interactionsFrom(nSessions, nItems, events, 'sum')
  const last = Array.from({ length: 10_000 }, (_, k) => nSessions - 10_000 + k)
  return { train, histories: takeInteractions(train, last) }
}

const kernels = await openKernels({ threads: 1 })
process.stdout.write(
  `${asked.model}, microseconds a question\n\n${'shop'.padEnd(22)}     fit s      p50      p90      p99\n`,
)
for await (const [name, { train, histories }] of shops()) {
  const started = performance.now()
  const model = await fitModel(resolve(asked.model, JSON.parse(asked.options)), train, { kernels, seed: 1 })
  const fitSeconds = (performance.now() - started) / 1000
  const n = Math.min(Number(asked.questions), histories.nRows)
  const questions = Array.from({ length: n }, (_, k) =>
    takeInteractions(histories, [Math.floor((k * histories.nRows) / n)]),
  )
  for (const question of questions.slice(0, 1000)) await model.recommend(question, 20)
  const took = new Float64Array(n)
  for (const [k, question] of questions.entries()) {
    const before = performance.now()
    await model.recommend(question, 20)
    took[k] = (performance.now() - before) * 1000
  }
  took.sort()
  const cells = [fitSeconds.toFixed(1), ...[0.5, 0.9, 0.99].map((p) => quantileOfSorted(took, p).toFixed(0))]
  process.stdout.write(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(9)).join('')}\n`)
}
process.stdout.write(`\n${machineLine()}\n`)
await kernels.close()
