import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Item } from '../../contract/item.ts'
import { agreement } from './agreement.ts'
import { nearDuplicates } from './near-duplicates.ts'
import { titleFacts, wordsOf } from './product-words.ts'
import { wordMatrix } from './word-matrix.ts'

const shelf = (...titles: string[]): Item[] => titles.map((title, at) => ({ id: String(at), title }))

/** Products nobody would confuse with those of a test, so that words have a rarity. */
const others = shelf(
  'Oak dining table 180 cm',
  'Pine bookcase five shelves',
  'Linen curtain grey 140 x 250',
  'Wool blanket checked',
  'Copper saucepan 2.5 litre',
  'Glass vase tall clear',
  'Garden hose 25 m with reel',
  'Desk lamp LED dimmable',
)

const pairsOf = async (items: Item[], options = {}) =>
  (await nearDuplicates([...items, ...others], options)).map(({ a, b }) => `${a} ${b}`)

test('an article number written in two ways is one word in both', () => {
  assert.deepEqual(wordsOf('Sony PSL-X350H, 2.5 kg'), ['sony', 'psl', 'x350h', '2.5', 'kg', 'pslx350h'])
  assert.deepEqual(titleFacts('Crème 300 PSLX350H').codes, ['pslx350h'])
  assert.deepEqual(titleFacts('Crème 300 PSLX350H').numbers, ['300'])
  assert.deepEqual(titleFacts('SET/20 red napkins').codes, [])
})

test('a row of words is as long as the formula says, words of one product alone counting less', () => {
  // "lamp" in 2 of 3, "oak" and "pine" in one each; pieces of four letters only of words with five and more
  const matrix = wordMatrix(shelf('oak lamp', 'pine lamp', 'sofa'))
  const lamp = Math.log(1 + 3 / 2)
  const alone = Math.log(1 + 3 / 1)
  assert.equal(matrix.rowStart[3], 2, 'two rows hold "lamp", the third nothing that is shared')
  assert.ok(Math.abs(matrix.value[0]! - lamp / Math.sqrt(lamp ** 2 + 0.3 * alone ** 2)) < 1e-6)
})

test('one thing under two ids is found, with its reason', async () => {
  const items = shelf('Sony Turntable - PSLX350H', 'SONY PSL-X350H belt drive turntable')
  const [found, ...more] = await nearDuplicates([...items, ...others])
  assert.deepEqual([found?.a, found?.b, found?.because], [0, 1, 'article number pslx350h in both'])
  assert.deepEqual(more, [])
})

test('siblings that differ in one word are two things; a misspelling is one', async () => {
  assert.deepEqual(await pairsOf(shelf('Enamel mug red', 'Enamel mug blue')), [])
  assert.deepEqual(await pairsOf(shelf('Enamel mug 300 ml', 'Enamel mug 400 ml')), [])
  assert.deepEqual(await pairsOf(shelf('Enamel mug turquoise', 'Enamel mug torquoise')), ['0 1'])
})

test('siblings of one shop may differ in several places; one thing may say more, or say it in another order', async () => {
  const first = 'Norrvik enamelled casserole in coral, 28 cm'
  assert.deepEqual(await pairsOf(shelf(first, 'Wild Thyme enamelled casserole in sky, 28 cm')), [])
  assert.deepEqual(await pairsOf(shelf(first, 'Enamelled casserole in coral, 28 cm, Norrvik')), ['0 1'])
  assert.deepEqual(await pairsOf(shelf(first, 'Enamelled casserole in coral 28 cm')), ['0 1'])
  // another shop may call the brand and the colour otherwise: there words in several places decide nothing
  const two = [titleFacts(first), titleFacts('Wild Thyme enamelled casserole in sky, 28 cm')] as const
  assert.equal(agreement(...two, { oneShop: true }).because, '"norrvik" stands where the other has "wild thyme"')
  assert.equal(agreement(...two).adjustment, 0)
})

test('what is said word for word the same joins the first of its kind, however often', async () => {
  const same = shelf('Enamel mug red', 'enamel mug, red', 'Enamel Mug Red')
  assert.deepEqual((await pairsOf(same)).sort(), ['0 1', '0 2'])
})

test('variants of a parent are no duplicates; world numbers decide for and against', async () => {
  const [one, two] = shelf('Sony Turntable PSLX350H', 'Sony PSLX350H turntable') as [Item, Item]
  const numbered = (item: Item, gtin: string): Item => ({ ...item, attributes: { gtin } })
  assert.deepEqual(await pairsOf([one, two]), ['0 1'])
  assert.deepEqual(await pairsOf([one, { ...two, parent: '0' }]), [])
  assert.deepEqual(await pairsOf([numbered(one, '4006381333931'), numbered(two, '4006381333948')]), [])
  assert.deepEqual(await pairsOf([numbered(one, '04006381333931'), numbered(two, '4006381333931')]), ['0 1'])
})

test('an article number in both and prices far apart are weighed as the constants say', () => {
  const [a, b] = [titleFacts('Bose AM53BK speaker'), titleFacts('speaker system Bose AM53BK black')]
  assert.equal(agreement(a, b).adjustment, 0.2)
  // e² times the price and beyond costs 2 × 0.05
  assert.ok(Math.abs(agreement(a, b, { priceA: 1, priceB: 1000 }).adjustment - (0.2 - 0.1)) < 1e-12)
  const other = titleFacts('Bose AM33BK big speaker 4')
  assert.equal(agreement(a, other).adjustment, -0.15)
})

test('of two lists each product finds at most one of the other, and none of its own', async () => {
  const items = shelf(
    'Canon battery charger CB2LV',
    'Canon CB-2LV charger',
    'Canon charger CB-2LV for batteries',
    'Netgear FS105 switch',
    'Netgear ProSafe FS105NA switch',
  )
  const source = [0, 1, 0, 0, 1]
  const found = await nearDuplicates(items, { source })
  assert.ok(found.every(({ a, b }) => source[a] !== source[b]))
  assert.equal(found.filter(({ a, b }) => a === 1 || b === 1).length, 1)
  assert.ok(found.some(({ a, b }) => a === 3 && b === 4))
})

test('a pair names two known products, the earlier first, and is as alike as was asked for', async () => {
  const word = fc.constantFrom('oak', 'lamp', 'table', 'AB-1234', 'ab1234', 'red', 'blue', '300', 'ml', 'mug', 'enamel')
  const titles = fc.array(
    fc.array(word, { minLength: 0, maxLength: 5 }).map((words) => words.join(' ')),
    { maxLength: 14 },
  )
  await fc.assert(
    fc.asyncProperty(titles, async (all) => {
      const items = shelf(...all)
      for (const { a, b, likeness } of await nearDuplicates(items)) {
        assert.ok(a < b && likeness >= 0.3)
        assert.ok(Number.isFinite(likeness))
      }
      const known = items.map((item, at) => (at % 3 === 0 ? undefined : item))
      for (const { a, b } of await nearDuplicates(known)) assert.ok(a % 3 !== 0 && b % 3 !== 0)
    }),
    { numRuns: 60 },
  )
})

test('the search stops when told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await assert.rejects(nearDuplicates(others, { signal }), /enough/)
})
