import assert from 'node:assert/strict'
import { catalogueContract } from './catalogue.contract.ts'
import { eventsContract } from './events.contract.ts'
import { event, type Opener, storeUnderTest } from './fixtures/store-under-test.ts'
import { registryContract } from './registry.contract.ts'

/** What every store must do, whatever it keeps its rows in. */
export function storeContract(what: string, opener: Opener): void {
  const store = storeUnderTest(what, opener)
  const { say, open, withStore } = store
  eventsContract(store)
  catalogueContract(store)
  registryContract(store)

  say('everything is there after closing and opening again, and found whole', async () => {
    const name = 'twice'
    const first = await open(name)
    await first.append([event({ id: '1', quantity: 0.1 })], { items: [{ id: 'tea', title: 'Tea' }] })
    const before = await first.readEvents()
    await first.close()
    const second = await open(name)
    assert.deepEqual(await second.readEvents(), before)
    assert.deepEqual(await second.item('tea'), { id: 'tea', title: 'Tea' })
    assert.deepEqual(await second.check(), [])
    await second.close()
  })

  say('calls that overlap wait for each other', () =>
    withStore(async (store) => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.append([event({ id: String(n % 5) }), event({ id: `own-${n}` })])),
      )
      assert.equal(
        results.reduce((sum, { accepted }) => sum + accepted, 0),
        25,
      )
      assert.equal(await store.countEvents(), 25)
    }),
  )
}
