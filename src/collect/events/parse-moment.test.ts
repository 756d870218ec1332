import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type TimeFormat, timeFormats } from '../mapping/mapping.ts'
import { momentReader } from './parse-moment.ts'

const read = (format: TimeFormat, text: string, utcOffsetMinutes = 0) => momentReader(format, utcOffsetMinutes)(text)
const pad = (n: number, width = 2) => String(n).padStart(width, '0')

const moments = fc
  .date({ min: new Date('1971-01-01T00:00:00Z'), max: new Date('2100-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => Math.floor(date.getTime() / 1000) * 1000)

test('every second between 1971 and 2100 is read back from each way to write it', () => {
  fc.assert(
    fc.property(moments, (ms) => {
      const date = new Date(ms)
      const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
      const clock = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`
      assert.equal(read('iso', date.toISOString()), ms)
      assert.equal(read('iso', `${pad(y, 4)}-${pad(m)}-${pad(d)} ${clock}`), ms)
      assert.equal(read('epoch-ms', String(ms)), ms)
      assert.equal(read('epoch-s', String(ms / 1000)), ms)
      assert.equal(read('epoch-us', String(ms * 1000)), ms)
      assert.equal(read('D/M/Y', `${d}/${m}/${y} ${clock}`), ms)
      assert.equal(read('M/D/Y', `${pad(m)}-${pad(d)}-${y} ${clock}`), ms)
      assert.equal(read('Y/M/D', `${y}/${m}/${d} ${clock}`), ms)
    }),
  )
})

test('a day or an hour that does not exist is no moment, where Date would roll over', () => {
  for (const text of ['2025-02-29', '2025-02-30 10:00:00', '2025-13-01', '2025-01-01 24:00:00', '2025-01-01 10:60:00'])
    assert.ok(Number.isNaN(read('iso', text)), text)
  assert.ok(Number.isNaN(read('D/M/Y', '31/02/2025')))
  assert.equal(read('iso', '2024-02-29'), Date.UTC(2024, 1, 29))
})

test('the order of day and month is the one that was declared', () => {
  assert.equal(read('D/M/Y', '3/4/2020'), Date.UTC(2020, 3, 3))
  assert.equal(read('M/D/Y', '3/4/2020'), Date.UTC(2020, 2, 4))
  assert.ok(Number.isNaN(read('M/D/Y', '13/4/2020')))
  assert.equal(read('M/D/Y', '12/1/10 8:26'), Date.UTC(2010, 11, 1, 8, 26))
  // 12 o'clock at night is hour 0, at noon 12
  assert.equal(read('M/D/Y', '1/2/2020 12:05 AM'), Date.UTC(2020, 0, 2, 0, 5))
  assert.equal(read('M/D/Y', '1/2/2020 12:05 pm'), Date.UTC(2020, 0, 2, 12, 5))
})

test('a time that names its zone keeps it, any other takes the declared one', () => {
  const noon = Date.UTC(2025, 5, 1, 12)
  assert.equal(read('iso', '2025-06-01T14:00:00+02:00', -300), noon)
  assert.equal(read('iso', '2025-06-01T12:00:00Z', 540), noon)
  assert.equal(read('iso', '2025-06-01 21:00:00', 540), noon)
  assert.equal(read('D/M/Y', '1/6/2025 21:00', 540), noon)
})

test('what is no time at all, or of another millennium, is refused by every format', () => {
  for (const format of timeFormats)
    for (const text of [
      '',
      'soon',
      'NaN',
      '-1',
      '1e12',
      '0x10',
      '0001-01-01',
      '9999-12-31',
      '2025-01-01; DROP',
      '99999999999999999',
    ])
      assert.ok(Number.isNaN(read(format, text)), `${format}: ${text}`)
})

test('the text before does not colour the next', () => {
  const one = momentReader('iso', 0)
  const texts = ['2025-01-01', 'soon', '2025-01-01', '2025-01-02', '2025-01-02', 'soon']
  assert.deepEqual(
    texts.map(one),
    texts.map((text) => read('iso', text)),
  )
})

test('months may be named, before the day or after it', () => {
  const read = momentReader('month-name', 0)
  const want = Date.UTC(2024, 2, 5, 10, 11)
  for (const text of [
    '5 Mar 2024 10:11',
    '05-Mar-2024 10:11',
    'March 5, 2024, 10:11 AM',
    'Tue Mar 05 10:11:00 +0000 2024',
  ])
    assert.equal(read(text), want, text)
  assert.equal(read('Tue Mar 05 11:11:00 +0100 2024'), want)
  assert.equal(read('Sept. 5, 2024'), Date.UTC(2024, 8, 5))
  for (const text of ['5 Mai 2024', '31 Feb 2024', 'Mar 2024', '']) assert.ok(Number.isNaN(read(text)), text)
})

test('ISO dates need no dashes, and days may be counted', () => {
  assert.equal(momentReader('iso', 0)('20240305'), Date.UTC(2024, 2, 5))
  assert.equal(momentReader('iso', 0)('20240305T101112Z'), Date.UTC(2024, 2, 5, 10, 11, 12))
  assert.ok(Number.isNaN(momentReader('iso', 0)('2024-0305')))
  const day = momentReader('day', 0)
  assert.equal(day('711') - day('710'), 86_400_000)
  assert.ok(Number.isNaN(day('-1')))
})
