import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from '../../engine.ts'
import { eventColumns } from '../events-table.ts'
import { quality } from '../quality.ts'

test('events about unknown products are counted, products without events are named; without a catalogue nobody looks', async () => {
  const engine = await openEngine()
  try {
    const columns = Object.entries(eventColumns).map(([name, type]) => `${name} ${type}`)
    await engine.run(`CREATE TABLE events (${columns.join(', ')}); CREATE TABLE catalogue (item VARCHAR)`)
    await engine.run(
      `INSERT INTO events (line, kind, item) VALUES (1, 'view', 'cup'), (2, 'view', 'old'), (3, 'purchase', 'old'), (4, 'search', NULL);
       INSERT INTO catalogue VALUES ('cup'), ('pot'); CREATE VIEW source AS SELECT line, kind, item FROM events`,
    )
    const found = async (hasCatalogue: boolean) =>
      (await quality(engine, { nowMs: 0, hasCatalogue })).checks.find(({ check }) => check === 'orphans')
    const { count, share, samples, severity } = (await found(true)) ?? assert.fail('orphans did not run')
    assert.deepEqual([count, share, severity], [2, 2 / 4, 'error'])
    assert.equal(samples.length, 3)
    assert.equal(samples.at(-1), 'product pot: no event')
    assert.equal(await found(false), undefined)
  } finally {
    engine.close()
  }
})
