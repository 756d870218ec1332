import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../../contract/item.ts'
import { defaultConfig } from '../config.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { itemTraits } from '../item-traits.ts'
import { prepareEvents } from '../prepare-events.ts'

const catalogue: Item[] = [
  { id: 'lamp', category: 'Home > Lamps', brand: 'Lux' },
  { id: 'rug', category: 'Home > Rugs', brand: 'Lux' },
  { id: 'doll', category: 'Toys', brand: 'Tutti' },
  { id: 'ball', category: 'Toys', brand: 'Tutti' },
  { id: 'thing' },
]
const known = { traits: itemTraits(catalogue) }
const giftsOf = (rows: Row[], giftTimes: number) => {
  const { clean, ledger } = prepareEvents(logOf(rows), { ...defaultConfig, giftTimes }, { ledger: true, known })
  const page = ledger?.pages.find(({ step }) => step === 'gifts')
  return {
    given: clean.users.filter((id) => id.startsWith('gift:')),
    why: [...new Set(Array.from(page?.why ?? [], (at) => ledger?.words[at]))],
  }
}

const looks = (user: string, item: string, n: number, from = 0): Row[] =>
  Array.from({ length: n }, (_, k) => ({ user, kind: 'view', item, day: from + k }))
const order = (user: string, order: string, items: string[], day: number): Row[] =>
  items.map((item) => ({ user, item, order, day, quantity: 1, price: 3 }))
/** Others who make both departments usual. */
const others = [...looks('bob', 'doll', 30), ...looks('cem', 'lamp', 30)]

test('an order is a gift when it is so many times less like its buyer than like anybody', () => {
  const rows = [...looks('ann', 'lamp', 20), ...others, ...order('ann', 'o1', ['doll', 'ball'], 30)]
  // 20 deeds, none in toys, none of Tutti: (0 + 25) / (20 + 25) for each, of two lines
  assert.ok(Math.abs((45 / 25) ** 4 - 10.5) < 0.01)
  assert.deepEqual(giftsOf(rows, 10.4), {
    given: ['gift:o1'],
    why: ['10 times less like who paid than like anybody'],
  })
  assert.deepEqual(giftsOf(rows, 10.6).given, [])
  assert.deepEqual(giftsOf(rows, 0).given, [], 'nobody looks')
})

test('nineteen deeds are no profile, and of a product of which nothing is known nothing is said', () => {
  assert.deepEqual(giftsOf([...looks('ann', 'lamp', 19), ...others, ...order('ann', 'o1', ['doll'], 30)], 2).given, [])
  assert.deepEqual(giftsOf([...looks('ann', 'lamp', 20), ...others, ...order('ann', 'o1', ['thing'], 30)], 2).given, [])
})

test('nothing later says what an order was, and a second order of a kind is a taste only if the first was no gift', () => {
  const before = [...looks('ann', 'lamp', 20), ...others, ...order('ann', 'o1', ['doll'], 30)]
  const after = [...looks('ann', 'ball', 40, 31), ...order('ann', 'o2', ['ball'], 80)]
  assert.deepEqual(giftsOf([...before, ...after], 3).given, ['gift:o1'], 'forty looks made it a taste by the second')
  assert.deepEqual(giftsOf([...before, ...order('ann', 'o2', ['doll'], 80)], 3).given, ['gift:o1', 'gift:o2'])
})

test('looks of the same visit at what is given away are no taste either', () => {
  const visit: Row[] = Array.from({ length: 15 }, (_, k) => ({
    ...{ user: 'ann', kind: 'view', item: 'doll' },
    day: 30 - (15 - k) / 1440,
  }))
  const rows = [...looks('ann', 'lamp', 20), ...others, ...visit, ...order('ann', 'o1', ['doll'], 30)]
  assert.deepEqual(giftsOf([...rows, ...order('ann', 'o2', ['doll'], 60)], 3).given, ['gift:o1', 'gift:o2'])
})

test('a strange shelf of a department one knows is nearer than a strange department', () => {
  const rows = [...looks('ann', 'lamp', 20), ...others, ...looks('dan', 'rug', 30), ...order('ann', 'o1', ['rug'], 40)]
  // of 111 lines 81 are of home and of Lux: (20 / (81 / 111) + 25) / (20 + 25) for each; of the shelf 25 / 45
  const home = (20 / (81 / 111) + 25) / 45
  const times = 1 / (home * home * (25 / 45))
  assert.ok(times > 1.3 && times < 1.4)
  assert.deepEqual(giftsOf(rows, times - 0.01).given, ['gift:o1'])
  assert.deepEqual(giftsOf(rows, times + 0.01).given, [])
})
