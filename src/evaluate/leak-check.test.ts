import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { LeakError, refuseLeaks } from './leak-check.ts'

const pairs = (...entries: [number, number][]): Csr =>
  csrFrom(
    5,
    3,
    Uint32Array.from(entries, ([u]) => u),
    Uint32Array.from(entries, ([, i]) => i),
    undefined,
    'max',
  )
const day = (n: number) => Date.UTC(2011, 0, n)
const clean = {
  train: pairs([0, 0], [3, 2], [4, 1]),
  test: pairs([0, 1], [3, 0], [4, 2]),
  seen: 'exclude',
  trainTimesMs: [day(1), day(3)],
  testTimesMs: [day(5), day(4)],
} as const

test('a split without overlap passes, in both modes', () => {
  refuseLeaks(clean)
  refuseLeaks({ ...clean, seen: 'include' })
})

test('a pair on both sides is refused where seen items are excluded, and named', () => {
  const leaking = { ...clean, test: pairs([0, 1], [3, 2], [4, 1]) }
  assert.throws(() => refuseLeaks(leaking), LeakError)
  assert.throws(() => refuseLeaks(leaking), /2 \(user, item\) pairs .* first is user row 3, item row 2/)
  // buying again is what is asked for when seen items are included
  refuseLeaks({ ...leaking, seen: 'include' })
})

test('a training event after the first test event is refused in any mode', () => {
  for (const seen of ['exclude', 'include'] as const)
    assert.throws(
      () => refuseLeaks({ ...clean, seen, trainTimesMs: [day(6), day(1), day(5)] }),
      (error) =>
        error instanceof LeakError &&
        error.message.includes('2 training events') &&
        error.message.includes('2011-01-04') &&
        error.message.includes('2011-01-06'),
    )
})

test('the same moment on both sides of the cut is no leak', () => {
  refuseLeaks({ ...clean, trainTimesMs: [day(4)] })
})

test('matrices of different shapes are a mistake of the caller, not a leak', () => {
  const narrow = csrFrom(5, 2, new Uint32Array(), new Uint32Array(), undefined, 'max')
  assert.throws(
    () => refuseLeaks({ ...clean, test: narrow }),
    (error) => error instanceof RangeError && !(error instanceof LeakError),
  )
})
