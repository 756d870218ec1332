import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { resolve } from '../../model/algorithms.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { configOf, parseConfig } from '../../prepare/parse-config.ts'
import { featuresFor } from '../features/item-features.ts'
import { type PeopleColumns, peopleFor, peopleLike, personFor } from '../features/user-features.ts'
import { openLive } from '../live/live.ts'
import { openStore } from '../open.ts'
import { readModelFile } from '../train/model-file.ts'
import { train } from '../train/train.ts'
import { ledgerOf } from './ledger-of.ts'
import { loadSnapshot, prepare } from './prepare.ts'

const items: Item[] = [
  { id: 'lamp', title: 'Brass lamp', brand: 'Ａcme', category: 'Home', price: 10, attributes: { weight: '1,5 kg' } },
  { id: 'shade', title: 'Shade&nbsp;', brand: 'acme', category: 'Home', price: 30, attributes: { weight: '500 g' } },
  { id: 'rug', title: 'Rug', brand: 'Bolt', category: 'Home', attributes: { weight: 'heavy' } },
  { id: 'spade', title: 'Spade', category: 'Garden', price: 7, attributes: { weight: 900 } },
]
const users: User[] = [
  { id: 'ann', country: 'NL', birthYear: 1990 },
  { id: 'bob', country: 'NL', birthYear: 1980 },
  { id: 'cis', country: 'NL' },
  { id: 'dee', country: 'BE', birthYear: 1950 },
]
const config = parseConfig({
  fields: {
    items: {
      weight: { unit: 'g', missing: 'median', scale: 'log' },
      brand: { text: ['nfkc', 'lowercase', 'trim'], missing: 'unknown' },
      price: { missing: 'median by category', scale: 'robust' },
    },
    people: { age: { missing: 'median by country', scale: 'quantile' } },
  },
})
const bought: [string, string][] = [
  ['ann', 'lamp'],
  ['ann', 'shade'],
  ['bob', 'lamp'],
  ['bob', 'rug'],
  ['cis', 'shade'],
  ['dee', 'spade'],
  ['dee', 'rug'],
]

async function withShop(body: (shop: Awaited<ReturnType<typeof opened>>) => Promise<void>) {
  const shop = await opened()
  try {
    await body(shop)
  } finally {
    await shop.store.close()
    await rm(shop.dataDir, { recursive: true })
  }
}

async function opened() {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-fields-'))
  const store = await openStore(dataDir)
  let clock = Date.UTC(2026, 5, 1)
  await store.append(
    bought.map(
      ([user, item], n): Event => ({
        ...{ id: `e${n}`, kind: 'purchase', user, item, price: 5, quantity: 1 },
        timeMs: Date.UTC(2026, 0, n + 1),
      }),
    ),
  )
  await store.putItems(items)
  await store.putUsers(users)
  return { store, dataDir, now: () => (clock += 60_000) }
}

const hybrid = { model: 'hybrid', options: { model: 'item-knn:tfidf', userWeight: 1 } }

/** What a model that reads the catalogue is handed. */
async function learntFrom({ store, dataDir }: Awaited<ReturnType<typeof opened>>) {
  const { clean, config } = await loadSnapshot(store, dataDir)
  const models = [resolve(hybrid.model, hybrid.options)]
  return featuresFor(models, new Vocabulary(clean.items), () => store.allItems(), { config })
}

test('what is filled and changed in fields is in the ledger, with what was there before and why', () =>
  withShop(async (shop) => {
    const { steps } = await prepare({ ...shop, config })
    const { lines } = await ledgerOf(shop.store, shop.dataDir, { limit: 99 })
    const said = lines.map(({ step, item, customer, field, before, after }) => [
      step,
      item ?? customer,
      field,
      before,
      step === 'scales' ? JSON.parse(after ?? '').how : after,
    ])
    assert.deepEqual(said, [
      ['units', 'lamp', 'weight', '1,5 kg', '1500'],
      ['units', 'shade', 'weight', '500 g', '500'],
      ['texts', 'shade', 'title', 'Shade&nbsp;', 'Shade'],
      ['texts', 'lamp', 'brand', 'Ａcme', 'acme'],
      ['texts', 'rug', 'brand', 'Bolt', 'bolt'],
      ['missing', 'spade', 'brand', null, 'unknown'],
      ['missing', 'rug', 'price', null, '20'], // (10 + 30) / 2, of Home
      ['missing', 'cis', 'age', null, '41'], // (36 + 46) / 2, of NL
      ['scales', null, 'weight', null, 'log'],
      ['scales', null, 'price', null, 'robust'],
      ['scales', null, 'age', null, 'quantile'],
    ])
    assert.equal(
      lines.find(({ step, field }) => step === 'missing' && field === 'price')?.why,
      'nothing is said: median by category',
    )
    const filled = steps.map(({ step, filled }) => [step, filled] as const).slice(-5)
    assert.deepEqual(filled, [
      ['catalogue', 0],
      ['units', 2],
      ['texts', 3],
      ['missing', 3],
      ['scales', 0],
    ])
    assert.match(steps.find(({ step }) => step === 'units')?.note ?? '', /1 cannot be read \("heavy"\)/)
    assert.match(
      steps.find(({ step }) => step === 'catalogue')?.note ?? '',
      /4 products: .*price 75 %.*4 people: age 75 %/,
    )
    const one = await ledgerOf(shop.store, shop.dataDir, { person: 'cis', step: 'missing', limit: 9 })
    assert.equal(one.lines.length, 1)
    assert.equal((await shop.store.item('rug'))?.price, undefined, 'what the shop said stays as it said it')
  }))

test('a step about fields is taken back to the last value, the models built with it are named, and the next does without', () =>
  withShop(async (shop) => {
    const first = await prepare({ ...shop, config })
    const built = await train({ ...shop, ...hybrid, threads: 1 })
    const learnt = await learntFrom(shop)
    for (const step of ['units', 'texts', 'missing', 'scales']) {
      const { undone, steps } = await prepare({ ...shop, undo: step })
      const at = first.steps.findIndex((one) => one.step === step)
      assert.equal(undone?.hash, first.steps[at - 1]?.hash)
      assert.equal(steps[at - 1]?.hash, first.steps[at - 1]?.hash, `what stood before ${step} stands again`)
      assert.equal(undone?.restored, first.steps[at]?.filled)
      assert.ok(undone?.models.includes(built.version))
      assert.notDeepEqual(await learntFrom(shop), learnt, `a model learns without ${step}`)
      const again = await prepare({ ...shop, redo: step })
      assert.deepEqual(
        again.steps.map(({ step, hash }) => [step, hash]),
        first.steps.map(({ step, hash }) => [step, hash]),
      )
      assert.deepEqual(await learntFrom(shop), learnt)
    }
  }))

test('a snapshot holds as long as the fields that rules name do', () =>
  withShop(async (shop) => {
    const first = await prepare({ ...shop, config })
    assert.ok((await prepare({ ...shop, config })).reused)
    await shop.store.putItems([{ ...(items[0] as Item), available: false }])
    assert.equal((await prepare({ ...shop, config })).snapshot, first.snapshot, 'nothing is done to what is sold out')
    await shop.store.putItems([{ ...(items[2] as Item), price: 99 }])
    const priced = await prepare({ ...shop, config })
    assert.ok(!priced.reused)
    assert.equal(priced.steps.find(({ step }) => step === 'missing')?.filled, 2)
    await shop.store.putUsers([{ id: 'cis', country: 'NL', birthYear: 2000 }])
    assert.ok(!(await prepare({ ...shop, config })).reused)
  }))

test('what lacks a field that must be there leaves, and comes back when it is there', () =>
  withShop(async (shop) => {
    const must = parseConfig({
      fields: { items: { price: { missing: 'drop' } }, people: { age: { missing: 'drop' } } },
    })
    const { steps, balance, items: left, users: who } = await prepare({ ...shop, config: must })
    // rug: two lines; cis: one more
    assert.equal(steps.find(({ step }) => step === 'required-fields')?.dropped, 3)
    assert.deepEqual([left, who, balance.kept, balance.dropped], [3, 3, 4, 3])
    await shop.store.putItems([{ ...(items[2] as Item), price: 1 }])
    await shop.store.putUsers([{ id: 'cis', birthYear: 1999 }])
    assert.equal((await prepare({ ...shop, config: must })).balance.kept, 7)
    const undone = await prepare({ ...shop, undo: 'required-fields' })
    assert.equal(undone.balance.kept, 7)
  }))

test('serving reads a person as training did: by what it learnt from training, and from nothing later', () =>
  withShop(async ({ store }) => {
    const prepared = configOf(config)
    const models = [resolve(hybrid.model, hybrid.options)]
    const known = ['ann', 'bob', 'dee']
    const { userFeatures, people } = await peopleFor(models, known, store, prepared, Date.UTC(2026, 5))
    // of 36, 46 and 76; of NL 36 and 46
    assert.deepEqual(people?.fields?.learnt.age?.fill, { all: 46, of: { be: 76, nl: 41 } })
    await store.putUsers([{ id: 'old', country: 'BE', birthYear: 1900 }])
    const asFile = JSON.parse(JSON.stringify(people))
    const trained = { people: asFile, users: new Vocabulary(known) }
    const rows = (m: typeof userFeatures) =>
      Array.from({ length: m?.nRows ?? 0 }, (_, r) =>
        [...(m?.column.subarray(m.rowStart[r], m.rowStart[r + 1]) ?? [])].map((c, k) => [
          people?.names[c],
          m?.value[m.rowStart[r]! + k],
        ]),
      )
    for (const [r, user] of known.entries())
      assert.deepEqual(rows((await personFor(trained, user, [user], store)).userFeatures), [rows(userFeatures)[r]])
    // cis is 41 by her country: half-way between 36, the first, and 46, the middle of three, a quarter of all
    const cis = rows((await peopleLike(asFile, ['cis'], store)).userFeatures)
    assert.deepEqual(
      cis[0]?.map(([name]) => name),
      ['country=nl'].concat(['age=knot 2', 'age=knot 3'].filter((name) => people?.names.includes(name))),
    )
    const [be = []] = rows((await personFor(trained, 'old', ['old'], store)).userFeatures)
    assert.deepEqual(
      be,
      [
        ['country=be', 1],
        ['age=knot 10', 1],
      ],
      'older than anybody: on the last knot',
    )
  }))

test('a shop with rules for fields trains and answers', () =>
  withShop(async (shop) => {
    await prepare({ ...shop, config })
    await train({ ...shop, ...hybrid, threads: 1 })
    const { file = '', version = '' } = (await shop.store.published()) ?? {}
    const kernels = await openKernels({ threads: 1 })
    const { people } = await readModelFile(join(shop.dataDir, file), version, kernels)
    await kernels.close()
    const { fields } = people as { fields?: PeopleColumns['fields'] }
    assert.deepEqual(fields?.rules, { age: { missing: 'median by country', scale: 'quantile' } })
    assert.deepEqual(fields?.learnt.age?.fill, { all: 46, of: { be: 76, nl: 41 } })
    assert.equal(fields?.learnt.age?.scale?.n, 3)
    const live = await openLive({ ...shop, threads: 1, pollMs: 0 })
    try {
      const { items: list } = await live.recommend({ user: 'cis' })
      assert.equal(list.length, 3, 'all but what cis has')
    } finally {
      await live.close()
    }
  }))
