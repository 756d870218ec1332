import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Catalogue } from './catalogue.ts'
import { ask, event, ids, names, shop, trained } from './fixtures/tea-shop.ts'
import { Recommender } from './recommender.ts'

test('whatever the families, no two of one stand on one list, and nothing of one that was bought', async () => {
  const name = fc.constantFrom<string>('green', 'black', 'pot', 'red-pot', 'lamp', 'vase', 'set')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, name), { maxLength: 8 }),
      fc.subarray([...ids, 'vase']),
      name,
      async (pairs, sold, bought) => {
        const parents = new Map(pairs)
        const catalogue = new Catalogue(
          sold.map((id) => ({ id, ...(parents.has(id) && { parent: parents.get(id) as string }) })),
        )
        const top = (id: string) => {
          const way = [id]
          for (let at = catalogue.parentOf(id); at !== undefined && !way.includes(at); at = catalogue.parentOf(at))
            way.push(at)
          // on a circle any of it names it
          const last = way.at(-1) as string
          const closes = catalogue.parentOf(last)
          return closes === undefined ? last : (way.slice(way.indexOf(closes)).sort()[0] as string)
        }
        const shown = new Recommender(trained(), catalogue)
        const { items } = await shown.recommend(
          { limit: 9 },
          { id: 'r', userRow: -1, events: [event('purchase', bought)] },
        )
        const families = items.map(({ id }) => top(id))
        assert.equal(new Set(families).size, families.length)
        assert.ok(!families.includes(top(bought)))
      },
    ),
    { numRuns: 500 },
  )
})

test('a product that is only sold as its variants is shown as one that may be', async () => {
  const catalogue = new Catalogue([
    { id: 'green-50g', parent: 'green', available: false },
    { id: 'green-100g', parent: 'green', price: 9 },
    { id: 'green-1kg', parent: 'green', price: 60 },
  ])
  const answer = await new Recommender(trained(), catalogue).recommend(
    { filter: { minPrice: 10 } },
    { id: 'r', userRow: 1, events: [] },
  )
  assert.deepEqual(names(answer), ['green-1kg'])
})

test('what happens to a variant happens to its product: a new one by the catalogue, a twin by what training knew', async () => {
  const catalogue = new Catalogue([...shop, { id: 'blue-pot', parent: 'pot' }])
  const ofTwins = trained({ standsFor: new Map([['tea-noir', 'black']]) })
  const list = async (item: string) => {
    const { items } = await new Recommender(ofTwins, catalogue).recommend(
      { excludeSeen: true },
      { id: 'r', userRow: -1, events: [event('view', item)] },
    )
    return items.map(({ id, score }) => [id, score])
  }
  assert.deepEqual(await list('blue-pot'), await list('pot'))
  assert.deepEqual(await list('tea-noir'), await list('black'))
})

test('two variants of one product do not stand on one list', async () => {
  // bob with seen left in: green 8.8, pot 5, red-pot 3.8 (a variant of pot), lamp 0.2
  const { items } = await ask({ user: 'bob', limit: 10 })
  assert.equal(items.filter(({ item }) => (item.parent ?? item.id) === 'pot').length, 1)
})
