import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultConfig } from './config.ts'
import { everyRow } from './every-row.ts'
import { logOf, type Row } from './fixtures/log-of.ts'
import { prepareEvents } from './prepare-events.ts'
import { segmentsIn, segmentsOf } from './segments.ts'

/** Eight shoppers, a trader who begins to trade on day 10, and a stranger who first comes on day 20. */
const rows: Row[] = [
  ...Array.from({ length: 40 }, (_, k) => ({
    user: `u${k % 8}`,
    item: `p${k % 7}`,
    quantity: 1 + (k % 2),
    day: k / 8,
  })),
  ...Array.from({ length: 6 }, (_, k) => ({ user: 'trader', item: `p${k}`, quantity: 40, day: 10 + k })),
  { user: 'trader', item: 'p9', quantity: 1, day: 1 },
  { user: 'late', item: 'p1', quantity: 1, day: 20 },
]
const { clean, wholesale = [] } = prepareEvents(logOf(rows), defaultConfig)

test('from all events the segments are those that preparation found', () => {
  const whole = segmentsIn(clean, everyRow(clean.user.length))
  const found = segmentsOf(new Set(wholesale), { row: (id) => clean.users.indexOf(id) })
  assert.deepEqual(wholesale, ['trader'])
  for (const id of [...clean.users, 'nobody']) assert.equal(whole(id), found(id), id)
  assert.deepEqual([whole('trader'), whole('u1'), whole('nobody')], ['wholesale', 'retail', undefined])
})

test('what came after a cut says nothing: no trader yet, and of the late nothing is known', () => {
  const nBefore = clean.timeMs.findIndex((ms) => ms >= Date.UTC(2026, 0, 1) + 9 * 86_400_000)
  const before = segmentsIn(clean, everyRow(nBefore))
  assert.deepEqual([before('trader'), before('late')], ['retail', undefined])
})

test('visits of one person are one buyer', () => {
  const visits = clean.users.flatMap((id) => [`${id} 0`, `${id} 1`])
  const user = clean.user.map((u, e) => 2 * u + (e % 2))
  const persons = visits.map((visit) => visit.slice(0, visit.lastIndexOf(' ')))
  assert.equal(segmentsIn({ ...clean, users: visits, user }, everyRow(user.length), persons)('trader'), 'wholesale')
})
