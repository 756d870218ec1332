import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultConfig } from '../config.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { prepareEvents } from '../prepare-events.ts'
import { SamePerson } from '../same-person.ts'
import { steps } from './steps.ts'

type Pair = readonly [string, string]

/** Whose each row is after `people`, undefined for nobody's. */
function whose(rows: readonly Row[], samePerson: readonly Pair[] = []): (string | undefined)[] {
  const log = logOf(rows)
  const all = Uint32Array.from(rows.keys())
  const known = { parents: new Map(), twins: [], traits: new Map() }
  const { users: persons, items } = log
  const lot = { log, rows: all, person: log.user, persons, item: log.item, items, price: log.price, known, returns: [] }
  const found = steps.people?.judge(lot, { ...defaultConfig, samePerson }).found
  return Array.from(found?.person ?? [], (person) => found?.persons?.[person])
}

const signIn = (user: string, visitor: string): Row => ({ user, visitor, item: 'cup' })
const look = (visitor: string): Row => ({ visitor, kind: 'view', item: 'cup' })

test('what was done before signing in belongs to the one who signs in, on a shared browser to nobody', () => {
  assert.deepEqual(whose([look('v'), signIn('ann', 'v')]), ['ann', 'ann'])
  assert.deepEqual(whose([look('v'), signIn('ann', 'v'), signIn('bob', 'v')]), ['visitor:v', 'ann', 'bob'])
})

test('two customers who are one person share a browser with nobody', () => {
  const rows = [look('v'), signIn('bob', 'v'), signIn('ann', 'v')]
  assert.deepEqual(whose(rows, [['bob', 'ann']]), ['ann', 'ann', 'ann'])
})

test('a browser that is said to be a customer’s is, and brings along the browsers it is one with', () => {
  const rows = [look('v'), look('w'), signIn('ann', 'v'), signIn('bob', 'v')]
  const said: Pair[] = [
    ['visitor:v', 'bob'],
    ['visitor:w', 'visitor:v'],
  ]
  assert.deepEqual(whose(rows, said), ['bob', 'bob', 'ann', 'bob'])
})

test('who signs in on one of a person’s browsers is the person of them all', () => {
  assert.deepEqual(whose([look('w'), look('v'), signIn('ann', 'v')], [['visitor:w', 'visitor:v']]), [
    'ann',
    'ann',
    'ann',
  ])
  assert.deepEqual(whose([look('w'), look('v')], [['visitor:w', 'visitor:v']]), ['visitor:v', 'visitor:v'])
})

test('a customer who never came gives the name of the group all the same, and the ledger says whose a line was', () => {
  const { ledger, clean, steps } = prepareEvents(
    logOf([{ user: 'bob', item: 'cup' }]),
    { ...defaultConfig, samePerson: [['bob', 'ann']] },
    { ledger: true },
  )
  assert.deepEqual(clean.users, ['ann'])
  const page = ledger?.pages.find(({ step }) => step === 'people')
  const word = (code: number | undefined) => ledger?.words[code ?? -1]
  assert.deepEqual([page?.field[0], page?.before[0], page?.after[0], page?.why[0]].map(word), [
    'customer',
    'bob',
    'ann',
    'said to be the same person',
  ])
  assert.match(
    steps.find(({ step }) => step === 'people')?.note ?? '',
    /1 line of customers who are said to be the same/,
  )
})

const someId = fc.constantFrom('ann', 'bob', 'cem', 'dan', 'visitor:v', 'visitor:w', 'visitor:x')
const somePairs = fc.array(fc.tuple(someId, someId), { maxLength: 8 })

test('being one person follows through, whatever the order in which it was said', () => {
  fc.assert(
    fc.property(somePairs, fc.integer(), (pairs, seed) => {
      const same = new SamePerson(pairs)
      // the definition: whoever can be reached by pairs
      const reach = (from: string) => {
        const met = new Set([from])
        for (let before = 0; before !== met.size; ) {
          before = met.size
          for (const [a, b] of pairs) if (met.has(a) || met.has(b)) met.add(a).add(b)
        }
        return [...met].sort()
      }
      const shuffled = pairs
        .map(([a, b], k): [number, Pair] => [Math.sin(seed + k * 7919), k % 2 ? [a, b] : [b, a]])
        .sort(([a], [b]) => a - b)
        .map(([, pair]) => pair)
      const other = new SamePerson(shuffled)
      for (const id of ['ann', 'bob', 'cem', 'dan', 'visitor:v', 'visitor:w', 'visitor:x']) {
        const members = reach(id)
        assert.deepEqual(same.members(id), members)
        assert.equal(same.of(id), members.find((one) => !one.startsWith('visitor:')) ?? members[0])
        assert.equal(other.of(id), same.of(id))
      }
    }),
    { numRuns: 500 },
  )
})

test('a merge that is taken back leaves what stood before it, by hash', () => {
  const someRow = fc.record({
    user: fc.option(fc.constantFrom('ann', 'bob', 'cem', 'dan'), { nil: undefined }),
    visitor: fc.option(fc.constantFrom('v', 'w', 'x'), { nil: undefined }),
    item: fc.constantFrom('cup', 'pot'),
    day: fc.integer({ min: 0, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(someRow, { maxLength: 30 }), somePairs, fc.tuple(someId, someId), (made, pairs, more) => {
      const log = logOf(made as Row[])
      const hash = (samePerson: readonly Pair[]) =>
        prepareEvents(log, { ...defaultConfig, samePerson }, { ledger: true }).steps.at(-1)?.hash
      const before = hash(pairs)
      hash([...pairs, more])
      assert.equal(hash([...pairs, more].slice(0, -1)), before)
      assert.equal(hash([more, ...pairs]), hash([...pairs, more]), 'the order of the pairs changes nothing')
    }),
    { numRuns: 100 },
  )
})
