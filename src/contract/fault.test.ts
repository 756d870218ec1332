import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bug, Fault, faults } from './fault.ts'

test('every fault has an HTTP error status and an exit code of its own kind', () => {
  for (const [code, { status, exit }] of Object.entries(faults)) {
    assert.ok(status >= 400 && status < 600, code)
    assert.ok(exit > bug.exit && exit < 256, `${code}: exit 0 means success and ${bug.exit} means a bug of ours`)
  }
})

test('a fault carries its cause and its details only when there are some', () => {
  const cause = new Error('ENOSPC')
  assert.equal(new Fault('disk-full', 'no room', { cause }).cause, cause)
  assert.ok(!('details' in new Fault('disk-full', 'no room')))
})
