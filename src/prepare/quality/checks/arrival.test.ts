import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from '../../engine.ts'
import { eventColumns } from '../events-table.ts'
import { quality } from '../quality.ts'

test('what came more than a day after something newer is late, in a log and not in a file', async () => {
  const engine = await openEngine()
  try {
    const columns = Object.entries(eventColumns).map(([name, type]) => `${name} ${type}`)
    await engine.run(`CREATE TABLE events (${columns.join(', ')})`)
    // against the newest so far, the 5th at noon: line 3 is a day behind to the minute, line 4 a minute more
    await engine.run(
      `INSERT INTO events (line, kind, moment) VALUES (1, 'view', '2025-03-01'), (2, 'view', '2025-03-05 12:00'),
         (3, 'view', '2025-03-04 12:00'), (4, 'view', '2025-03-04 11:59'), (5, 'view', NULL), (6, 'view', '2025-03-06');
       CREATE VIEW source AS SELECT line, kind, moment FROM events`,
    )
    const late = async (isLog: boolean) =>
      (await quality(engine, { nowMs: 0, isLog })).checks.find(({ check }) => check === 'late-events')
    const { count, samples } = (await late(true)) ?? assert.fail('late-events did not run')
    assert.equal(count, 1)
    assert.match(samples[0] ?? '', /^row 4: 2025-03-04 11:59/)
    assert.equal(await late(false), undefined)
  } finally {
    engine.close()
  }
})
