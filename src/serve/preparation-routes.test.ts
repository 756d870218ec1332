import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Preparation, PreparationEffects, Quarantine } from '../contract/preparation.ts'
import { caller } from './fixtures/caller.ts'
import { nowMs, openSmallShop, type SmallShop } from './fixtures/small-shop.ts'

let shop: SmallShop
before(async () => {
  shop = await openSmallShop()
  await shop.store.append([
    { id: 's1', kind: 'purchase', timeMs: nowMs - 5000, user: 'staff-1', item: 'green', quantity: 1, price: 4 },
  ])
})
after(() => shop.close())
const call = caller(() => shop)
const change = async (asked: object) => {
  const { status, body } = await call('POST', '/v1/preparation', asked)
  assert.equal(status, 200, JSON.stringify(body))
  return body as PreparationEffects
}

test('what a step did and who is in quarantine is for secret keys alone', async () => {
  for (const [method, url] of [
    ['GET', '/v1/preparation'],
    ['GET', '/v1/quarantine'],
    ['POST', '/v1/preparation'],
  ] as const) {
    const body = method === 'POST' ? {} : undefined
    assert.equal((await call(method, url, body, { 'x-api-key': shop.publicKey })).status, 403)
    assert.equal((await call(method, url, body, { 'x-api-key': '' })).status, 401)
  }
})

test('a dry run changes nothing; a change prepares again with it, and what it says of models is so', async () => {
  const before = (await shop.store.snapshot())?.snapshot
  const said = await change({ undo: 'prices', dryRun: true })
  const [model] = await shop.store.models()
  assert.deepEqual([said.done, said.rows, said.models], [false, 0, [{ version: model?.version, live: true }]])
  assert.equal((await shop.store.snapshot())?.snapshot, before)

  const done = await change({ undo: 'prices' })
  assert.ok(done.done)
  const now = (await call('GET', '/v1/preparation')).body as Preparation
  assert.deepEqual([now.snapshot, now.off.map(({ step }) => step)], [done.snapshot, ['prices']])
  const { read, ...places } = now.balance
  assert.equal(
    read,
    Object.values(places).reduce((a, b) => a + b),
  )
})

test('somebody is released and judged again, and stays released meanwhile whatever is prepared', async () => {
  const quarantine = async () => (await call('GET', '/v1/quarantine')).body as Quarantine
  assert.deepEqual(
    (await quarantine()).suspects.map(({ who, step }) => [who, step]),
    [['staff-1', 'staff-and-tests']],
  )
  await change({ release: 'staff-1' })
  await change({ redo: 'prices' })
  const { people, released } = await quarantine()
  assert.deepEqual([people, released.map(({ who }) => who)], [0, ['staff-1']])
  await change({ unrelease: 'staff-1' })
  assert.equal((await quarantine()).people, 1)
})

test('of two changes at once one is told to wait; what makes no sense is refused in a sentence', async () => {
  const answers = await Promise.all([
    call('POST', '/v1/preparation', { undo: 'prices' }),
    call('POST', '/v1/preparation', { undo: 'outliers' }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  for (const [asked, status, words] of [
    [{}, 400, /^got nothing to change, want one of undo, redo, release, unrelease$/],
    [{ undo: 'bots', release: 'x' }, 400, /^got undo and release, want one of/],
    [{ undo: 'flour' }, 404, /want one of the steps that ran/],
    [{ undo: 'people' }, 400, /want a step that can be done without/],
    [{ redo: 'bots' }, 400, /want one of the steps that do not run/],
    [{ release: 'u1' }, 404, /want somebody in quarantine/],
    [{ unrelease: 'u1' }, 404, /want one of those released/],
    [{ release: 'x'.repeat(137) }, 400, /^release: got/],
  ] as const) {
    const { status: got, body } = await call('POST', '/v1/preparation', asked)
    assert.equal(got, status, JSON.stringify([asked, body]))
    assert.match(body.error.message, words)
  }
})
