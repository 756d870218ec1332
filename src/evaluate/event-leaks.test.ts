import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CutToCheck, refuseEventLeaks } from './event-leaks.ts'
import { LeakError } from './leak-check.ts'

/** User 0 looks at 5 and buys it in one visit, comes back for 6 and 7; user 2 buys 5 late. */
const cut: CutToCheck = {
  user: Uint32Array.of(0, 0, 0, 0, 2),
  item: Uint32Array.of(5, 5, 6, 7, 5),
  timeMs: Float64Array.of(1, 2, 100, 101, 300),
  visit: Uint32Array.of(0, 0, 1, 1, 2),
  learnt: Uint32Array.of(0, 1, 4),
  told: new Uint32Array(),
  asked: Uint32Array.of(2, 3),
  order: 'person',
}

const leaks = (change: Partial<CutToCheck>, words: RegExp) =>
  assert.throws(
    () => refuseEventLeaks({ ...cut, ...change }),
    (error) => {
      assert.ok(error instanceof LeakError)
      assert.match(error.message, words)
      return true
    },
  )

test('a clean cut passes', () => {
  refuseEventLeaks(cut)
  refuseEventLeaks({ ...cut, order: 'none' })
  refuseEventLeaks({ ...cut, asked: Uint32Array.of(4), learnt: Uint32Array.of(0, 1, 2, 3), order: 'all' })
  refuseEventLeaks({ ...cut, asked: new Uint32Array() })
})

test('a planted event on both sides is refused', () => {
  leaks({ learnt: Uint32Array.of(0, 1, 3, 4) }, /1 events stand in two parts .* event 3/)
})

test('a planted later event is refused: of anybody where time cuts for all, of the same person otherwise', () => {
  leaks({ order: 'all' }, /1 events known are later than the first .* at 1970-01-01T00:00:00.300Z/)
  leaks({ learnt: Uint32Array.of(0, 1, 3), asked: Uint32Array.of(2) }, /1 events known are later/)
  // the pair protocols know nothing of time
  refuseEventLeaks({ ...cut, learnt: Uint32Array.of(0, 1, 3), asked: Uint32Array.of(2), order: 'none' })
})

test('twins that were planted apart are refused: a view that is known, its purchase asked for', () => {
  leaks({ learnt: Uint32Array.of(0), asked: Uint32Array.of(1) }, /1 events asked for have a twin .* item 5 of user 0/)
  // half an hour later it is another action
  refuseEventLeaks({
    ...cut,
    visit: Uint32Array.of(0, 1, 2, 2, 3),
    learnt: Uint32Array.of(0),
    asked: Uint32Array.of(1),
  })
})

test('whoever is held out must not have been learnt from', () => {
  refuseEventLeaks({ ...cut, learnt: Uint32Array.of(4), told: Uint32Array.of(0, 1) })
  leaks({ learnt: Uint32Array.of(1, 4), told: Uint32Array.of(0) }, /1 events of held-out people .* user 0/)
})
