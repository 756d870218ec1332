import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Store } from '../../store/store.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { replay } from '../evaluate/replay.ts'
import { readTuned } from '../evaluate/tuned.ts'
import { departmentShop } from '../fixtures/department-shop.ts'
import { openStore } from '../open.ts'
import { train } from '../train/train.ts'
import { tuneShop } from '../tuning/tune-shop.ts'

async function shop(t: TestContext): Promise<{ store: Store; dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-auto-'))
  const store = await openStore(dataDir)
  t.after(async () => {
    await store.close()
    await rm(dataDir, { recursive: true })
  })
  await store.append(departmentShop())
  return { store, dataDir }
}

const few = { budget: { trials: 6 }, threads: 1 }

test('auto on a shop: chosen before the cut, measured after it, and made again from the run that was kept', async (t) => {
  const { store, dataDir } = await shop(t)
  const { results, auto, run } = await evaluate({ ...few, store, dataDir, models: ['auto'], metrics: ['ndcg@5'] })
  assert.deepEqual(
    results.map(({ model }) => model),
    ['popular', 'auto'],
  )
  assert.equal(auto?.trials.length, 6)
  assert.ok(results[1]!.metrics['ndcg@5']!.difference!.low > 0.2, 'the department is found')
  const again = await replay({ store, dataDir, run: run as string })
  assert.deepEqual(again.replay.differs, [])
  assert.ok(again.replay.same)
})

test('train --model auto keeps a version of what it chose, which can be told and fitted again', async (t) => {
  const { store, dataDir } = await shop(t)
  const { model, options, auto, published } = await train({ ...few, store, dataDir, model: 'auto', gate: false })
  assert.ok(published)
  assert.equal(model, auto?.chosen.model)
  assert.notEqual(model, 'popular')
  await train({ store, dataDir, model, options, threads: 1, gate: false })
})

test('what was tuned on a shop may be measured on its test, and not when the tuning looked at everything', async (t) => {
  const { store, dataDir } = await shop(t)
  const options = {
    model: 'item-knn',
    objective: { goal: 'ndcg@5', floors: [], within: [] },
    method: 'random',
    seed: 1,
    ...few,
  } as const
  const measured = async (all: boolean) => {
    const file = join(dataDir, `${all}.json`)
    await writeFile(file, JSON.stringify(await tuneShop({ ...options, store, dataDir, all })))
    return evaluate({ store, dataDir, models: [], tuned: [await readTuned(file)], metrics: ['ndcg@5'] })
  }
  assert.deepEqual(
    (await measured(false)).results.map(({ model }) => model),
    ['popular', 'item-knn'],
  )
  await assert.rejects(measured(true), /were tuned on/)
})

test('over folds nothing is chosen: the train of one is the test of another', async (t) => {
  const { store, dataDir } = await shop(t)
  await assert.rejects(
    evaluate({ ...few, store, dataDir, models: ['auto'], split: 'k-fold' }),
    /auto: .* want another --split/,
  )
})
