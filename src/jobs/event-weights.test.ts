import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Event } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { rng } from '../numbers/rng.ts'
import type { Store } from '../store/store.ts'
import { learnEventWeights } from './event-weights.ts'
import { openStore } from './open.ts'

const dayMs = 86_400_000

/** 300 people look at 10 of 50 products each in a month; of looks 1 in 20, of carts 1 in 2 is bought in the next month. */
function shop(): Event[] {
  const random = rng(5)
  const events: Event[] = []
  const add = (kind: Event['kind'], user: number, item: number, day: number) =>
    events.push({
      id: `e${events.length}`,
      kind,
      timeMs: Date.UTC(2024, 0, 1) + day * dayMs,
      user: `u${user}`,
      item: `p${item}`,
    })
  for (let u = 0; u < 300; u++)
    for (let n = 0; n < 10; n++) {
      const item = (7 * u + 11 * n) % 50
      const cart = random() < 0.3
      add('view', u, item, 28 * random())
      if (cart) add('add_to_cart', u, item, 28 * random())
      if (random() < (cart ? 0.5 : 0.05)) add('purchase', u, item, 28.5 + 27 * random())
    }
  add('purchase', 0, 0, 56.4)
  return events
}

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
  await store.append(shop())
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
