import assert from 'node:assert/strict'
import type { StoreUnderTest } from './fixtures/store-under-test.ts'
import type { ModelVersion, StoredRun } from './store.ts'

/** Versions, keys, snapshots and evaluations. */
export function registryContract({ say, withStore }: StoreUnderTest): void {
  say('the last version published is live, and publishing an older one rolls back', () =>
    withStore(async (store) => {
      const model = (version: string, createdMs: number): ModelVersion => ({
        version,
        createdMs,
        algorithm: 'ials',
        options: { dim: 64 },
        seed: 1,
        snapshot: 's',
        hash: 'h',
        file: `models/${version}.osm`,
      })
      assert.equal(await store.published(), undefined)
      await store.addModel(model('one', 1))
      await store.addModel(model('two', 2))
      assert.equal(await store.published(), undefined)
      await store.publish('one', 10)
      await store.publish('two', 20)
      assert.deepEqual(await store.published(), { ...model('two', 2), publishedMs: 20 })
      await store.publish('one', 30)
      assert.equal((await store.published())?.version, 'one')
      assert.deepEqual(
        (await store.models()).map(({ version }) => version),
        ['two', 'one'],
      )
    }),
  )

  say('keys and snapshots come back as they were', () =>
    withStore(async (store) => {
      const key = { prefix: 'pk_1', hash: 'h', scope: 'public' as const, createdMs: 5 }
      await store.addKey(key)
      assert.deepEqual(await store.keys(), [key])
      assert.equal(await store.deleteKey('pk_1'), true)
      assert.equal(await store.deleteKey('pk_1'), false)
      const snapshot = (name: string, createdMs: number) => ({
        snapshot: name,
        createdMs,
        file: `snapshots/${name}.osm`,
        untilSeq: 3,
        config: { minItems: 2 },
        steps: [],
      })
      await store.addSnapshot(snapshot('a', 1))
      await store.addSnapshot(snapshot('b', 2))
      assert.deepEqual(await store.snapshot(), snapshot('b', 2))
      assert.deepEqual(await store.snapshot('a'), snapshot('a', 1))
      assert.equal(await store.snapshot('c'), undefined)
      assert.deepEqual(await store.snapshots(), [snapshot('b', 2), snapshot('a', 1)])
    }),
  )

  say('evaluations come back as they were, newest first', () =>
    withStore(async (store) => {
      const run = (name: string, createdMs: number): StoredRun => ({
        run: name,
        createdMs,
        version: '0.1.0',
        snapshot: 's',
        catalogueVersion: 2,
        request: { split: 'time', holdoutDays: 28 },
        protocol: { split: 'time', splitHash: 'h' },
        results: [{ model: 'ials', options: { dim: 8 }, metrics: { 'ndcg@10': { value: 0.1, low: 0, high: 1 / 3 } } }],
        splitFile: `runs/${name}.tsv.gz`,
        report: '/tmp/report.html',
      })
      await store.addRun(run('a', 1))
      await store.addRun(run('b', 2))
      assert.deepEqual(await store.runs(), [run('b', 2), run('a', 1)])
      assert.deepEqual(await store.run('a'), run('a', 1))
      assert.equal(await store.run('c'), undefined)
      await assert.rejects(store.addRun(run('a', 3)))
    }),
  )
}
