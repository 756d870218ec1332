/**
 * What `osusume train --update` saves, and what it costs: Gowalla's training pairs cut by chance into eight tenths that the live model
 * knows, a tenth that happened since and a tenth that is asked for.
 *
 * Processor seconds of the live model's fit, of its update and of a new fit over nine tenths, and recall@20 of each for all
 * nine tenths' histories (hits / what was held out, mean over people).
 * Usage: npm run bench -- speed/update [--models ials,bpr,nmf]
 */
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { resolve } from '../../../src/model/algorithms.ts'
import type { Model } from '../../../src/model/model.ts'
import { csrFrom } from '../../../src/numbers/csr.ts'
import { rng } from '../../../src/numbers/rng.ts'
import { gowalla } from '../../ials/matrices.ts'
import { machineLine } from '../../machine.ts'
import { sharedData } from '../../shared-data.ts'

const { values: asked } = parseArgs({ options: { models: { type: 'string', default: 'ials,bpr,nmf' } } })
const found = gowalla(sharedData)
if (!found) throw new RangeError(`bench: no Gowalla at ${sharedData}`)
const whole = found
const k = 20

const random = rng(1)
const tenth = Uint8Array.from(whole.column, () => Math.floor(10 * random()))
const before = pairsOf((part) => part < 8)
const now = pairsOf((part) => part < 9)
const held = pairsOf((part) => part === 9)
const kernels = await openKernels({ threads: 1 })
const heads = ['live s', 'recall', 'update s', 'recall', 'fit s', 'recall']
process.stdout.write(`${''.padEnd(6)}${heads.map((head) => head.padStart(11)).join('')}\n`)
for (const label of asked.models.split(',')) {
  const { algorithm, options } = resolve(label)
  if (!algorithm.update) throw new RangeError(`bench: ${label} has no update`)
  const context = { kernels, seed: 1 }
  const live = await timed(() => algorithm.fit(before, options, context))
  const updated = await timed(() => algorithm.update!(live.model, now, options, context))
  const anew = await timed(() => algorithm.fit(now, options, context))
  const cells: string[] = []
  for (const { model, seconds } of [live, updated, anew])
    cells.push(seconds.toFixed(2), (await recallOf(model)).toFixed(4))
  process.stdout.write(`${label.padEnd(6)}${cells.map((cell) => cell.padStart(11)).join('')}\n`)
}
process.stdout.write(`\none thread, processor seconds; ${machineLine()}\n`)
await kernels.close()

function pairsOf(takes: (part: number) => boolean) {
  const { nRows, nCols, rowStart, column } = whole
  const [row, item]: [number[], number[]] = [[], []]
  for (let u = 0; u < nRows; u++)
    for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
      if (!takes(tenth[at]!)) continue
      row.push(u)
      item.push(column[at]!)
    }
  return csrFrom(nRows, nCols, Uint32Array.from(row), Uint32Array.from(item), undefined, 'max')
}

async function timed(make: () => Promise<Model>): Promise<{ model: Model; seconds: number }> {
  const started = process.cpuUsage()
  const model = await make()
  const { user, system } = process.cpuUsage(started)
  return { model, seconds: (user + system) / 1e6 }
}

async function recallOf(model: Model): Promise<number> {
  const { item, count } = await model.recommend(now, k, now)
  let [sum, people] = [0, 0]
  for (let u = 0; u < held.nRows; u++) {
    const wanted = new Set(held.column.subarray(held.rowStart[u]!, held.rowStart[u + 1]!))
    if (wanted.size === 0) continue
    let hits = 0
    for (let rank = 0; rank < count[u]!; rank++) if (wanted.has(item[u * k + rank]!)) hits++
    sum += hits / wanted.size
    people++
  }
  return sum / people
}
