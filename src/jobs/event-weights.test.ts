import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '../contract/fault.ts'
import type { Store } from '../store/store.ts'
import { learnEventWeights } from './event-weights.ts'
import { shopOfLooks } from './fixtures/shop-of-looks.ts'
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
