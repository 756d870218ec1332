import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqlite } from '../../store/sqlite.ts'
import type { StoredRun } from '../../store/store.ts'
import { leaderboard } from './leaderboard.ts'

const figure = (value: number) => ({ value, low: value / 2, high: value * 2 })

const run = (
  name: string,
  createdMs: number,
  splitHash: string,
  models: Record<string, number>,
  dim = 8,
): StoredRun => ({
  run: name,
  createdMs,
  version: '0.1.0',
  snapshot: 's',
  catalogueVersion: 1,
  request: {},
  protocol: { split: 'time', seen: 'exclude', splitHash },
  results: Object.entries(models).map(([model, value]) => ({
    model,
    options: { dim },
    metrics: { 'hr@3': figure(1 - value), 'ndcg@10': figure(value) },
  })),
  splitFile: '',
  report: '',
})

test('models that were asked the same stand in one table, best first, each once', async () => {
  const store = await openSqlite(':memory:')
  try {
    assert.deepEqual((await leaderboard(store)).boards, [])
    await store.addRun(run('one', 1, 'january', { popular: 0.1, ials: 0.3 }))
    await store.addRun(run('two', 2, 'january', { popular: 0.2, ease: 0.25 }))
    await store.addRun(run('three', 3, 'january', { ials: 0.4 }, 64))
    await store.addRun(run('four', 4, 'february', { ials: 0.9 }))
    const { metric, boards, runs } = await leaderboard(store)
    assert.deepEqual([metric, runs.length], ['ndcg@10', 4])
    const names = boards.map(({ standings }) => standings.map(({ model, run }) => `${model} of ${run}`))
    assert.deepEqual(names, [
      ['ials of four'],
      // popular was asked twice with the same options: the newer figure
      ['ials of three', 'ials of one', 'ease of two', 'popular of two'],
    ])
    const other = await leaderboard(store, 'hr@3')
    assert.equal(other.boards[1]?.standings[0]?.model, 'popular')
    const none = await leaderboard(store, 'map@7')
    assert.equal(none.boards[1]?.standings[0]?.figure, undefined)
  } finally {
    await store.close()
  }
})
