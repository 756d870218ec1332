import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inspectQuality } from '../jobs/quality/quality.ts'
import { caller } from './fixtures/caller.ts'
import { openSmallShop, type SmallShop } from './fixtures/small-shop.ts'

let shop: SmallShop
before(async () => {
  shop = await openSmallShop()
})
after(() => shop.close())
const call = caller(() => shop)

const phone =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36'
const desktop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0'

/** What is stored of a visitor's only event, after a page (a public key) or a server (a secret one) has sent it. */
async function stored(visitor: string, headers: Record<string, string>, more = {}) {
  const { status } = await call('POST', '/v1/events', { kind: 'view', item: 'green', visitor, ...more }, headers)
  assert.equal(status, 200)
  const [event] = await shop.store.eventsOf({ visitor }, { limit: 1 })
  return event
}

test('an event of a page keeps the class of what it came with, and nothing else of its user agent', async () => {
  const page = { 'x-api-key': shop.publicKey }
  const event = await stored('a', { ...page, 'user-agent': phone })
  assert.deepEqual(Object.keys(event ?? {}).sort(), ['device', 'id', 'item', 'kind', 'timeMs', 'visitor'])
  assert.equal(event?.device, 'phone')
  assert.equal((await stored('b', { ...page, 'user-agent': desktop }))?.device, 'desktop')
  assert.equal((await stored('c', { ...page, 'user-agent': desktop, 'sec-ch-ua-mobile': '?1' }))?.device, 'phone')
  assert.equal((await stored('d', { ...page, 'user-agent': 'node' }))?.device, undefined)
  assert.equal(
    (await stored('e', { ...page, 'user-agent': phone }, { device: 'app' }))?.device,
    'app',
    'it says so itself',
  )
})

test('a server that passes events on is not what the shopper came with', async () => {
  assert.equal((await stored('f', { 'user-agent': desktop }))?.device, undefined)
  assert.equal((await stored('g', { 'user-agent': desktop }, { device: 'tablet' }))?.device, 'tablet')
  const { status, body } = await call('POST', '/v1/events', {
    kind: 'view',
    item: 'green',
    visitor: 'h',
    device: 'fridge',
  })
  assert.equal(status, 400)
  assert.match(body.error.message, /^device: got "fridge", want one of desktop, phone, tablet, app, bot$/)
})

test('quality of the log says with what people came, and what was done there', async () => {
  const { mix } = await inspectQuality({ from: { store: shop.store }, reportFile: `${shop.dataDir}/quality.html` })
  const shares = Object.fromEntries((mix.devices ?? []).map(({ value, count, kinds }) => [value, [count, kinds]]))
  assert.deepEqual(shares, {
    phone: [2, { view: 1 }],
    app: [1, { view: 1 }],
    desktop: [1, { view: 1 }],
    tablet: [1, { view: 1 }],
  })
})
