import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goalFrom } from '../../evaluate/tuning/goal.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { labels, resolve } from '../../model/algorithms.ts'
import { fitModel } from '../../model/fit.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { rng } from '../../numbers/rng.ts'
import { inSharedMemory } from './in-shared-memory.ts'
import { isFailure, type Outcome } from './run-trial.ts'
import { TrialPool } from './trial-pool.ts'

function someCut() {
  const random = rng(8)
  const row = Uint32Array.from({ length: 400 }, (_, e) => e % 50)
  const item = Uint32Array.from(row, (r) => (Math.floor(random() * 6) * 4 + (r % 4)) % 24)
  return validationCut(
    interactionsFrom(50, 24, { row, item }, 'max'),
    { asks: 'items', seen: 'exclude', combine: 'max' },
    1,
  )
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value))

test('no model changes what it learns from and is asked with, which lies in memory that all trials share', async () => {
  const cut = inSharedMemory(someCut())
  const before = copyOf(cut)
  const kernels = await openKernels({ threads: 1 })
  try {
    for (const label of labels()) {
      const resolved = resolve(label)
      const needs = resolved.algorithm.needs?.(resolved.options) ?? []
      if (needs.some((need) => need !== 'sequences')) continue
      const model = await fitModel(resolved, cut.train, { kernels, seed: 1 })
      const { histories } = cut.trial
      model.scoreInto(histories, new Float32Array(histories.nRows * histories.nCols))
      assert.deepEqual(copyOf(cut), before, label)
    }
  } finally {
    await kernels.close()
  }
})

test('trials on threads of their own find what a trial here finds; refusals come back as reasons', async () => {
  const cut = someCut()
  const rows = [...Array(cut.trial.targets.nRows).keys()]
  const goal = goalFrom([{ name: 'ndcg', k: 5 }])
  const candidates = [
    { model: 'rp3beta', options: {} },
    { model: 'graph-filter', options: { rank: 8 } },
    { model: 'ials', options: { dim: 0 } },
    { model: 'item-knn', options: {} },
    { model: 'rp3beta', options: {} },
  ]
  const found = await Promise.all(
    [1, 2].map(async (threads) => {
      const pool = new TrialPool({ cut, rows, goal, seed: 1 }, threads)
      try {
        return await Promise.all(candidates.map((candidate) => pool.run({ candidate, depth: 10, mostSeconds: 100 })))
      } finally {
        await pool.close()
      }
    }),
  )
  const essence = found.map((outcomes) =>
    outcomes.map((outcome) =>
      isFailure(outcome)
        ? outcome.why
        : [outcome.value, ...outcome.values.keep, ...outcome.answers.map(({ score }) => [...score])],
    ),
  )
  assert.deepEqual(essence[1], essence[0])
  assert.match(essence[0]![2] as string, /dim: got 0/)
  assert.equal((found[0]![0] as Outcome).value, (found[0]![4] as Outcome).value)
})

test('a trial that wants all cores has them alone, and finds the same', async () => {
  const cut = someCut()
  const rows = [...Array(cut.trial.targets.nRows).keys()]
  const pool = new TrialPool({ cut, rows, goal: goalFrom([{ name: 'ndcg', k: 5 }]), seed: 1 }, 2)
  try {
    const task = { candidate: { model: 'ials', options: { dim: 8 } }, depth: 0, mostSeconds: 100 }
    const found = await Promise.all([task, { ...task, alone: true }, task, task].map((one) => pool.run(one)))
    assert.equal(new Set(found.map((outcome) => (outcome as Outcome).value)).size, 1)
  } finally {
    await pool.close()
  }
})

test('aborting ends trials on other threads at once', async () => {
  const cut = someCut()
  const stop = new AbortController()
  const pool = new TrialPool({ cut, rows: [0], goal: goalFrom([{ name: 'ndcg', k: 5 }]), seed: 1 }, 2, stop.signal)
  const running = pool.run({ candidate: { model: 'bpr', options: { epochs: 10_000 } }, depth: 0, mostSeconds: 1000 })
  stop.abort(new Error('enough'))
  await assert.rejects(running, /enough/)
  assert.throws(() => pool.run({ candidate: { model: 'popular', options: {} }, depth: 0, mostSeconds: 1 }), /enough/)
  await pool.close()
})
