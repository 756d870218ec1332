import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from '../engine.ts'
import { eventColumns } from './events-table.ts'
import { quality } from './quality.ts'

test('of a wide table the first columns are profiled, by their own readers, and the others are counted', async () => {
  const engine = await openEngine({ threads: 1 })
  try {
    const columns = Object.entries(eventColumns).map(([name, type]) => `${name} ${type}`)
    await engine.run(
      `CREATE TABLE events (${columns.join(', ')}); INSERT INTO events (line, kind) VALUES (2, 'view'), (3, 'view'), (4, 'view'), (5, 'view');
       CREATE TABLE source AS SELECT * FROM (VALUES (2, ' three ', 'x', 'a'), (3, 'one', 'y', 'a'), (4, 'one', '', 'a'), (5, '2', 'x', 'a')) t(line, c0, c1, c2)`,
    )
    const words = ['', 'one', 'two', 'three']
    const { fields, fieldsLeftOut } = await quality(engine, {
      nowMs: 0,
      mostFields: 2,
      columnNames: ['pieces', 'size', 'colour'],
      readers: {
        number: (text) => (words.includes(text) ? words.indexOf(text) : Number(text)),
        time: () => Number.NaN,
      },
    })
    assert.equal(fieldsLeftOut, 1)
    const [pieces, size, ...more] = fields
    assert.deepEqual(more, [])
    assert.deepEqual(
      [pieces?.field, pieces?.type, pieces?.least, pieces?.most, pieces?.written, pieces?.percentiles?.p50],
      ['pieces', 'number', '1', '3', 3, 1.5],
    )
    assert.deepEqual(
      [size?.field, size?.type, size?.missing, size?.top[0]],
      ['size', 'text', 1, { value: 'x', count: 2 }],
    )
  } finally {
    engine.close()
  }
})

test('codes of products are no dates, however much they look like a month and a year', async () => {
  const engine = await openEngine({ threads: 1 })
  try {
    const columns = Object.entries(eventColumns).map(([name, type]) => `${name} ${type}`)
    await engine.run(
      `CREATE TABLE events (${columns.join(', ')}); INSERT INTO events (line, kind) VALUES (1, 'view'), (2, 'view');
       CREATE TABLE source AS SELECT * FROM (VALUES (1, 'PAP-3320', '2025-06-22 10:11:12.5'), (2, 'MAY-2025', '2025-06-23')) t(line, item, moment)`,
    )
    const { fields } = await quality(engine, { nowMs: 0 })
    assert.deepEqual(
      fields.map(({ field, type, least }) => [field, type, least]),
      [
        ['item', 'text', 'MAY-2025'],
        ['moment', 'time', '2025-06-22 10:11:12.5'],
      ],
    )
  } finally {
    engine.close()
  }
})
