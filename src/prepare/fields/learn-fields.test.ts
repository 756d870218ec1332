import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import type { FieldRules } from './field-rules.ts'
import { learnFields } from './learn-fields.ts'
import { orderly, readied } from './ready.ts'

async function read(items: readonly (Item | undefined)[], rules: FieldRules, learntFrom = items) {
  const learnt = await learnFields(orderly(learntFrom, 'items', { rules, year: 0 }), rules)
  return readied(items, 'items', { rules, learnt, year: 0 })
}

const shelf = (category: string, price?: number) => ({ id: '', category, ...(price !== undefined && { price }) })

test('the median of a shelf, of the shelf around it, of all', async () => {
  const items = [
    shelf('Home > Lamps', 10),
    shelf('home>lamps', 30),
    shelf('Home > Lamps', 50),
    shelf('Home > Lamps', 80),
    shelf('Home > Beds', 900),
    shelf('Garden', 7),
    shelf('Home > Lamps'), // four: (30 + 50) / 2
    shelf('Home > Rugs'), //  nobody knows one; of Home: 10 30 50 80 900
    shelf('Toys'), //         of all: 7 10 30 50 80 900
    { id: '' }, //            of all
  ]
  const filled = await read(items, { price: { missing: 'median by category' } })
  assert.deepEqual(
    filled.slice(6).map((item) => item?.price),
    [40, 50, 40, 40],
  )
  assert.deepEqual(filled.slice(0, 6), items.slice(0, 6), 'what is said stays')
})

test('of equally frequent values the smallest, of numbers the smallest number', async () => {
  const brands = ['beta', 'alpha', 'beta', 'alpha', 'gamma', undefined]
  const items = brands.map((brand, k) => ({
    id: '',
    ...(brand && { brand }),
    attributes: brand ? { size: [10, 9, 10, 9, 8][k] as number } : {},
  }))
  const [last] = (await read(items, { brand: { missing: 'mode' }, size: { missing: 'mode' } })).slice(-1)
  assert.deepEqual(last, { id: '', brand: 'alpha', attributes: { size: 9 } })
})

test('mode by group, constant, unknown, and nothing to go by', async () => {
  const items: Item[] = [
    { id: 'a', brand: 'Acme', attributes: { colour: 'Red', club: true } },
    { id: 'b', brand: ' acme ', attributes: { colour: 'red' } },
    { id: 'c', brand: 'Bolt', attributes: { colour: 'blue' } },
    { id: 'd', brand: 'ACME', attributes: {} },
    { id: 'e' },
  ]
  const rules: FieldRules = {
    colour: { text: ['lowercase'], missing: 'mode by brand' },
    material: { missing: { constant: 'wood' } },
    style: { missing: 'unknown' },
    weight: { missing: 'median' },
    club: { missing: 'mode' },
    price: { missing: 'unknown' },
  }
  const filled = await read(items, rules)
  assert.deepEqual(filled[3], {
    id: 'd',
    brand: 'ACME',
    attributes: { colour: 'red', material: 'wood', style: 'unknown', club: 'true' },
  })
  assert.deepEqual(filled[4]?.attributes, { colour: 'red', material: 'wood', style: 'unknown', club: 'true' })
})

test('units and texts come first: what they leave is learnt from, and what they leave empty is filled', async () => {
  const items: Item[] = [
    { id: 'a', brand: '&nbsp;', attributes: { weight: '1,5 kg' } },
    { id: 'b', brand: 'N/A', attributes: { weight: '500 g' } },
    { id: 'c', brand: 'Ａcme', attributes: { weight: 'heavy' } },
    { id: 'd', brand: '', attributes: {} },
  ]
  const rules: FieldRules = {
    brand: { text: ['html', 'nfkc', 'trim', 'placeholders'], missing: 'mode' },
    weight: { unit: 'g', missing: 'median' },
  }
  assert.deepEqual(await read(items, rules), [
    { id: 'a', brand: 'Acme', attributes: { weight: 1500 } },
    { id: 'b', brand: 'Acme', attributes: { weight: 500 } },
    { id: 'c', brand: 'Acme', attributes: { weight: 'heavy' } },
    { id: 'd', brand: 'Acme', attributes: { weight: 1000 } },
  ])
})

test('an age is a year of birth, and what was learnt from a training fills whoever comes later', async () => {
  const known: User[] = [
    { id: 'a', country: 'NL', birthYear: 1990 },
    { id: 'b', country: 'nl', birthYear: 1980 },
    { id: 'c', country: 'BE', birthYear: 1950 },
  ]
  const rules: FieldRules = { age: { missing: 'median by country' } }
  const learnt = await learnFields(orderly(known, 'people', { rules, year: 2026 }), rules)
  const later: (User | undefined)[] = [{ id: 'd', country: 'Nl ' }, { id: 'e' }, undefined]
  // (36 + 46) / 2 = 41; of 36, 46, 76 the middle is 46
  assert.deepEqual(readied(later, 'people', { rules, learnt: JSON.parse(JSON.stringify(learnt)), year: 2026 }), [
    { id: 'd', country: 'Nl ', birthYear: 1985 },
    { id: 'e', birthYear: 1980 },
    undefined,
  ])
})

test('what a model is asked about teaches it nothing', async () => {
  const known = [shelf('A', 10), shelf('A', 20)]
  const asked = [...known, shelf('A', 1e6), shelf('A')]
  const filled = await read(asked, { price: { missing: 'median' } }, known)
  assert.equal(filled[3]?.price, 15)
})

test('names and values that programs stumble over are names and values', async () => {
  const items: Item[] = [
    { id: '1', brand: '__proto__', attributes: JSON.parse('{"__proto__": "x", "constructor": 3}') },
    { id: '2', brand: '__proto__', attributes: {} },
    { id: '3', brand: "o'hara", price: 1e308 },
  ]
  const rules: FieldRules = JSON.parse(
    '{"__proto__": {"missing": "mode by brand"}, "constructor": {"missing": "median", "scale": "z-score"}, "price": {"scale": "robust"}}',
  )
  const [, filled] = await read(items, rules)
  assert.deepEqual(Object.entries(filled?.attributes ?? {}), [
    ['__proto__', 'x'],
    ['constructor', 3],
  ])
})

test('reading what was read changes nothing', async () => {
  const rules: FieldRules = {
    brand: { text: ['html', 'nfkc', 'collapse-spaces', 'trim', 'lowercase'], missing: 'mode' },
    weight: { unit: 'g', missing: 'median by brand' },
  }
  const brand = fc.option(fc.constantFrom(' Acme', 'ACME', 'B&amp;B', '&amp;amp;', ' ', 'ﬁx'), { nil: undefined })
  const weight = fc.option(fc.constantFrom('1 kg', '500 g', 'heavy', 3, 700, '1,500 g'), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(brand, weight), { maxLength: 9 }), async (said) => {
      const items = said.map(
        ([brand, weight], k): Item => ({
          id: `${k}`,
          ...(brand && { brand }),
          ...(weight && { attributes: { weight } }),
        }),
      )
      const once = await read(items, rules)
      assert.deepEqual(await read(once, rules), once)
    }),
    { numRuns: 20 },
  )
})
