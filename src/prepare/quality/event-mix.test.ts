import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Engine, openEngine } from '../engine.ts'
import { driftOf } from './drift.ts'
import { eventMix } from './event-mix.ts'
import { eventColumns } from './events-table.ts'

async function withEvents<Answer>(rows: string, ask: (engine: Engine) => Promise<Answer>): Promise<Answer> {
  const engine = await openEngine({ threads: 1 })
  try {
    const columns = Object.entries(eventColumns).map(([name, type]) => `${name} ${type}`)
    await engine.run(`CREATE TABLE events (${columns.join(', ')})`)
    await engine.run(`INSERT INTO events (line, kind, moment, customer, visitor, device, country) VALUES ${rows}`)
    return await ask(engine)
  } finally {
    engine.close()
  }
}

test('visits, browsers, devices and countries are counted as by hand', async () => {
  const at = (time: string) => `TIMESTAMP '2025-03-01 ${time}'`
  const mix = await withEvents(
    `(1, 'view', ${at('10:00')}, NULL, 'b1', 'phone', NULL),
     (2, 'view', ${at('10:10')}, NULL, 'b1', 'phone', NULL),
     (3, 'purchase', ${at('10:20')}, 'ann', 'b1', 'phone', 'FR'),
     (4, 'view', ${at('10:51')}, 'ann', 'b1', 'phone', 'FR'),
     (5, 'view', ${at('10:52')}, 'bob', 'b1', 'desk', 'DE'),
     (6, 'view', NULL, NULL, 'b2', NULL, NULL),
     (7, NULL, ${at('12:00')}, NULL, NULL, NULL, NULL)`,
    (engine) => eventMix(engine, new Set(['visitor', 'device', 'country'])),
  )
  // b1 alone for 10 minutes; ann at 10:20, and again 31 minutes later; bob: the row without a time is in no visit
  assert.deepEqual(
    { ...mix.visits, eventsEach: mix.visits.eventsEach },
    {
      count: 4,
      eventsEach: 5 / 4,
      medianMinutes: 0,
      sizes: [
        { events: '1', count: 3, share: 3 / 4 },
        { events: '2', count: 1, share: 1 / 4 },
      ],
      reaching: [
        { kind: 'view', count: 3, share: 3 / 4 },
        { kind: 'purchase', count: 1, share: 1 / 4 },
      ],
    },
  )
  assert.deepEqual(mix.browsers, {
    count: 2,
    eventsEach: 3,
    signedIn: 1 / 2,
    shared: 1 / 2,
    sizes: [
      { events: '1', count: 1, share: 1 / 2 },
      { events: '3 to 5', count: 1, share: 1 / 2 },
    ],
  })
  assert.deepEqual(mix.devices, [
    { value: 'phone', count: 4, share: 4 / 7, people: 2, kinds: { purchase: 1 / 4, view: 3 / 4 } },
    { value: 'desk', count: 1, share: 1 / 7, people: 1, kinds: { view: 1 } },
  ])
  assert.deepEqual(
    mix.countries?.map(({ value, count }) => [value, count]),
    [
      ['FR', 2],
      ['DE', 1],
    ],
  )
  assert.deepEqual(mix.identity, { customer: 3 / 7, visitor: 6 / 7, both: 3 / 7, neither: 1 / 7 })
})

test('drift is the population stability index of the last week against the one before, whatever lies ahead of now', async () => {
  // a week of 150 phones and 50 desks, then one of 50 and 150; a clock that is wrong is in neither
  const week = (from: number, day: string, phones: number) =>
    Array.from({ length: 200 }, (_, k) => {
      const device = k < phones ? 'phone' : 'desk'
      return `(${from + k}, 'view', TIMESTAMP '${day} 00:00', 'c', NULL, '${device}', '${k % 100}')`
    })
  const rows = [...week(1, '2025-03-01', 150), ...week(201, '2025-03-08', 50), ...week(401, '2099-01-01', 200)]
  const ask = { nowMs: Date.UTC(2025, 2, 9), bySize: false }
  const [moved, still] = await withEvents(rows.join(','), async (engine) => {
    await engine.run(
      `CREATE VIEW source AS SELECT line, device, country FROM events;
       CREATE TABLE value AS SELECT country AS v, country::DOUBLE AS x FROM events GROUP BY country`,
    )
    return [
      await driftOf(engine, { ...ask, text: 'device' }),
      await driftOf(engine, { ...ask, text: 'country', bySize: true }),
    ]
  })
  const [much, little] = [150.5 / 201, 50.5 / 201]
  assert.ok(Math.abs((moved ?? 0) - 2 * (much - little) * Math.log(much / little)) < 1e-12)
  assert.equal(still, 0)
})

test('numbers that count up with time do not drift; prices that are in cents from one week on do', async () => {
  const week = (from: number, day: number, cents: number) =>
    Array.from({ length: 150 }, (_, k) => {
      const moment = new Date(Date.UTC(2025, 2, day) + k * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
      const price = cents * (1 + ((k * 7919) % 50))
      return `(${from + k}, 'purchase', TIMESTAMP '${moment}', 'c', NULL, '${1000 + from + k}', '${price}')`
    })
  const rows = [...week(1, 1, 1), ...week(151, 8, 100)]
  const drift = await withEvents(rows.join(','), async (engine) => {
    const of = async (column: string) => {
      await engine.run(
        `CREATE OR REPLACE VIEW source AS SELECT line, device, country FROM events;
         CREATE OR REPLACE TABLE value AS SELECT ${column} AS v, ${column}::DOUBLE AS x FROM events GROUP BY ${column}`,
      )
      return driftOf(engine, { nowMs: Date.UTC(2025, 2, 20), bySize: true, text: column })
    }
    return { orders: await of('device'), prices: await of('country') }
  })
  assert.equal(drift.orders, undefined)
  assert.ok((drift.prices ?? 0) > 1)
})
