import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

/** Baskets of each person, one a day unless days are given. */
function bought(nItems: number, people: number[][][], days?: number[][]): Interactions {
  const events = people.flatMap((baskets, row) =>
    baskets.flatMap((items, basket) =>
      items.map((item) => ({ row, basket, item, day: days?.[row]?.[basket] ?? basket })),
    ),
  )
  return interactionsFrom(
    people.length,
    nItems,
    {
      row: Uint32Array.from(events, ({ row }) => row),
      item: Uint32Array.from(events, ({ item }) => item),
      basket: Uint32Array.from(events, ({ basket }) => basket),
      day: Float64Array.from(events, ({ day }) => day),
    },
    'sum',
  )
}

async function scores(label: string, options: object, train: Interactions, asked: Interactions): Promise<number[]> {
  const model = await fitModel(resolve(label, { ...options }), train, { kernels, seed: 1 })
  const out = new Float32Array(train.nCols)
  model.scoreInto(asked, out)
  return [...out]
}

const near = (got: readonly number[], want: readonly number[]) => {
  for (const [j, x] of want.entries())
    assert.ok(Math.abs((got[j] as number) - x) <= 1e-5 * Math.max(1, Math.abs(x)), `item ${j}: ${got[j]}, want ${x}`)
}

const alone = { groupSize: 1, groupDecay: 0.5, nNeighbours: 0, neighbourShare: 0, popularity: 0 }

test('what was bought often and lately comes first: baskets count by their age, in shares', async () => {
  const asked = bought(4, [[[0], [0, 1], [2]]])
  // newest 1, then ½, then ¼: 1¾ together
  near(await scores('next-basket', alone, asked, asked), [0.75 / 1.75, 0.5 / 1.75, 1 / 1.75, 0])
})

test('groups of baskets decay as groups, counted from the newest', async () => {
  const asked = bought(4, [[[0], [1], [2]]])
  const options = { ...alone, groupSize: 2, withinDecay: 0.5, groupDecay: 0.1 }
  // newest group: 2 counts 1, 1 counts ½; the group before: 0 counts 0.1
  near(await scores('next-basket', options, asked, asked), [0.1 / 1.6, 0.5 / 1.6, 1 / 1.6, 0])
})

test('what everybody buys fills what the person leaves open', async () => {
  const train = bought(3, [[[0]], [[0, 1]], [[1]], [[1]]])
  // 2 and 3 of 4 people
  near(await scores('next-basket', { ...alone, popularity: 0.1 }, train, bought(3, [[]])), [0.05, 0.075, 0])
})

test('people alike vote by their cosine', async () => {
  // person 0 has the same, person 1 half of it, person 2 nothing of it
  const train = bought(5, [[[0, 3]], [[0, 1, 2, 4]], [[2]]])
  const options = { ...alone, nNeighbours: 2, neighbourShare: 0.25, asymmetry: 0.5, locality: 1 }
  const asked = bought(5, [[[0]]])
  const [a, b] = [1 / Math.sqrt(2), 1 / Math.sqrt(4)]
  const [wa, wb] = [(0.25 * a) / (a + b), (0.25 * b) / (a + b)]
  near(await scores('next-basket', options, train, asked), [0.75 + 0.25, wb, wb, wa, wb])
})

test('bought together means in one basket, not by one person', async () => {
  // 0 and 1 share two baskets of 4; 0 and 2 are bought by the same person on other days
  const train = bought(4, [
    [[0, 1], [2]],
    [
      [0, 1],
      [2, 3],
    ],
  ])
  const got = await scores('bought-together', { measure: 'lift', minSupport: 2 }, train, bought(4, [[[0]]]))
  // lift = 2 · 4 / (2 · 2)
  assert.ok((got[1] as number) > 0)
  assert.equal(got[2], 0)
  assert.equal(got[3], 0)
})

test('a pair in fewer baskets than the least support is no pair', async () => {
  const train = bought(3, [
    [
      [0, 1],
      [0, 2],
    ],
    [[0, 1]],
  ])
  const got = await scores('bought-together', { measure: 'support', minSupport: 2 }, train, bought(3, [[[0]]]))
  assert.ok((got[1] as number) > 0)
  assert.equal(got[2], 0)
})

test('what is due is proposed on the day it is due, not right after and not long after', async () => {
  // everybody buys 0 every 10 days; 1 is bought once only
  const train = bought(
    2,
    [
      [[0, 1], [0], [0]],
      [[0], [0], [0]],
    ],
    [
      [0, 10, 20],
      [5, 15, 25],
    ],
  )
  const model = await fitModel(resolve('buy-again', { smoothing: 1, width: 0.5, minRepeats: 2 }), train, {
    kernels,
    seed: 1,
  })
  const at = (askedDay: number) => {
    const out = new Float32Array(2)
    model.scoreInto({ ...bought(2, [[[0, 1], [0]]], [[0, 10]]), askedDay: Float64Array.of(askedDay) }, out)
    return out
  }
  // one interval of their own and one to smooth with: (1 + 1) / (1 + 1 + 1), everybody came back
  near([...at(20)], [2 / 3, 0])
  near([...at(30)], [(2 / 3) * Math.exp(-0.5 * (Math.log(2) / 0.5) ** 2), 0])
  assert.ok((at(10.5)[0] as number) < 0.001)
  assert.ok((at(17)[0] as number) > (at(14)[0] as number))
})

test("a person's own clock outweighs everybody's the more often it has ticked", async () => {
  const train = bought(
    1,
    [
      [[0], [0], [0]],
      [[0], [0], [0]],
    ],
    [
      [0, 10, 20],
      [0, 10, 20],
    ],
  )
  const model = await fitModel(resolve('buy-again', { smoothing: 1, width: 0.5, minRepeats: 1 }), train, {
    kernels,
    seed: 1,
  })
  // bought every 40 days three times over: due after exp((3 ln 40 + ln 10) / 4) = 28.28 days
  const due = 40 ** 0.75 * 10 ** 0.25
  const peak = (days: number) => {
    const out = new Float32Array(1)
    const asked = bought(1, [[[0], [0], [0], [0]]], [[0, 40, 80, 120]])
    model.scoreInto({ ...asked, askedDay: Float64Array.of(120 + days) }, out)
    return out[0] as number
  }
  near([peak(due)], [4 / 5])
  assert.ok(peak(due) > peak(due * 1.1) && peak(due) > peak(due / 1.1))
})
