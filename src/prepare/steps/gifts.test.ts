import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultConfig } from '../config.ts'
import { eventsOf, logOf, type Row, timeOf } from '../fixtures/log-of.ts'
import { prepareEvents } from '../prepare-events.ts'
import { interactionMatrix, weighHistory } from '../weights.ts'

const { weights } = defaultConfig
const nowMs = timeOf({ day: 30 })

const gift = (order: string, items: string[], day = 5): Row[] => [
  ...items.map((item): Row => ({ user: 'ann', item, order, day, quantity: 1, price: 3 })),
  { user: 'ann', item: 'GIFT-WRAP', order, day, quantity: 1, price: 1 },
]

const ownRows: Row[] = [
  { user: 'ann', item: 'cup', order: 'o1', day: 1, quantity: 1, price: 3 },
  { user: 'ann', item: 'doll', kind: 'view', day: 4 },
  { user: 'bob', item: 'doll', order: 'o2', day: 2, quantity: 1, price: 3 },
]

test('a gift counts for the shop and for nobody’s taste, and the ledger says whose it was', () => {
  const { clean, steps, ledger } = prepareEvents(logOf([...ownRows, ...gift('o3', ['doll', 'ball'])]), defaultConfig, {
    ledger: true,
  })
  const lines = Array.from(clean.user, (u, e) => `${clean.users[u]} ${clean.items[clean.item[e]!]}`)
  assert.deepEqual(lines, [
    'ann cup',
    'bob doll',
    'ann doll',
    ...['doll', 'ball', 'GIFT-WRAP'].map((item) => `gift:o3 ${item}`),
  ])
  assert.equal(steps.find(({ step }) => step === 'gifts')?.filled, 3)
  const page = ledger?.pages.find(({ step }) => step === 'gifts')
  const word = (at: number | undefined) => ledger?.words[at as number]
  assert.deepEqual([word(page?.field[0]), word(page?.before[0]), word(page?.after[0])], ['person', 'ann', 'gift:o3'])
})

test('the wrap that is no product marks its order all the same', () => {
  const config = { ...defaultConfig, nonProducts: [...defaultConfig.nonProducts, 'gift-wrap'] }
  const { clean } = prepareEvents(logOf(gift('o3', ['doll'])), config)
  assert.deepEqual([clean.users, clean.items], [['gift:o3'], ['doll']])
})

test('a gift that came back is a return of who paid for it, before it is a gift', () => {
  const back: Row = { user: 'ann', kind: 'refund', item: 'doll', order: 'c1', day: 6, quantity: 1, price: 3 }
  const { clean, steps } = prepareEvents(logOf([...gift('o3', ['doll']), back]), defaultConfig)
  assert.equal(steps.find(({ step }) => step === 'returns')?.merged, 1)
  assert.equal(clean.returned[0], 1)
})

test('whatever somebody buys for others, what is known of them is the same: in training and in serving', () => {
  const items = fc.array(fc.constantFrom('doll', 'ball', 'book', 'cup'), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(items, { maxLength: 4 }), (orders) => {
      const bought = orders.flatMap((of, at) => gift(`g${at}`, of, 6 + at))
      const profile = (rows: Row[]) => {
        const { clean } = prepareEvents(logOf(rows), defaultConfig)
        const { users, items, matrix } = interactionMatrix(clean, weights, { nowMs })
        const u = users.row('ann')
        const own = matrix.column.subarray(matrix.rowStart[u], matrix.rowStart[u + 1])
        return Array.from(own, (i) => items.ids[i]).sort()
      }
      assert.deepEqual(profile([...ownRows, ...bought]), profile(ownRows))
      const served = (rows: Row[]) => weighHistory(eventsOf(rows.filter(({ user }) => user === 'ann')), weights, nowMs)
      assert.deepEqual(served([...ownRows, ...bought]), served(ownRows))
    }),
    { numRuns: 100 },
  )
})
