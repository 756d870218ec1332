import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logOf, type Row } from './fixtures/log-of.ts'
import { configOf } from './parse-config.ts'
import { prepareEvents } from './prepare-events.ts'

const deed = (seconds: number, rest: Row): Row => ({ day: seconds / 86_400, ...rest })

/** A machine on a browser, one of staff, a test order, somebody who places three orders a day, and a shopper. */
const rows: Row[] = [
  ...Array.from({ length: 60 }, (_, k) => deed(30 * k, { kind: 'view', visitor: 'beat', item: `i${k % 7}` })),
  ...['staff-7', 'ann'].map((user, k) => deed(k, { user, item: 'i1', order: `A${k}` })),
  deed(5, { user: 'bob', item: 'i2', order: 'test-1' }),
  ...[0, 1, 2].map((k) => deed(9000 * k, { user: 'till', item: `i${k}`, order: `T${k}` })),
]
const limits = { outliers: { dayOrders: 2 } }

const cleaned = (released: string[], more = {}) => {
  const config = configOf(limits, { released, ...more })
  const { clean, steps, ledger } = prepareEvents(logOf(rows), config, { ledger: true })
  const of = (name: string) => steps.find(({ step }) => step === name)
  return { people: [...clean.users].sort(), of, ledger }
}

test('whoever is released stays where a step would set them aside, and nobody else does', () => {
  const none = cleaned([])
  assert.deepEqual(none.people, ['ann'])
  assert.deepEqual(
    ['staff-and-tests', 'bots', 'outliers'].map((step) => none.of(step)?.quarantined),
    [2, 60, 3],
  )
  assert.deepEqual(cleaned(['visitor:beat']).people, ['ann', 'visitor:beat'])
  assert.deepEqual(cleaned(['staff-7']).people, ['ann', 'staff-7'])
  assert.deepEqual(cleaned(['order:test-1']).people, ['ann', 'bob'])
  assert.deepEqual(cleaned(['bob']).people, ['ann'], 'the order is what is called a test, not who placed it')
  assert.deepEqual(cleaned(['till']).people, ['ann', 'till'])
  assert.deepEqual(cleaned(['nobody', 'order:none']).people, ['ann'])
})

test('a release of one id is of the whole person', () => {
  const samePerson = [['staff-7', 'other']] as [string, string][]
  assert.deepEqual(cleaned([], { samePerson, staffPattern: '^other$' }).of('staff-and-tests')?.quarantined, 1)
  assert.deepEqual(cleaned(['staff-7'], { samePerson, staffPattern: '^other$' }).of('staff-and-tests')?.quarantined, 0)
})

test('each who is spared is an entry of the ledger with what was thought of them, and a sentence of the account', () => {
  const { of, ledger } = cleaned(['visitor:beat', 'order:test-1'])
  const entries = ledger?.pages.flatMap(({ step, field, before, why }) =>
    [...field].flatMap((name, k) =>
      name >= 0 && ledger.words[name] === 'quarantine' ? [[step, ledger.words[before[k]!], ledger.words[why[k]!]]] : [],
    ),
  )
  assert.deepEqual(entries, [
    ['staff-and-tests', 'order "test-1" is called like a test or the shop’s own', 'released by hand'],
    ['bots', 'acts like a machine, 1.12 of 4: rhythm 1.00', 'released by hand'],
  ])
  assert.equal(of('bots')?.note, 'Nobody else acts like a machine (66 events looked at). 1 stays, released by hand.')
  assert.equal(of('bots')?.filled, 1)
})

test('a wholesale buyer who is released stays where wholesale buyers are left out', () => {
  const shoppers = Array.from({ length: 40 }, (_, k) => deed(k, { user: `c${k}`, item: 'i1', quantity: 1 }))
  const trader = Array.from({ length: 6 }, (_, k) => deed(3600 * k, { user: 'trader', item: `i${k}`, quantity: 500 }))
  const users = (released: string[]) => {
    const config = configOf({ wholesale: 'leave-out', released })
    return prepareEvents(logOf([...shoppers, ...trader]), config).clean.users.includes('trader')
  }
  assert.deepEqual([users([]), users(['trader'])], [false, true])
})
