import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceClasses } from '../../contract/event.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { configOf } from '../parse-config.ts'
import { prepareEvents } from '../prepare-events.ts'

const looks = (visitor: string, ...devices: (string | undefined)[]) =>
  devices.map((device, n): [Row, string | undefined] => [{ kind: 'view', visitor, item: `i${n}`, day: n }, device])

test('a machine that gives its name is set aside however little it did; who also came otherwise is none', () => {
  const rows = [
    ...looks('crawler', 'bot', undefined, 'bot'),
    ...looks('shopper', 'phone', 'desktop'),
    ...looks('both', 'bot', 'phone'),
    ...looks('untold', undefined, undefined),
  ]
  const device = Int8Array.from(rows, ([, name]) => deviceClasses.indexOf(name as 'bot'))
  const log = { ...logOf(rows.map(([row]) => row)), device }
  const { clean, steps } = prepareEvents(log, configOf())
  assert.deepEqual([...clean.users].sort(), ['visitor:both', 'visitor:shopper', 'visitor:untold'])
  assert.equal(steps.find(({ step }) => step === 'bots')?.quarantined, 3)
  const released = configOf({ released: ['visitor:crawler'] })
  assert.ok(prepareEvents(log, released).clean.users.includes('visitor:crawler'))
})
