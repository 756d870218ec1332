import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { defaultConfig } from '../../prepare/config.ts'
import { giftTest } from '../../prepare/steps/gifts.ts'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { openLive } from '../live/live.ts'
import { train } from '../train/train.ts'
import { withGiftMarks } from './gift-marks.ts'
import { loadSnapshot, prepare } from './prepare.ts'

const shop = freshShop()

const bought = (user: string, order: string, ...items: string[]): Event[] =>
  items.map((item) => ({
    ...{ id: `${order}-${item}`, kind: 'purchase', timeMs: Date.UTC(2026, 0, 5) },
    ...{ user, item, order, quantity: 1, price: 3 },
  }))

test('what is called gift wrap marks an order under whatever id, in any of the shop’s languages; a gift bag is a product', () => {
  const pattern = giftTest(defaultConfig.giftPattern)
  for (const title of [
    'Gift wrap',
    'GIFT-WRAP',
    'Geschenkverpackung',
    'Emballage cadeau',
    'Pacchetto regalo',
    'cadeauverpakking',
  ])
    assert.ok(pattern.test(title), title)
  for (const title of ['Gift bag, red', 'RED SPOT GIFT BOXES', 'Gift wrap paper', 'A gift wrap', 'present'])
    assert.ok(!pattern.test(title), title)
})

test('orders with such a line are of who gets them, in the snapshot and for a person who orders after training', async () => {
  const { store, dataDir } = shop
  await store.putItems([
    { id: 'W.1', title: 'Geschenkverpackung' },
    { id: 'doll', title: 'Doll' },
  ])
  await store.append([...bought('ann', 'o1', 'lamp', 'rug'), ...bought('ann', 'o2', 'doll', 'W.1')])
  for (let u = 0; u < 5; u++) await store.append(bought(`u${u}`, `p${u}`, 'doll', 'ball', 'lamp', 'rug'))
  const { steps } = await prepare({ store, dataDir })
  assert.equal(steps.find(({ step }) => step === 'gifts')?.filled, 2)
  const { clean, name } = await loadSnapshot(store, dataDir)
  assert.ok(clean.users.includes('gift:o2'))
  assert.equal((await prepare({ store, dataDir })).snapshot, name, 'nothing has changed')
  await train({ store, dataDir, model: 'item-knn', threads: 1 })
  const live = await openLive({ store, dataDir, threads: 1, pollMs: 0 })
  try {
    const scoreOf = async (user: string) =>
      (await live.recommend({ user, limit: 9 })).items.map(({ id, score }) => [id, score])
    await live.append(bought('dan', 'd1', 'lamp'))
    const before = await scoreOf('dan')
    await live.append(bought('dan', 'd2', 'W.1', 'ball'))
    assert.deepEqual(
      before.filter(([id]) => id !== 'ball' && id !== 'W.1'),
      await scoreOf('dan'),
      'the ball was given away; what he bought is not offered again all the same',
    )
  } finally {
    await live.close()
  }
})

test('a title that comes or goes makes another snapshot; an odd id is taken to the letter', async () => {
  const { store, dataDir } = shop
  await store.append(bought('ann', 'o1', 'doll', 'x+(1)'))
  const { snapshot } = await prepare({ store, dataDir })
  await store.putItems([{ id: 'x+(1)', title: 'Gift message' }])
  const after = await prepare({ store, dataDir })
  assert.notEqual(after.snapshot, snapshot)
  assert.equal(after.steps.find(({ step }) => step === 'gifts')?.filled, 2)
  const { giftPattern } = await withGiftMarks(store, defaultConfig)
  assert.deepEqual(
    ['x+(1)', 'xx1', 'X+(1)'].map((id) => giftTest(giftPattern).test(id)),
    [true, false, true],
  )
  const without = { ...defaultConfig, steps: ['people', 'products'] }
  assert.equal(await withGiftMarks(store, without), without)
})

test('a line is what the files called it first, whatever name most of them give: a second preparation says the same', async () => {
  const { store, dataDir } = shop
  await store.append([...bought('ann', 'o1', 'doll', 'W.1'), ...bought('bob', 'o2', 'ball', 'M.2')], {
    items: [
      { id: 'W.1', title: 'Gift wrap' },
      { id: 'M.2', title: 'Ball' },
    ],
    titles: [
      { item: 'W.1', title: 'Paper', count: 2 },
      { item: 'M.2', title: 'Gift message', count: 2 },
      { item: 'W.1', title: 'Gift wrap', count: 1 },
      { item: 'M.2', title: 'Ball', count: 1 },
    ],
  })
  const first = await prepare({ store, dataDir })
  assert.deepEqual(
    (await store.itemsById(['W.1', 'M.2'])).map((item) => item?.title),
    ['Paper', 'Gift message'],
  )
  assert.ok((await loadSnapshot(store, dataDir)).clean.users.includes('gift:o1'))
  assert.deepEqual((await prepare({ store, dataDir })).snapshot, first.snapshot)
})
