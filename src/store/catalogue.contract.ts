import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { event, type StoreUnderTest } from './fixtures/store-under-test.ts'

/** What is known of products and people, and how they are forgotten. */
export function catalogueContract({ say, withStore }: StoreUnderTest): void {
  say('files describe products as they go: the first word stays, gaps are filled, names are counted', () =>
    withStore(async (store) => {
      const before = await store.catalogueVersion()
      await store.append([event({ id: '1' })], {
        items: [{ id: 'tea', title: 'Green tea' }],
        users: [{ id: 'ann', country: 'Japan' }],
        titles: [{ item: 'tea', title: 'Green tea', count: 2 }],
      })
      await store.append([], {
        items: [{ id: 'tea', title: 'TEA', brand: 'Uji' }],
        users: [{ id: 'ann', country: 'France', city: 'Kyoto' }],
        titles: [
          { item: 'tea', title: 'Green tea', count: 1 },
          { item: 'tea', title: 'TEA', count: 5 },
        ],
      })
      assert.deepEqual(await store.item('tea'), { id: 'tea', title: 'Green tea', brand: 'Uji' })
      assert.deepEqual(await store.user('ann'), { id: 'ann', country: 'Japan', city: 'Kyoto' })
      assert.deepEqual(await store.titleCounts(), [
        { item: 'tea', title: 'Green tea', count: 3 },
        { item: 'tea', title: 'TEA', count: 5 },
      ])
      await store.retitle([
        { item: 'tea', title: 'Green Tea' },
        { item: 'unknown', title: '?' },
      ])
      assert.deepEqual(await store.allItems(), [{ id: 'tea', title: 'Green Tea', brand: 'Uji' }])
      assert.ok((await store.catalogueVersion()) > before)
    }),
  )

  say('what an item was called before it was given another title is remembered until it is called so again', () =>
    withStore(async (store) => {
      await store.putItems([{ id: 'tea', title: 'TEA', brand: 'Uji' }, { id: 'cup', title: 'Cup' }, { id: 'bare' }])
      const call = (item: string, title: string) => store.retitle([{ item, title }])
      for (const title of ['Tea', 'Green tea']) await call('tea', title)
      await call('cup', 'Cup')
      await call('bare', 'Bear')
      assert.deepEqual(await store.titlesBefore(), new Map([['tea', 'TEA']]))
      assert.deepEqual(await store.item('bare'), { id: 'bare' }, 'what has no title is given none')
      await call('tea', 'TEA')
      assert.deepEqual([await store.titlesBefore(), (await store.item('tea'))?.brand], [new Map(), 'Uji'])
      await call('tea', 'Tea')
      await store.putItems([{ id: 'tea', title: 'Tea of the house' }])
      assert.deepEqual(await store.titlesBefore(), new Map(), 'named by another hand')
      await call('tea', 'Tea')
      assert.deepEqual(await store.titlesBefore(), new Map([['tea', 'Tea of the house']]))
    }),
  )

  say('a product put is replaced whole, comes back as it was, and leaves when deleted while its events stay', () =>
    withStore(async (store) => {
      const tea = {
        id: 'tea',
        title: 'Tea',
        price: 0,
        available: false,
        attributes: { organic: true, grams: 50, tags: ['a'] },
      }
      await store.putItems([{ id: 'tea', title: 'old', brand: 'gone' }])
      await store.putItems([tea, { id: 'cup' }])
      assert.deepEqual(await store.itemsById(['cup', 'none', 'tea']), [{ id: 'cup' }, undefined, tea])
      await store.append([event({ id: '1' })])
      const version = await store.catalogueVersion()
      assert.equal(await store.deleteItem('tea'), true)
      assert.ok((await store.catalogueVersion()) > version)
      assert.equal(await store.deleteItem('tea'), false)
      assert.equal(await store.item('tea'), undefined)
      assert.deepEqual((await store.readEvents()).items.includes('tea'), true)
      await store.putItems([{ id: 'tea' }])
      assert.deepEqual(await store.item('tea'), { id: 'tea' }, 'nothing of its former life comes back')
    }),
  )

  say('an erased customer is gone with all they did, and is remembered only as a hash', () =>
    withStore(async (store) => {
      await store.putUsers([{ id: 'ann', country: 'Japan', birthYear: 1990 }])
      await store.append([event({ id: '1' }), event({ id: '2', user: 'bob' }), event({ id: '3', visitor: 'v' })])
      assert.equal(await store.deleteUser('ann'), true)
      assert.equal(await store.deleteUser('ann'), false)
      assert.equal(await store.user('ann'), undefined)
      assert.deepEqual(await store.eventsOf({ user: 'ann', visitor: 'v' }, { limit: 9 }), [])
      const table = await store.readEvents()
      assert.deepEqual(table.users, ['bob'])
      assert.equal(table.length, 1)
      assert.deepEqual(await store.erasures(), new Set([createHash('sha256').update('ann').digest('hex')]))
    }),
  )

  say('that two are one person is kept once, taken back whole, and forgotten with either of them', () =>
    withStore(async (store) => {
      await store.putUsers([{ id: 'bob' }])
      assert.equal(await store.mergeUsers('bob', 'ann'), true)
      assert.equal(await store.mergeUsers('ann', 'bob'), false)
      assert.equal(await store.mergeUsers('ann', 'ann'), false)
      assert.equal(await store.mergeUsers('cem', 'visitor:v'), true)
      assert.deepEqual(await store.merges(), [
        ['ann', 'bob'],
        ['cem', 'visitor:v'],
      ])
      assert.equal(await store.unmergeUsers('visitor:v', 'cem'), true)
      assert.equal(await store.unmergeUsers('visitor:v', 'cem'), false)
      await store.deleteUser('bob')
      assert.deepEqual(await store.merges(), [])
    }),
  )

  say('what products are called is told of all that have a name and are in the catalogue', () =>
    withStore(async (store) => {
      await store.putItems([{ id: 'mug', title: 'Mug' }, { id: 'cup', title: 'Cup' }, { id: 'unnamed' }])
      await store.deleteItem('mug')
      assert.deepEqual(await store.titles(), new Map([['cup', 'Cup']]))
    }),
  )

  say('variants are told with their parents while they are in the catalogue', () =>
    withStore(async (store) => {
      await store.putItems([{ id: 'cup' }, { id: 'red-cup', parent: 'cup' }, { id: 'mug', parent: 'set' }])
      assert.deepEqual(
        await store.parents(),
        new Map([
          ['mug', 'set'],
          ['red-cup', 'cup'],
        ]),
      )
      await store.deleteItem('mug')
      assert.deepEqual([...(await store.parents()).keys()], ['red-cup'])
    }),
  )

  say('whoever is released is remembered once, can be taken back, and is forgotten with the customer', () =>
    withStore(async (store) => {
      assert.deepEqual([await store.release('visitor:b', 5), await store.release('visitor:b', 6)], [true, false])
      await store.putUsers([{ id: 'ann' }])
      await store.release('ann', 7)
      assert.deepEqual(await store.releases(), [
        { who: 'ann', atMs: 7 },
        { who: 'visitor:b', atMs: 5 },
      ])
      assert.deepEqual([await store.unrelease('visitor:b'), await store.unrelease('visitor:b')], [true, false])
      await store.deleteUser('ann')
      assert.deepEqual(await store.releases(), [])
    }),
  )
}
