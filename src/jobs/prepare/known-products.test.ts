import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { ledgerOf } from './ledger-of.ts'
import { loadSnapshot, prepare } from './prepare.ts'

const fresh = freshShop()

/** The last step about events. */
const isLast = ({ step }: { step: string }) => step === 'minimum-counts'

test('what the catalogue says of families and twins makes the snapshot, another word another one, and undo the one before', async () => {
  const { store, dataDir } = fresh
  let clock = Date.UTC(2026, 5, 1)
  const shop = { store, dataDir, now: () => (clock += 60_000) }
  const items = async () => (await loadSnapshot(store, dataDir)).clean.items
  const bought = ['red-cup', 'cup', 'lamp-1', 'lamp-2', 'lamp-2']
  await store.append(
    bought.map((item, n) => ({
      id: `e${n}`,
      kind: 'purchase',
      user: `u${n}`,
      item,
      timeMs: Date.UTC(2026, 0, n + 1),
    })),
  )
  const lamp = { title: 'Brass desk lamp with a green glass shade', price: 40 }
  await store.putItems([{ id: 'lamp-1', ...lamp }, { id: 'lamp-2', ...lamp }, { id: 'cup' }, { id: 'red-cup' }])
  const plain = await prepare(shop)
  assert.deepEqual(await items(), ['red-cup', 'cup', 'lamp-1', 'lamp-2'])

  await store.putItems([{ id: 'red-cup', parent: 'cup' }])
  const families = await prepare(shop)
  assert.ok(!families.reused)
  assert.deepEqual(await items(), ['cup', 'lamp-1', 'lamp-2'])
  assert.ok((await prepare(shop)).reused)
  const { lines } = await ledgerOf(store, dataDir, { step: 'variants', limit: 9 })
  assert.deepEqual(
    lines.map(({ row, field, before, after }) => [row, field, before, after]),
    [[1, 'item', 'red-cup', 'cup']],
  )
  const { undone, steps } = await prepare({ ...shop, undo: 'variants' })
  assert.equal(undone?.restored, 1)
  assert.equal(steps.find(isLast)?.hash, plain.steps.find(isLast)?.hash)

  await prepare({ ...shop, config: { productTwins: 'merge' } })
  assert.deepEqual(await items(), ['cup', 'lamp-2'])

  await store.mergeUsers('u4', 'u3')
  const merged = await prepare(shop)
  assert.equal(merged.users, families.users - 1)
  await store.unmergeUsers('u3', 'u4')
  const apart = await prepare(shop)
  assert.equal(apart.steps.find(isLast)?.hash, families.steps.find(isLast)?.hash)
})

test('twins are told by what the files called them first: a second preparation merges the same', async () => {
  const { store, dataDir } = fresh
  let clock = Date.UTC(2026, 5, 1)
  const shop = { store, dataDir, now: () => (clock += 60_000) }
  const title = 'Brass desk lamp with a green glass shade'
  const other = 'Cast iron kettle for two, black'
  await store.append(
    ['lamp-1', 'lamp-2', 'cup'].map((item, n) => ({
      ...{ id: `e${n}`, kind: 'purchase', user: `u${n}`, item },
      timeMs: Date.UTC(2026, 0, n + 1),
    })),
    {
      items: [{ id: 'lamp-1', title, price: 40 }, { id: 'lamp-2', title: other, price: 40 }, { id: 'cup' }],
      titles: [
        { item: 'lamp-2', title, count: 2 },
        { item: 'lamp-2', title: other, count: 1 },
      ],
    },
  )
  const first = await prepare({ ...shop, config: { productTwins: 'merge' } })
  assert.equal((await store.item('lamp-2'))?.title, title, 'twins by now, as it seems')
  assert.equal(first.items, 3)
  const { hash } = first.steps.find(isLast) ?? {}
  const again = await prepare({ ...shop, config: { productTwins: 'merge', maxQuantity: 999 } })
  assert.equal(again.steps.find(isLast)?.hash, hash)
})
