import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { listFor } from '../fixtures/user-list.ts'
import { itemFacts } from '../item-facts.ts'
import { calibration } from './calibration.ts'
import { diversity, diversityOfEmbeddings } from './diversity.ts'
import { money } from './money.ts'
import { novelty } from './novelty.ts'
import { popularityLift } from './popularity-lift.ts'
import { exploreRecall, repeatRecall } from './repeat-and-explore.ts'
import { serendipity } from './serendipity.ts'

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-12, `${got} is not ${want}`)
const { log2, log } = Math

/** rows of [column, value] as a matrix */
const matrix = (nCols: number, rows: readonly (readonly (readonly [number, number])[])[]): Csr =>
  csrFrom(
    rows.length,
    nCols,
    Uint32Array.from(rows.flatMap((row, r) => row.map(() => r))),
    Uint32Array.from(rows.flat(), ([column]) => column),
    Float32Array.from(rows.flat(), ([, value]) => value),
    'max',
  )

// eight people, four items; all eight had item 0, four item 1, one item 2, nobody item 3
const train = matrix(4, [
  [
    [0, 1],
    [1, 5],
    [2, 1],
  ],
  [
    [0, 1],
    [1, 1],
  ],
  [
    [0, 1],
    [1, 1],
  ],
  [
    [0, 3],
    [1, 1],
  ],
  [[0, 1]],
  [[0, 1]],
  [[0, 1]],
  [[0, 1]],
  [],
])
const facts = itemFacts(train)

test('novelty in bits, by hand: known to all 0, to half 1, to one of eight 3, and nobody counts as one', () => {
  const metric = novelty(facts)
  near(metric(listFor([0, 1], []), 2), (0 + 1) / 2)
  near(metric(listFor([2, 3], []), 2), (3 + log2(8)) / 2)
  near(metric(listFor([1, 2, 0], []), 2), (1 + 3) / 2)
  near(metric(listFor([2], []), 5), 3)
  assert.ok(Number.isNaN(metric(listFor([], []), 5)))
})

test('popularity lift, by hand: against what the reader had', () => {
  const metric = popularityLift(facts)
  // had items 1 and 2, of 4 and 1 people: 2.5 on average; shown items 0 and 3, of 8 and 0: 4
  near(metric(listFor([0, 3], [], [1, 2]), 2), 4 / 2.5 - 1)
  near(metric(listFor([2, 1], [], [1, 2]), 2), 0)
  near(metric(listFor([3], [], [0]), 2), -1)
  assert.ok(Number.isNaN(metric(listFor([0], [], []), 2)), 'a stranger has no taste to be compared with')
  assert.ok(Number.isNaN(metric(listFor([], [], [1]), 2)))
})

test('serendipity is precision without what the bestseller list would have shown this reader', () => {
  // reader 1's bestsellers are 5 and 2; reader 0's are 7 only
  const baseline = { depth: 2, count: Uint32Array.of(1, 2), item: Uint32Array.of(7, 0, 5, 2) }
  const metric = serendipity(baseline)
  near(metric(listFor([2, 3, 4], [2, 3], [], 1), 2), 1 / 2)
  near(metric(listFor([2, 3, 4], [2, 3], [], 0), 2), 2 / 2)
  // at 1 the bestseller list of reader 1 is item 5 alone: item 2 would not have been shown
  near(metric(listFor([2, 3, 4], [2, 3], [], 1), 1), 1)
  near(metric(listFor([5, 2], [5, 2], [], 1), 2), 0)
})

test('repeat and explore recall part what was relevant by what the reader had, and have no figure without', () => {
  // wanted 1, 2 (had before) and 3, 4, 5 (new); the list finds 2 and 4 at its top three
  const list = listFor([2, 0, 4, 1], [1, 2, 3, 4, 5], [0, 1, 2])
  near(repeatRecall(list, 3), 1 / 2)
  near(exploreRecall(list, 3), 1 / 3)
  near(repeatRecall(list, 4), 2 / 2)
  assert.ok(Number.isNaN(repeatRecall(listFor([1], [1], [7]), 1)))
  assert.ok(Number.isNaN(exploreRecall(listFor([1], [1], [1]), 1)))
})

test('the worth of a list is that of its hits; what is unknown is worth nothing', () => {
  const metric = money(Float32Array.of(10, 2.5, Number.NaN, -1))
  near(metric(listFor([0, 1, 2, 3], [1, 2, 3]), 4), 2.5 + 0 - 1)
  near(metric(listFor([0, 1, 2, 3], [1, 2, 3]), 2), 2.5)
  near(metric(listFor([], [1]), 2), 0)
})

test('diversity by shelves, by hand: the same shelf 0, half a path in common 1/2, no shelf in common 1', () => {
  // shelves: 0 home, 1 home > lamps, 2 home > sofas, 3 garden; item 4 stands nowhere
  const metric = diversity(
    matrix(4, [
      [
        [0, 1],
        [1, 1],
      ],
      [
        [0, 1],
        [1, 1],
      ],
      [
        [0, 1],
        [2, 1],
      ],
      [[3, 1]],
      [],
    ]),
  )
  near(metric(listFor([0, 1], []), 2), 0)
  near(metric(listFor([0, 2], []), 2), 1 - 1 / 2)
  near(metric(listFor([0, 3], []), 2), 1)
  near(metric(listFor([0, 4, 2, 3], []), 4), 1 - (1 / 2 + 0 + 0) / 3)
  assert.ok(Number.isNaN(metric(listFor([0, 4], []), 2)), 'one known item is no pair')
})

test('diversity equals the mean over all pairs, written out, for any features', () => {
  const items = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 7,
  })
  fc.assert(
    fc.property(items, (rows) => {
      const cos = (a: number[], b: number[]) => {
        const dot = (x: number[], y: number[]) => x.reduce((sum, value, d) => sum + value * (y[d] ?? 0), 0)
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
      }
      const known = rows.filter((row) => row.some((value) => value > 0))
      const pairs = known.flatMap((a, at) => known.slice(at + 1).map((b) => 1 - cos(a, b)))
      const want = pairs.reduce((sum, value) => sum + value, 0) / pairs.length
      const sparse = matrix(
        3,
        rows.map((row) => row.flatMap((value, d) => (value > 0 ? [[d, value] as const] : []))),
      )
      const list = listFor([...rows.keys()], [])
      const got = [
        diversity(sparse)(list, 10),
        diversityOfEmbeddings({ dim: 3, array: Float32Array.from(rows.flat()) })(list, 10),
      ]
      for (const one of got)
        assert.ok(known.length < 2 ? Number.isNaN(one) : Math.abs(one - want) < 1e-9, `${one}, ${want}`)
    }),
  )
})

test('miscalibration by hand: the same mix 0, another mix its divergence, nothing in common ln 100', () => {
  // items 0 and 1 are books, 2 is a game, 3 both, 4 nothing known
  const shelves = matrix(2, [
    [[0, 1]],
    [[0, 1]],
    [[1, 1]],
    [
      [0, 1],
      [1, 1],
    ],
    [],
  ])
  const metric = calibration(shelves)
  near(metric(listFor([1, 2], [], [0, 2]), 2), 0)
  near(metric(listFor([3], [], [0, 2]), 2), 0)
  // p = (3/4, 1/4): a book, a book, a game and a half each; q = (1/2, 1/2)
  const term = (p: number, q: number) => p * log(p / (0.99 * q + 0.01 * p))
  near(metric(listFor([3, 1, 2], [], [0, 3]), 1), term(3 / 4, 1 / 2) + term(1 / 4, 1 / 2))
  near(metric(listFor([2], [], [0, 1]), 2), log(100))
  for (const [list, had] of [
    [[4], [0]],
    [[0], [4]],
    [[], [0]],
    [[0], []],
  ] as const)
    assert.ok(
      Number.isNaN(metric(listFor(list, [], had), 2)),
      'without a category on one side there is nothing to compare',
    )
  // and nothing stays behind from one reader to the next
  near(metric(listFor([1, 2], [], [0, 2]), 2), 0)
})
