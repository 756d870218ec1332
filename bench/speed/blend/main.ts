/**
 * How long a blend takes to answer many people: one after the other, and in blocks on all threads.
 *
 * A graph filter, a walk, factors and nearest people fused by z-scores, lists of 20 without what a history holds. Both ways in
 * turns on the same people, the best of the rounds; the lists are compared bit by bit.
 * Usage: npm run bench -- speed/blend [--data ../shared/data] [--people 512] [--rounds 3] [--threads 2]
 * The data is Gowalla's training file; what the fit takes does not count, so the factors are hardly trained.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readSplitTrial } from '../../../src/jobs/evaluate/split-trial.ts'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { resolve } from '../../../src/model/algorithms.ts'
import { fitModel } from '../../../src/model/fit.ts'
import { takeInteractions } from '../../../src/model/interactions.ts'
import { recommendByScoring } from '../../../src/model/recommend-by-scoring.ts'
import { takeRows } from '../../../src/numbers/csr.ts'
import { machineLine } from '../../machine.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    people: { type: 'string', default: '512' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
  },
})
const parts = [
  { model: 'graph-filter:bspm', options: { nIterations: 1 }, weight: 1 },
  { model: 'rp3beta', weight: 0.3 },
  { model: 'ials', options: { dim: 512, epochs: 1 }, weight: 0.3 },
  { model: 'user-knn', weight: 0.5 },
]
const folder = join(values.data, 'gowalla')
const [train, test] = [join(folder, 'train.txt.gz'), join(folder, 'test.txt.gz')]
const { train: matrix } = await readSplitTrial({ train, test, format: 'lightgcn' })
const kernels = await openKernels({ threads: Number(values.threads) })
const model = await fitModel(resolve('blend', { parts }), matrix, { kernels, seed: 1 })
const rows = Uint32Array.from({ length: Number(values.people) }, (_, r) => r)
const people = takeInteractions(matrix, rows)
const had = takeRows(matrix, rows)

const one = async () => {
  const lists = []
  for (const r of rows)
    lists.push(await recommendByScoring(model, takeInteractions(people, [r]), 20, takeRows(had, [r])))
  return lists.flatMap(({ item, score }) => [...item, ...score])
}
const block = async () => {
  const { item, score, k } = await model.recommend(people, 20, had)
  return Array.from(rows, (r) => [...item.subarray(r * k, (r + 1) * k), ...score.subarray(r * k, (r + 1) * k)]).flat()
}
const best = { one: Number.POSITIVE_INFINITY, block: Number.POSITIVE_INFINITY }
for (let round = 0; round < Number(values.rounds); round++) {
  const lists: number[][] = []
  for (const [way, ask] of [
    ['one', one],
    ['block', block],
  ] as const) {
    const started = performance.now()
    lists.push(await ask())
    best[way] = Math.min(best[way], (performance.now() - started) / rows.length)
  }
  assert.deepEqual(lists[1], lists[0])
}
await kernels.close()
process.stdout.write(
  `one after the other ${best.one.toFixed(2)} ms a person, in blocks on ${values.threads} threads ${best.block.toFixed(2)} ms: ` +
    `${(best.one / best.block).toFixed(1)} times faster, the same lists and scores\n${machineLine()}\n`,
)
