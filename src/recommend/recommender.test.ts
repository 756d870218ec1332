import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Fault } from '../contract/fault.ts'
import type { Item } from '../contract/item.ts'
import type { RecommendationRequest } from '../contract/recommendation.ts'
import { Catalogue } from './catalogue.ts'
import { handModel } from './fixtures/hand-model.ts'
import { ask, event, ids, likeness, names, shop, trained, users } from './fixtures/tea-shop.ts'
import { Recommender } from './recommender.ts'

test('a known user gets what their history argues for, with the reason, the product and without what they bought', async () => {
  const answer = await ask({ user: 'ann', limit: 2 })
  assert.deepEqual([answer.id, answer.model], ['list', 'v1'])
  // likeness of green tea: black 8, pot 4
  assert.deepEqual(answer.items, [
    {
      id: 'black',
      score: 8,
      reason: { kind: 'taste', text: 'Because you bought Green tea', because: ['green'] },
      item: shop[1],
    },
    {
      id: 'pot',
      score: 4,
      reason: { kind: 'taste', text: 'Because you bought Green tea', because: ['green'] },
      item: shop[2],
    },
  ])
})

test('what was bought is left out unless it is asked for, what was only seen unless it is not', async () => {
  // bob: 1 × black + 0.2 × pot: green 8.8, red-pot 2 + 1.8 = 3.8, pot 5, black 1, lamp 0.2
  assert.deepEqual(names(await ask({ user: 'bob' })), ['green', 'pot', 'lamp'])
  assert.deepEqual(names(await ask({ user: 'bob', excludeBought: false })), ['green', 'pot', 'black', 'lamp'])
  assert.deepEqual(names(await ask({ user: 'bob', excludeSeen: true })), ['green', 'lamp'], 'a red pot is a pot')
})

test('a stranger gets what is popular, and the reason says so', async () => {
  for (const request of [{}, { user: 'nobody' }, { visitor: 'new' }]) {
    const { items } = await ask({ ...request, limit: 3 })
    assert.deepEqual(
      items.map(({ id, reason }) => [id, reason.kind]),
      [
        ['lamp', 'popular'],
        ['green', 'popular'],
        ['black', 'popular'],
      ],
    )
    assert.match(items[0]?.reason.text ?? '', /while we get to know you/)
  }
})

test('a visitor with one look is no stranger, and what a request tells counts as what is stored', async () => {
  const { items } = await ask({ visitor: 'v', limit: 1 }, { events: [event('view', 'green')] })
  assert.deepEqual([items[0]?.id, items[0]?.reason.text], ['black', 'Because you looked at Green tea'])
})

test('an event joins the trained row by the rule of training: the strongest, or the sum, aged by half-lives', async () => {
  const score = async (repeats: 'max' | 'sum', halfLifeDays = 0, timeMs = 0) => {
    const model = trained({}, repeats, halfLifeDays)
    const { items } = await ask({ user: 'ann', limit: 1 }, { events: [event('view', 'green', timeMs)], model })
    return items[0]?.score ?? Number.NaN
  }
  assert.equal(await score('max'), 8, 'max(1, 0.2) × 8')
  assert.ok(Math.abs((await score('sum')) - 9.6) < 1e-6, '(1 + 0.2) × 8')
  assert.ok(
    Math.abs((await score('sum', 7, 7 * 86_400_000)) - 5.6) < 1e-6,
    '(1 / 2 + 0.2) × 8, looked at one half-life later',
  )
})

test('a purchase a second ago is neither shown again nor forgotten', async () => {
  const answer = await ask({ user: 'ann' }, { events: [event('purchase', 'lamp', 9)] })
  assert.ok(!names(answer).includes('lamp'))
  const pot = answer.items.find(({ id }) => id === 'pot')
  assert.equal(pot?.score, 5, '4 from green tea and 1 from the lamp')
})

test('a disliked product is not shown, unless it was bought later', async () => {
  const disliked = [event('dislike', 'black', 1)]
  assert.ok(!names(await ask({ user: 'ann' }, { events: disliked })).includes('black'))
  const forgiven = [...disliked, event('purchase', 'black', 2)]
  assert.ok(names(await ask({ user: 'ann', excludeBought: false }, { events: forgiven })).includes('black'))
})

test('a dislike takes off what the trained row said for the product', async () => {
  // ann's whole row is green tea at 1, and a dislike weighs −1: nothing is left to argue from
  const { items } = await ask({ user: 'ann' }, { events: [event('dislike', 'green')] })
  assert.ok(items.every(({ reason }) => reason.kind === 'popular'))
})

test('sold out, deleted and excluded products are never shown, in any kind of list', async () => {
  const items = shop
    .filter(({ id }) => id !== 'lamp')
    .map((item) => (item.id === 'black' ? { ...item, available: false } : item))
  for (const request of [
    { user: 'ann' },
    { kind: 'popular' as const },
    { kind: 'similar' as const, items: ['green'] },
    { kind: 'recently-viewed' as const },
  ]) {
    const events = ['green', 'black', 'lamp', 'pot'].map((id) => event('view', id))
    const got = names(await ask({ ...request, exclude: ['pot'], limit: 50 }, { items, events }))
    for (const never of ['black', 'lamp', 'pot']) assert.ok(!got.includes(never), `${request.kind}: ${never}`)
  }
})

test('a product returns to the lists when it is back in stock, without another model', async () => {
  const catalogue = new Catalogue(shop)
  const recommender = new Recommender(trained(), catalogue)
  const first = async () =>
    (await recommender.recommend({ user: 'ann', limit: 1 }, { id: '', userRow: 0, events: [] })).items[0]?.id
  assert.equal(await first(), 'black')
  catalogue.put({ ...(shop[1] as Item), available: false })
  assert.equal(await first(), 'pot')
  catalogue.put(shop[1] as Item)
  assert.equal(await first(), 'black')
  catalogue.remove('black')
  assert.equal(await first(), 'pot')
})

test('a filter chooses before the best are chosen, so a narrow shelf still fills its list', async () => {
  const only = async (filter: NonNullable<RecommendationRequest['filter']>) =>
    names(await ask({ user: 'cy', filter, limit: 5 }))
  assert.deepEqual(await only({ category: 'Food' }), ['green', 'black'], 'below the shelf counts as on it')
  assert.deepEqual(await only({ category: 'Food > Tea' }), ['green', 'black'], 'spaces around ">" do not matter')
  assert.deepEqual(await only({ category: 'Foo' }), [], 'half a word is another shelf')
  assert.deepEqual(await only({ brand: 'Clay' }), ['pot'])
  assert.deepEqual(await only({ brand: 'Nobody' }), [])
  assert.deepEqual(await only({ minPrice: 4.5, maxPrice: 30 }), ['pot', 'green'], 'bounds included')
})

test('a list that taste cannot fill is filled with what is popular, each under its own reason', async () => {
  const { items } = await ask({ user: 'cy' })
  assert.deepEqual(
    items.map(({ id, reason }) => [id, reason.kind]),
    [
      ['pot', 'taste'],
      ['green', 'popular'],
      ['black', 'popular'],
    ],
  )
})

test('similar to one product, to several, to one the model never met, and to one nobody knows', async () => {
  assert.deepEqual(names(await ask({ kind: 'similar', items: ['green'], limit: 2 })), ['black', 'pot'])
  const both = await ask({ kind: 'similar', items: ['green', 'lamp'], limit: 2 })
  // the mean of two rows: black (8 + 0) / 2, pot (4 + 1) / 2
  assert.deepEqual(
    both.items.map(({ id, score }) => [id, score]),
    [
      ['black', 4],
      ['pot', 2.5],
    ],
  )
  assert.equal(both.items[0]?.reason.text, 'Similar to Green tea and 1 more')
  const vase = await ask({ kind: 'similar', items: ['vase'], limit: 2 })
  assert.deepEqual(
    vase.items.map(({ id, reason }) => [id, reason.text]),
    [
      ['pot', 'Popular in Kitchen'],
      ['lamp', 'Popular with other customers'],
    ],
  )
  assert.deepEqual(names(await ask({ kind: 'similar', items: ['never-heard-of'], limit: 1 })), ['lamp'])
  await assert.rejects(ask({ kind: 'similar' }), (error) => error instanceof Fault && error.code === 'bad-request')
})

test('recently viewed: newest first, each product once, bought ones only when asked', async () => {
  const events = [
    event('view', 'green', 1),
    event('view', 'vase', 2),
    event('click', 'pot', 3),
    event('view', 'green', 4),
    event('purchase', 'pot', 5),
    event('view', 'unknown', 6),
  ]
  assert.deepEqual(names(await ask({ kind: 'recently-viewed' }, { events })), ['green', 'vase'])
  assert.deepEqual(names(await ask({ kind: 'recently-viewed', excludeBought: false }, { events })), [
    'green',
    'pot',
    'vase',
  ])
  assert.deepEqual(
    names(await ask({ kind: 'recently-viewed' })),
    [],
    'nothing viewed is an empty list, not a list of other things',
  )
})

test('a model that only knows what is popular does not claim to know taste', async () => {
  const model = { ...handModel(likeness), kind: 'popular' }
  const { items } = await ask({ user: 'ann' }, { model: trained({ model }) })
  assert.ok(items.every(({ reason }) => reason.kind === 'popular'))
})

test('people who ask at the same moment are answered as if each had asked alone', async () => {
  const recommender = new Recommender(trained(), new Catalogue(shop))
  const one = (n: number) =>
    recommender.recommend(
      { user: users[n % 3] as string, limit: 1 + (n % 5), excludeSeen: n % 2 === 0 },
      { id: String(n), userRow: n % 3, events: n % 7 === 0 ? [event('view', 'pot')] : [] },
    )
  const alone = []
  for (let n = 0; n < 50; n++) alone.push(await one(n))
  assert.deepEqual(await Promise.all(Array.from({ length: 50 }, (_, n) => one(n))), alone)
})

test('whatever is asked, the list is no longer than asked, without repeats, open products only, best reason first', async () => {
  const some = fc.subarray([...ids, 'vase', 'ghost'])
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          kind: fc.constantFrom('for-you' as const, 'similar' as const, 'popular' as const, 'recently-viewed' as const),
          user: fc.constantFrom(...users, 'ghost'),
          items: some.filter((list) => list.length > 0),
          limit: fc.integer({ min: 1, max: 9 }),
          exclude: some,
          excludeBought: fc.boolean(),
          excludeSeen: fc.boolean(),
          filter: fc.record(
            { category: fc.constantFrom('Food', 'Kitchen', ''), maxPrice: fc.integer({ min: 0, max: 90 }) },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: ['items'] },
      ),
      fc.array(
        fc.record({
          kind: fc.constantFrom('view' as const, 'purchase' as const, 'dislike' as const),
          item: fc.constantFrom(...ids, 'vase', 'ghost'),
          timeMs: fc.nat(9),
        }),
      ),
      async (request, events) => {
        const stored = events.map(({ kind, item, timeMs }) => event(kind, item, timeMs))
        const { items } = await ask(request, { events: stored })
        const got = items.map(({ id }) => id)
        assert.ok(got.length <= (request.limit ?? 10))
        assert.equal(new Set(got).size, got.length)
        for (const id of got) assert.ok(!request.exclude?.includes(id))
        const kinds = items.map(({ reason }) => reason.kind)
        assert.ok(!kinds.includes('taste') || kinds.lastIndexOf('taste') < (kinds.indexOf('popular') + 1 || 99))
      },
    ),
  )
})
