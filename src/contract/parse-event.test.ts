import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventKinds, itemlessKinds } from './event.ts'
import { Fault } from './fault.ts'
import { maxAheadMs, parseEvent } from './parse-event.ts'
import { parseTime } from './parse-time.ts'

const nowMs = Date.UTC(2026, 10, 23, 12)
let made = 0
const parse = (input: unknown) => parseEvent(input, { nowMs, makeId: () => `made-${++made}` })
const refusal = (input: unknown) => {
  try {
    parse(input)
  } catch (error) {
    assert.ok(error instanceof Fault)
    assert.equal(error.code, 'bad-request')
    return error.message
  }
  return assert.fail(`${JSON.stringify(input)} was let in`)
}

test('an event keeps what it says, and gets a time and an id when it brings none', () => {
  assert.deepEqual(parse({ id: 'e', kind: 'purchase', time: 5, user: 'u', item: 'i', quantity: 2, price: 0 }), {
    id: 'e',
    kind: 'purchase',
    timeMs: 5,
    user: 'u',
    item: 'i',
    quantity: 2,
    price: 0,
  })
  const first = parse({ kind: 'view', visitor: 'v', item: 'i' })
  const second = parse({ kind: 'view', visitor: 'v', item: 'i' })
  assert.equal(first.timeMs, nowMs)
  assert.notEqual(first.id, second.id)
})

test('a refusal names the field, what came and what was wanted', () => {
  const good = { kind: 'view', visitor: 'v', item: 'i' }
  const rows: [unknown, RegExp][] = [
    [{ ...good, kind: 'stare' }, /^kind: got "stare", want one of view, list_view, click, .*search$/],
    [{ visitor: 'v', item: 'i' }, /^kind: got nothing, want one of view/],
    [{ ...good, item: '' }, /^item: got "", want a string of 1 to 128 characters without control characters$/],
    [{ ...good, item: 7 }, /^item: got 7, want a string/],
    [{ ...good, item: 'a\nb' }, /^item: got "a\\nb", want a string/],
    [{ ...good, item: '\ud800' }, /^item: got .*, want well-formed Unicode$/],
    [{ ...good, quantity: 0 }, /^quantity: got 0, want a number of above 0 to 1000000000$/],
    [{ ...good, position: 1.5 }, /^position: got 1.5, want a whole number of 0 to 100000$/],
    [{ ...good, colour: 'red' }, /^colour: not a known field, want one of id, kind, time/],
    [{ ...good, time: 'yesterday' }, /^time: got "yesterday", want ISO 8601 or milliseconds/],
    [{ ...good, time: {} }, /^time: got \{\}, want a string of at most 40 characters or a number/],
    [{ ...good, time: nowMs + maxAheadMs + 1 }, /^time: got \d+, want no more than a day ahead/],
    [{ kind: 'view', visitor: 'v' }, /^item: got nothing, want the product's id \(kind view needs one\)$/],
    [{ kind: 'view', item: 'i' }, /^user: got nothing, want user, visitor or both$/],
    [null, /^the whole: got null, want an object$/],
    [[good], /^the whole: got \[.*, want an object$/],
    [{ ...good, query: 'x'.repeat(2000) }, /^query: got "x{50,80}…, want a string of at most 1000 characters$/],
  ]
  for (const [input, message] of rows) assert.match(refusal(input), message)
})

test('only search and list_view may come without a product', () => {
  for (const kind of eventKinds) {
    const event = { kind, user: 'u' }
    if (itemlessKinds.includes(kind)) assert.equal(parse(event).kind, kind)
    else assert.match(refusal(event), /^item: /)
  }
})

test('a clock that runs a day ahead is forgiven, to the millisecond', () => {
  assert.equal(parse({ kind: 'search', user: 'u', time: nowMs + maxAheadMs }).timeMs, nowMs + maxAheadMs)
})

test('a time is the moment the calendar says, in every zone', () => {
  assert.equal(parseTime('1970-01-02'), 86_400_000)
  assert.equal(parseTime('1970-01-01T01:00'), 3_600_000, 'no zone means UTC')
  assert.equal(parseTime('1970-01-01 01:00:00'), 3_600_000)
  assert.equal(parseTime('1970-01-01T09:00:00+09:00'), 0)
  assert.equal(parseTime('1970-01-01T00:00:00.25Z'), 250)
  assert.equal(parseTime(1.9), 1)
  for (const wrong of [
    '2026-02-30',
    '2026-13-01',
    '26-01-01',
    '1969-12-31T23:59:59Z',
    '1970-01-01T25:00Z',
    '12',
    '',
    -1,
  ])
    assert.equal(parseTime(wrong), undefined, String(wrong))
})

test('every moment written as ISO comes back', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      assert.equal(parseTime(date.toISOString()), date.getTime())
    }),
  )
})

test('whatever comes, the answer is an event or a bad-request', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ kind: fc.constantFrom(...eventKinds), item: fc.jsonValue(), user: fc.jsonValue() }),
      ),
      (input) => {
        try {
          assert.ok(parse(input).id)
        } catch (error) {
          assert.ok(error instanceof Fault && error.code === 'bad-request')
        }
      },
    ),
  )
})
