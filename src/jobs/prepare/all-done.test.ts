import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { allDone } from './all-done.ts'

test('of two pieces of work one of which fails, the other has ended before anybody hears of it', async () => {
  let ended = false
  const slow = setImmediate().then(() => {
    ended = true
  })
  await assert.rejects(allDone([Promise.reject(new Error('the disk is full')), slow]), /the disk is full/)
  assert.ok(ended)
  assert.deepEqual(await allDone([Promise.resolve(1), Promise.resolve('two')]), [1, 'two'])
})
