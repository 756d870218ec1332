import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultConfig } from './config.ts'
import { logOf } from './fixtures/log-of.ts'
import { someRows } from './fixtures/some-rows.ts'
import { prepareEvents } from './prepare-events.ts'
import { visitsOf } from './splits/events-by-user.ts'
import { visitPlaces } from './visit-places.ts'

test('two people at once: each has visits of their own, in their order', () => {
  const minute = 60_000
  const user = Uint32Array.of(0, 1, 0, 0, 1, 0)
  const timeMs = Float64Array.of(0, 1, 10, 41, 60, 41).map((n, e) => (e === 1 ? n * 1000 : n * minute))
  timeMs[5] = 41 * minute
  const { visit, place, dwellSeconds } = visitPlaces({ user, timeMs, users: ['ann', 'bob'] })
  assert.deepEqual([...visit], [0, 0, 0, 1, 1, 1])
  assert.deepEqual([...place], [0, 0, 1, 0, 0, 1])
  assert.deepEqual([...dwellSeconds], [600, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN])
})

test('those are the visits that splits go by, counted person by person', () => {
  fc.assert(
    fc.property(someRows(), (rows) => {
      const { clean } = prepareEvents(logOf(rows), defaultConfig)
      const { visit, place } = visitPlaces(clean)
      const all = visitsOf(clean).visit
      const mine = Array.from(visit, (v, e) => `${clean.user[e]} ${v}`)
      for (let a = 0; a < all.length; a++) {
        const earlier = Array.from(all.subarray(0, a)).filter((of) => of === all[a]).length
        assert.equal(place[a], earlier)
        for (let b = 0; b < a; b++) assert.equal(all[a] === all[b], mine[a] === mine[b])
      }
    }),
  )
})
