/**
 * What it is worth that models know who buys for a business: recall@10 on Online Retail II for everyone, for traders and for
 * shoppers, with `wholesale` kept, a segment, or left out.
 *
 * npm run bench -- segments [--models hybrid:ease,item-knn:bm25]
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { presets } from '../../src/collect/mapping/presets.ts'
import { evaluate } from '../../src/jobs/evaluate/evaluate.ts'
import { importFile } from '../../src/jobs/import/import-file.ts'
import { openStore } from '../../src/jobs/open.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

const { values: flags } = parseArgs({
  options: { models: { type: 'string', default: 'hybrid:ease,hybrid:ials,popular,item-knn:bm25' } },
})
const models = flags.models.split(',')
const dataDir = await mkdtemp(join(tmpdir(), 'osusume-segments-'))
const store = await openStore(dataDir)
const out = (line: string) => process.stdout.write(`${line}\n`)
try {
  const file = join(sharedData, 'online-retail/online-retail-2009-2010.csv.gz')
  await importFile({ file, mapping: presets['online-retail']!.mapping, store, dataDir, nowMs: Date.now })
  for (const wholesale of ['keep', 'segment', 'leave-out'] as const) {
    const { results } = await evaluate({
      ...{ store, dataDir, models, metrics: ['recall@10'], config: { wholesale } },
      // of people only what is known of them: the country, and the segment
      options: Object.fromEntries(
        models.filter((model) => model.startsWith('hybrid')).map((model) => [model, { userWeight: 0.3 }]),
      ),
      ...{ reportFile: join(dataDir, 'report.html'), keep: false },
    })
    for (const { model, users, metrics, slices = [] } of results) {
      const parts = slices.find(({ by }) => by === 'segment')?.slices ?? []
      const figure = (at: { value: number; low: number; high: number } | undefined) =>
        at ? `${short(at.value)} (${short(at.low)} – ${short(at.high)})` : ''
      const ofParts = parts.map(({ name, users, metrics }) => `${name} ${users}: ${figure(metrics['recall@10'])}`)
      out([wholesale, model, `all ${users}: ${figure(metrics['recall@10'])}`, ...ofParts].join(' | '))
    }
  }
  out(`\n${machineLine()}`)
} finally {
  await store.close()
  await rm(dataDir, { recursive: true })
}

function short(x: number): string {
  return x.toFixed(4).replace(/^0/, '')
}
