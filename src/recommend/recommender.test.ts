import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Event, EventKind } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import type { Item } from '../contract/item.ts'
import type { RecommendationRequest } from '../contract/recommendation.ts'
import { csrFrom } from '../numbers/csr.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { Catalogue } from './catalogue.ts'
import { handModel } from './fixtures/hand-model.ts'
import { Recommender } from './recommender.ts'
import type { Trained } from './trained.ts'

// A shop of six products: two teas, a pot and a red pot (variants of one), a lamp, and a vase nobody ever touched.
const ids = ['green', 'black', 'pot', 'red-pot', 'lamp']
const likeness = [
  [0, 8, 4, 3, 0],
  [8, 0, 5, 2, 0],
  [4, 5, 0, 9, 1],
  [3, 2, 9, 0, 1],
  [0, 0, 1, 1, 0],
]
const shop: Item[] = [
  { id: 'green', title: 'Green tea', category: 'Food > Tea', brand: 'Leaf', price: 5 },
  { id: 'black', title: 'Black tea', category: 'Food>Tea', brand: 'Leaf', price: 4 },
  { id: 'pot', title: 'Tea pot', category: 'Kitchen', brand: 'Clay', price: 30 },
  { id: 'red-pot', title: 'Tea pot, red', category: 'Kitchen', brand: 'Clay', price: 32, parent: 'pot' },
  { id: 'lamp', title: 'Lamp', category: 'Home', price: 80 },
  { id: 'vase', title: 'Vase', category: 'Kitchen > Vases', price: 12 },
]
// ann bought green tea; bob bought black tea and looked at the pot; cy has the lamp; so 1/3 each, but nobody the red pot
const users = ['ann', 'bob', 'cy']
const histories = csrFrom(
  3,
  5,
  Uint32Array.of(0, 1, 1, 2),
  Uint32Array.of(0, 1, 2, 4),
  Float32Array.of(1, 1, 0.2, 1),
  'max',
)
const weights: Partial<Record<EventKind, number>> = { view: 0.2, purchase: 1, dislike: -1 }

function trained(change: Partial<Trained> = {}, repeats: 'max' | 'sum' = 'max', halfLifeDays = 0): Trained {
  return {
    version: 'v1',
    model: handModel(likeness),
    items: new Vocabulary(ids),
    users: new Vocabulary(users),
    histories,
    bought: Uint8Array.of(1, 1, 0, 1),
    popularity: Float32Array.of(0.4, 0.3, 0.2, 0.1, 0.5),
    weighing: {
      repeats,
      halfLifeDays,
      weigh: (events, _, standsFor) => {
        const of = new Map<string, number>()
        for (const { item: named, kind } of events) {
          const weight = weights[kind] ?? 0
          if (named === undefined || weight === 0) continue
          const item = standsFor.get(named) ?? named
          const before = of.get(item)
          of.set(item, before === undefined ? weight : repeats === 'sum' ? before + weight : Math.max(before, weight))
        }
        return of
      },
      each: (events) => events.map(({ kind }) => weights[kind] ?? 0),
      basketGapMs: 1800_000,
    },
    standsFor: new Map(),
    samePerson: { pairs: [], merges: [] },
    weighedMs: 0,
    untilSeq: 4,
    ...change,
  }
}

let made = 0
const event = (kind: EventKind, item: string, timeMs = 0): Event => ({
  id: `e${made++}`,
  kind,
  item,
  timeMs,
  visitor: 'v',
})

function ask(request: RecommendationRequest, { events = [] as Event[], items = shop, model = trained() } = {}) {
  const recommender = new Recommender(model, new Catalogue(items))
  const userRow = request.user === undefined ? -1 : recommender.trained.users.row(request.user)
  return recommender.recommend(request, { id: 'list', userRow, events })
}
const names = (answer: Awaited<ReturnType<typeof ask>>) => answer.items.map(({ id }) => id)

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
