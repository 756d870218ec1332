/**
 * Seconds and memory of a fit as a shop grows: 1, 3, 10, 30 and 100 million interactions, as a table and a plot.
 *
 * Every row is a process of its own on seeded synthetic data (power-law.ts). Memory is what the whole process held at its
 * peak, the data of 8 bytes an interaction included. A model that says it needs more than --gib, or takes longer than
 * --minutes, stops there and is not asked for more. Rows are added to the folder of --out as they come (growth.json,
 * growth.html), and those that are there are not measured again.
 * Usage: npm run bench -- speed/growth [--millions 1,3,10] [--models popular,item-knn,…] [--threads 2] [--gib 8]
 *        [--minutes 10] [--out DIR]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { resolve } from '../../../src/model/algorithms.ts'
import { fitModel } from '../../../src/model/fit.ts'
import { machineLine } from '../../machine.ts'
import { type GrowthRow, growthPage } from './page.ts'
import { powerLaw } from './power-law.ts'

const everyModel =
  'popular,item-knn,user-knn,association-rules,rp3beta,graph-filter,pure-svd,ials,bpr,nmf,slim,mrf,ease'
const { values: asked } = parseArgs({
  options: {
    millions: { type: 'string', default: '1,3,10' },
    models: { type: 'string', default: everyModel },
    gib: { type: 'string', default: '8' },
    minutes: { type: 'string', default: '10' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string', default: 'bench-growth' },
    row: { type: 'string' },
  },
})
const threads = Number(asked.threads)
const options: Record<string, Record<string, unknown>> = { ials: { dim: 64 } }

if (asked.row !== undefined) await measureRow(asked.row)
else measureAll()

/** In the process of a row: fits and prints what it took. */
async function measureRow(row: string): Promise<void> {
  const [model, millions] = row.split(':') as [string, string]
  const data = powerLaw(Number(millions) * 1e6)
  const kernels = await openKernels({ threads })
  const resolved = resolve(model, options[model])
  const before = process.resourceUsage().maxRSS
  const started = performance.now()
  await fitModel(resolved, data, { kernels, seed: 1, memoryLimitBytes: Number(asked.gib) * 2 ** 30 })
  const seconds = (performance.now() - started) / 1000
  const declared = resolved.algorithm.memoryBytes(data, resolved.options) / 2 ** 20
  const peak = process.resourceUsage().maxRSS / 1024
  const { nRows: users, nCols: items } = data
  const found: GrowthRow = {
    model,
    millions: Number(millions),
    users,
    items,
    seconds,
    peakMiB: peak,
    dataMiB: before / 1024,
    declaredMiB: declared,
  }
  await kernels.close()
  process.stdout.write(`${JSON.stringify(found)}\n`)
}

function measureAll(): void {
  const folder = asked.out
  const file = join(folder, 'growth.json')
  mkdirSync(folder, { recursive: true })
  const rows: GrowthRow[] = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GrowthRow[]) : []
  const self = fileURLToPath(import.meta.url)
  const ended = new Set<string>()
  for (const millions of asked.millions.split(',').map(Number))
    for (const model of asked.models.split(',')) {
      if (ended.has(model) || rows.some((row) => row.model === model && row.millions === millions)) continue
      const words = [self, '--row', `${model}:${millions}`, '--threads', String(threads), '--gib', asked.gib]
      const { stdout, stderr, status, signal } = spawnSync(process.execPath, words, {
        encoding: 'utf8',
        timeout: Number(asked.minutes) * 60_000,
      })
      if (status !== 0) {
        ended.add(model)
        const why =
          signal === null
            ? (/^\w*(?:Error|Fault).*$/m.exec(stderr)?.[0] ?? stderr)
            : `more than ${asked.minutes} minutes`
        process.stderr.write(`${model} ends at ${millions} million: ${why}\n`)
        continue
      }
      rows.push(JSON.parse(stdout) as GrowthRow)
      process.stderr.write(`${line(rows.at(-1)!)}\n`)
      writeFileSync(file, `${JSON.stringify(rows, undefined, 1)}\n`)
      writeFileSync(join(folder, 'growth.html'), growthPage(rows, `${threads} threads; ${machineLine()}`))
    }
  const heads = ['million', 'users', 'items', 'seconds', 'peak MiB', 'of it data', 'declared']
  process.stdout.write(`${'model'.padEnd(12)}${heads.map((head) => head.padStart(12)).join('')}\n`)
  for (const row of rows) process.stdout.write(`${line(row)}\n`)
  process.stdout.write(`\n${threads} threads; ${machineLine()}\nplot: ${join(folder, 'growth.html')}\n`)
}

function line({ model, millions, users, items, seconds, peakMiB, dataMiB, declaredMiB }: GrowthRow): string {
  const cells = [String(millions), ...[users, items].map((n) => n.toLocaleString('en')), seconds.toFixed(2)]
  const sizes = [peakMiB, dataMiB, declaredMiB].map((size) => Math.round(size).toLocaleString('en'))
  return `${model.padEnd(12)}${[...cells, ...sizes].map((text) => text.padStart(12)).join('')}`
}
