import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openKernels } from '../../kernels/kernels.ts'
import type { Interactions } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'
import { matchWeights, norms, positionWeights, type SessionKnnOptions, sessionKnn } from './session-knn.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())
const nItems = 7

interface Session {
  items: number[]
  day: number
}

function interactions(sessions: readonly Session[]): Interactions {
  const events = sessions.flatMap(({ items, day }, r) => items.map((item) => ({ r, item, day })))
  return interactionsFrom(
    sessions.length,
    nItems,
    {
      row: Uint32Array.from(events, ({ r }) => r),
      item: Uint32Array.from(events, ({ item }) => item),
      day: Float64Array.from(events, ({ day }) => day),
    },
    'sum',
  )
}

async function scores(
  train: readonly Session[],
  query: Session,
  options: Partial<SessionKnnOptions>,
): Promise<number[]> {
  const model = await sessionKnn.fit(interactions(train), { ...sessionKnn.defaults, ...options }, { kernels, seed: 1 })
  const out = new Float32Array(nItems)
  model.scoreInto(interactions([query]), out)
  return [...out]
}

/** The docstring, session by session, with sets and without postings. */
function slowly(train: readonly Session[], { items: q }: Session, o: SessionKnnOptions): number[] {
  const distinct = (items: number[]) => [...new Set([...items].reverse())].reverse()
  const clicked = q.slice(-o.nLast)
  const n = clicked.length
  const sessions = train
    .map((session, at) => ({ items: distinct(session.items), day: session.day, at }))
    .filter(({ items }) => items.length > 1)
    .sort((a, b) => a.day - b.day || a.at - b.at)
  const position = (i: number) => {
    const p = clicked.lastIndexOf(i) + 1
    return { same: 1, linear: p / n, quadratic: (p / n) ** 2, exponential: Math.exp((p - n) / o.positionScale) }[
      o.positionWeight
    ]
  }
  const sample = sessions
    .filter(({ items }) => items.some((i) => clicked.includes(i)))
    .reverse()
    .slice(0, o.nSample)
    .map((session, _, [newest]) => {
      const shared = session.items.filter((i) => clicked.includes(i))
      const sum = shared.reduce((total, i) => total + position(i), 0)
      const norm = o.norm === 'cosine' ? Math.sqrt(new Set(clicked).size * session.items.length) : 1
      const age = o.recencyDays > 0 ? Math.exp((session.day - newest!.day) / o.recencyDays) : 1
      return { ...session, shared, similarity: (sum / norm) * age }
    })
  const neighbours = sample
    .map((session, at) => ({ session, at }))
    .sort((a, b) => b.session.similarity - a.session.similarity || a.at - b.at)
    .slice(0, o.nNeighbours)
  const score = new Array<number>(nItems).fill(0)
  for (const { session } of neighbours) {
    const since = Math.min(...session.shared.map((i) => n - 1 - clicked.lastIndexOf(i)))
    const match = {
      same: 1,
      linear: Math.max(0, 1 - since / 10),
      inverse: 1 / (since + 1),
      quadratic: 1 / (since + 1) ** 2,
      exponential: Math.exp(-since / o.matchScale),
    }[o.matchWeight]
    const at = session.items.indexOf(clicked[n - 1 - since]!)
    for (const [place, j] of session.items.entries()) {
      const idf = 1 + o.idf * Math.log(sessions.length / sessions.filter(({ items }) => items.includes(j)).length)
      const distance = o.distanceScale > 0 ? Math.exp(-Math.abs(place - at) / o.distanceScale) : 1
      score[j]! += session.similarity * match * idf * distance * (place < at ? o.backward : 1)
    }
  }
  const last = clicked.at(-1)
  if (o.lastItem === 'drop' && last !== undefined) score[last] = 0
  return score
}

const plain = {
  positionWeight: 'linear',
  norm: 'none',
  recencyDays: 0,
  matchWeight: 'linear',
  distanceScale: 0,
  backward: 1,
  idf: 0,
} as const

test('three sessions, by hand', async () => {
  const train = [
    { items: [0, 1, 2], day: 1 },
    { items: [1, 3], day: 2 },
    { items: [4, 5], day: 3 },
  ]
  // clicks 1 then 2, weighing 1/2 and 2/2. The first session shares both: 1.5, its last shared click is the last: match 1.
  // The second shares only 1: similarity 0.5, one click ago: match 0.9. The third shares nothing.
  const got = await scores(train, { items: [1, 2], day: 4 }, plain)
  const want = [1.5, 1.5 + 0.45, 1.5, 0.45, 0, 0, 0]
  got.forEach((score, i) => {
    assert.ok(Math.abs(score - want[i]!) < 1e-6, `item ${i}: ${score} is not ${want[i]}`)
  })
})

test('only the newest sessions are looked at, and of these only the most alike vote', async () => {
  const train = [
    { items: [0, 1], day: 1 },
    { items: [0, 2], day: 2 },
    { items: [0, 3], day: 3 },
  ]
  const query = { items: [0], day: 4 }
  assert.deepEqual((await scores(train, query, { ...plain, nSample: 2 })).map(Boolean), [
    true,
    false,
    true,
    true,
    false,
    false,
    false,
  ])
  assert.deepEqual(
    (await scores(train, query, { ...plain, nSample: 3, nNeighbours: 1 })).map(Boolean),
    [true, false, false, true, false, false, false],
    'as alike as the others: the newest',
  )
})

test('a click of ten clicks ago does not vote against anything', async () => {
  const long = { items: [0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3], day: 9 }
  for (const score of await scores([{ items: [0, 6], day: 1 }], long, plain)) assert.ok(score >= 0)
})

const session = fc.record({
  items: fc.array(fc.nat(nItems - 1), { minLength: 1, maxLength: 6 }),
  day: fc.integer({ min: 0, max: 9 }),
})
const someOptions = fc.record({
  nNeighbours: fc.integer({ min: 1, max: 6 }),
  nSample: fc.integer({ min: 1, max: 6 }),
  nLast: fc.integer({ min: 1, max: 6 }),
  positionWeight: fc.constantFrom(...positionWeights),
  positionScale: fc.constantFrom(0.5, 2),
  norm: fc.constantFrom(...norms),
  recencyDays: fc.constantFrom(0, 3),
  matchWeight: fc.constantFrom(...matchWeights),
  matchScale: fc.constantFrom(1, 3),
  distanceScale: fc.constantFrom(0, 1.5),
  backward: fc.constantFrom(0, 0.5, 1),
  idf: fc.constantFrom(0, 2),
  lastItem: fc.constantFrom('keep' as const, 'drop' as const),
})

test('one walk over the postings gives what going through every session gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(session, { maxLength: 12 }), session, someOptions, async (train, query, options) => {
      const want = slowly(train, query, options)
      const got = await scores(train, query, options)
      got.forEach((score, i) => {
        assert.ok(Math.abs(score - want[i]!) < 1e-5 * Math.max(1, want[i]!), `item ${i}: ${score} is not ${want[i]}`)
      })
    }),
    { numRuns: 400 },
  )
})
