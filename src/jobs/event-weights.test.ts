import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '../contract/fault.ts'
import type { Store } from '../store/store.ts'
import { learnEventWeights } from './event-weights.ts'
import { shopOfLooks } from './fixtures/shop-of-looks.ts'
import { shopOfWays } from './fixtures/shop-of-ways.ts'
import { openStore } from './open.ts'

let dataDir = ''
let store: Store
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-weights-'))
  store = await openStore(dataDir)
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a shop without a purchase is refused in a sentence', async () => {
  await store.append([{ id: 'x', kind: 'view', timeMs: Date.UTC(2024, 0, 1), user: 'u0', item: 'p0' }])
  await assert.rejects(
    learnEventWeights({ store, dataDir }),
    (error) =>
      error instanceof Fault && error.code === 'bad-data' && /needs purchases and other events/.test(error.message),
  )
})

test('what carts and views were worth is read from what was bought afterwards, and said as a configuration', async () => {
  await store.append(shopOfLooks())
  const { weights, pairs, moments, config, background } = await learnEventWeights({ store, dataDir })
  assert.equal(moments.length, 1)
  assert.ok(pairs > 2800 && pairs <= 3001)
  const of = (kind: string) => weights.find((one) => one.kind === kind)
  const [view, cart] = [of('view'), of('add_to_cart')]
  assert.ok(view && cart)
  assert.ok(view.low <= 0.05 && 0.05 <= view.high, JSON.stringify(view))
  assert.ok(cart.low <= 0.45 && 0.45 <= cart.high, JSON.stringify(cart))
  assert.equal(view.today, 0.2)
  assert.ok(background < 0.001)
  assert.equal(config.weights.kinds.purchase, 1)
  // and prepare takes it
  const again = await learnEventWeights({ store, dataDir, config })
  assert.equal(again.weights.find(({ kind }) => kind === 'view')?.today, config.weights.kinds.view)
})

test('what long looks, good ratings and several pieces add is found again, in order and in ratio', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'osusume-parts-'))
  const shop = await openStore(folder)
  try {
    await shop.append(shopOfWays())
    const { weights, parts, config } = await learnEventWeights({ store: shop, dataDir: folder })
    // a short look is bought 1 in 20, a long one 1 in 4; a bad rating 1 in 50, a good one 1 in 2; a cart of one 1 in 5, of three 1 in 2
    const part = (name: string) => parts.find((one) => one.part === name) ?? assert.fail(`no ${name}`)
    const within = (name: string, truth: number) => {
      const { low, high } = part(name)
      assert.ok(low <= truth && truth <= high, `${name}: ${low} to ${high}, truth ${truth}`)
    }
    within('long-look', 0.2)
    within('several-pieces', 0.3)
    within('good-rating', 0.48)
    assert.ok(Math.abs(part('several-pieces').value / part('long-look').value - 1.5) < 0.4)
    // kinds by themselves are worth the mean of their ways, as before
    const view = weights.find(({ kind }) => kind === 'view')?.value ?? Number.NaN
    assert.ok(Math.abs(view - 0.15) < 0.02, `${view}`)
    assert.equal(config.weights.quantity, 'log')
    assert.ok((config.weights.dwellSeconds ?? 0) >= 10 && (config.weights.dwellSeconds ?? 0) <= 120)
    assert.deepEqual(config.weights.ratingScale, [1, 5])
    // and prepare takes it
    await learnEventWeights({ store: shop, dataDir: folder, config })
  } finally {
    await shop.close()
    await rm(folder, { recursive: true, force: true })
  }
})
