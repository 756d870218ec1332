/**
 * Whether cleaning earns its keep: recall@10 with every step, and with each step left out, on a real shop's file and on the simulated one.
 *
 * npm run bench -- ablation [--model item-knn:bm25]
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points (Online Retail II); the simulated shop brings its own dirt, machines too.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { presets } from '../../src/collect/presets.ts'
import { writeRawFile } from '../../src/jobs/demo-file.ts'
import { evaluate } from '../../src/jobs/evaluate.ts'
import { importFile } from '../../src/jobs/import-file.ts'
import { openStore } from '../../src/jobs/open.ts'
import { defaultConfig } from '../../src/prepare/config.ts'
import { steps } from '../../src/prepare/steps/steps.ts'
import { rawMapping } from '../../src/simulate/raw-mapping.ts'
import { demoShop, simulateShop } from '../../src/simulate/simulate-shop.ts'
import { machineLine } from '../machine.ts'

const { values: flags } = parseArgs({ options: { model: { type: 'string', default: 'item-knn:bm25' } } })
const shared = process.env.OSUSUME_BENCH_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'osusume-ablation-'))
const out = (line: string) => process.stdout.write(`${line}\n`)
try {
  const simulated = join(folder, 'simulated.csv.gz')
  await writeRawFile(simulated, simulateShop({ ...demoShop, nCrawlers: 60, seed: 5 }).lines)
  const retail = join(shared, 'online-retail/online-retail-2009-2010.csv.gz')
  await table('The simulated shop, 60 crawlers in it', 'simulated', simulated, rawMapping)
  await table('Online Retail II, 2009-2010', 'retail', retail, presets['online-retail']!.mapping)
  out(`\n${machineLine()}`)
} finally {
  await rm(folder, { recursive: true })
}

async function table(title: string, name: string, file: string, mapping: object): Promise<void> {
  const dataDir = join(folder, name)
  const store = await openStore(dataDir)
  try {
    await importFile({ file, mapping: mapping as never, store, dataDir, nowMs: Date.now })
    out(`${title}: recall@10 of ${flags.model}\n`)
    out(
      `${'left out'.padEnd(20)}${'recall@10'.padStart(12)}${'95 % interval'.padStart(20)}${'beside all steps'.padStart(20)}`,
    )
    let all: number | undefined
    for (const left of [undefined, ...defaultConfig.steps.filter((step) => !steps[step]?.essential)]) {
      const { results } = await evaluate({
        store,
        dataDir,
        models: [flags.model],
        metrics: ['recall@10'],
        config: { steps: defaultConfig.steps.filter((step) => step !== left) },
        reportFile: join(folder, 'report.html'),
        keep: false,
      })
      const figure = results.at(-1)?.metrics['recall@10']
      if (!figure) throw new RangeError('no recall@10 came of the evaluation')
      all ??= figure.value
      const beside = figure.value - all
      out(
        `${(left ?? 'nothing').padEnd(20)}${short(figure.value).padStart(12)}${`${short(figure.low)} – ${short(figure.high)}`.padStart(20)}${(left === undefined ? '' : `${beside < 0 ? '−' : '+'}${short(Math.abs(beside))}`).padStart(20)}`,
      )
    }
    out('')
  } finally {
    await store.close()
  }
}

function short(x: number): string {
  return x.toFixed(4).replace(/^0/, '')
}
