import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mapping } from '../mapping/mapping.ts'
import { clockMs, timelessMs, timeReader } from './read-time.ts'

const columns = ['day', 'hour', 'after']
const reader = (time: Mapping['time']) =>
  timeReader({ ...(time && { time }) }, (column) => columns.indexOf(column ?? ''))

test('a time of day may stand in a column of its own', () => {
  const read = reader({ column: 'day', format: 'day', clock: 'hour' })
  assert.equal(read(['2', '1405', '']), Date.UTC(2000, 0, 3, 14, 5))
  assert.equal(read(['2', '', '']), Date.UTC(2000, 0, 3), 'no hour: the beginning of the day')
  assert.match(String(read(['2', '2460', ''])), /^hour: got "2460", want a time of day/)
  assert.match(String(read(['two', '1405', ''])), /^day: got "two", want a time as day/)
})

test('milliseconds beside a date order what was done on it', () => {
  const read = reader({ column: 'day', elapsedMs: 'after' })
  assert.equal(read(['2016-05-09', '', '526309']), Date.UTC(2016, 4, 9) + 526_309)
  assert.match(String(read(['2016-05-09', '', 'soon'])), /^after: got "soon", want milliseconds/)
})

test('without a time all counts as one moment', () => {
  const read = reader(undefined)
  assert.equal(read(['x', 'y', 'z']), timelessMs)
  assert.equal(read(['a', 'b', 'c']), timelessMs)
})

test('times of day are read as people and tills write them', () => {
  const minutes = (text: string) => clockMs(text) / 60_000
  assert.deepEqual(
    ['14:05', '2:05 PM', '12:05 am', '1405', '905', '5', '0', '140530'].map(minutes),
    [845, 845, 5, 845, 545, 5, 0, 845.5],
  )
  assert.deepEqual(['24:00', '13:00 PM', '2460', 'noon', ''].map(clockMs), Array(5).fill(Number.NaN))
})
