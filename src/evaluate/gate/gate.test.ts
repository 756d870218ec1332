import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopK } from '../../model/model.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { normal, rng } from '../../numbers/rng.ts'
import { type AssertedItem, breaks, means, parseAssertion } from './assertion.ts'
import { defaultGateConfig } from './gate-config.ts'
import { type Answers, judge, type Role } from './judge.ts'
import { LastViewed } from './last-viewed.ts'
import { verdictOf } from './verdict.ts'

const nUsers = 400
const nItems = 30

/** Answers whose goal is the common luck of each customer, plus what this model adds to it. */
function answers(model: string, gain: number, noise = 0, lists = listsOf((u, r) => (u + r) % nItems)): Answers {
  const luck = rng(1)
  const own = rng(model.length + Math.round(gain * 1000))
  const goal = Float64Array.from({ length: nUsers }, () => luck() + gain + noise * normal(own))
  return { model, goal, lists }
}
function listsOf(item: (user: number, rank: number) => number): TopK[] {
  const k = 3
  const all = Uint32Array.from({ length: nUsers * k }, (_, at) => item(Math.floor(at / k), at % k))
  return [{ k, count: new Uint32Array(nUsers).fill(k), item: all, score: new Float32Array(nUsers * k) }]
}
const other = (role: Role, of: Answers) => ({ role, ...of })
/** The same lists with anybody's history unless told otherwise: not asked whom it is talking to. */
const judged = (candidate: Answers, others: (Answers & { role: Role })[], stranger = candidate, change = {}) =>
  judge(candidate, others, { own: candidate, stranger }, { ...defaultGateConfig, ...change }, { nItems, k: 3, seed: 1 })

test('better than popular and not worse than the live model: accurate', () => {
  const { accurate, against } = judged(answers('new', 0.2), [
    other('popular', answers('popular', 0)),
    other('live', answers('old', 0.2)),
  ])
  assert.equal(accurate, true)
  assert.deepEqual(
    against.map(({ role, better, notWorse }) => [role, better, notWorse]),
    [
      ['popular', true, true],
      ['live', false, true],
    ],
  )
  // the same luck on both sides cancels out: a difference of 0.2 for everyone has an interval without width
  const [popular] = against
  assert.ok(popular && Math.abs(popular.difference.low - 0.2) < 1e-9 && Math.abs(popular.difference.high - 0.2) < 1e-9)
})

test('the margin is a share of what the other reaches, and the whole interval must keep to it', async () => {
  const popular = other(
    'popular',
    answers(
      'popular',
      0,
      0,
      listsOf((_, r) => r),
    ),
  )
  const live = answers('live', 0.5)
  const value = live.goal.reduce((a, b) => a + b) / nUsers
  const less = (share: number) => answers('candidate', 0.5 - share * value)
  const at = async (share: number, margin: number) =>
    judged(less(share), [popular, other('live', live)], undefined, { margin }).accurate
  assert.equal(await at(0.049, 0.05), true)
  assert.equal(await at(0.051, 0.05), false)
  assert.equal(await at(0.051, 0.06), true)
  // as good on average, but by so much luck that the interval reaches below the margin: not shown to be not worse
  assert.equal(judged(answers('noisy', 0.5, 2), [popular, other('live', live)]).accurate, false)
})

test('worse than the live model is held back however far above popularity', () => {
  const { accurate } = judged(answers('new', 0.2), [
    other('popular', answers('popular', 0)),
    other('live', answers('old', 0.4)),
  ])
  assert.equal(accurate, false)
})

test('last-viewed decides only where the live model reaches it itself', async () => {
  const viewed = other('last-viewed', answers('last-viewed', 0.3))
  const popular = other('popular', answers('popular', 0))
  const first = judged(answers('new', 0.2), [popular, viewed])
  assert.equal(first.accurate, true, 'nothing is live: a model is better than none')
  const asBad = judged(answers('new', 0.2), [popular, viewed, other('live', answers('old', 0.2))])
  assert.equal(asBad.accurate, true, 'the live one does not reach it either')
  const lost = judged(answers('new', 0.2), [popular, viewed, other('live', answers('old', 0.28))], undefined, {
    margin: 0.12,
  })
  assert.deepEqual(
    lost.against.map(({ role, decides, notWorse }) => [role, decides, notWorse]),
    [
      ['popular', true, true],
      ['last-viewed', true, false],
      ['live', true, true],
    ],
  )
  assert.equal(lost.accurate, false)
})

test('as good as popularity is enough for a model that knows whom it talks to, and for popularity itself', () => {
  const popular = other('popular', answers('popular', 0.2))
  const candidate = answers('new', 0.2)
  const elsewhere = listsOf((u, r) => (u + r + 7) % nItems)
  const knowing = judged(candidate, [popular], answers('new', 0.1, 0, elsewhere))
  assert.deepEqual([knowing.accurate, knowing.personal?.passed], [true, true])
  const blind = judged(candidate, [popular], { ...candidate, lists: elsewhere })
  assert.deepEqual([blind.accurate, blind.personal?.passed], [false, false])
  // a mean difference of 0.1 with a spread of 1 over 400 customers is two standard errors: chance does that
  const lucky = {
    ...candidate,
    goal: candidate.goal.map((value, u) => value - 0.1 + (u % 2 ? 1 : -1)),
    lists: elsewhere,
  }
  assert.equal(judged(answers('new', 0.9), [popular], { ...lucky }).personal?.passed, true)
  assert.equal(judged(candidate, [popular], lucky).accurate, false)
  const sameForAll = listsOf((_, r) => r)
  const itself = judged({ ...candidate, lists: sameForAll }, [popular], { ...candidate, lists: sameForAll })
  assert.deepEqual([itself.accurate, itself.personal], [true, undefined])
})

test('coverage must reach the floor and its share of the live model’s', async () => {
  const narrow = answers(
    'new',
    0.2,
    0,
    listsOf((_, r) => r),
  )
  const popular = other('popular', answers('popular', 0))
  const live = other('live', answers('old', 0.2))
  const alone = judged(narrow, [popular]).coverage
  assert.deepEqual([alone.got, alone.want, alone.passed], [0.1, 0, true])
  const beside = judged(narrow, [popular, live]).coverage
  assert.deepEqual([beside.got, beside.want, beside.passed], [0.1, 0.5, false])
  assert.equal(judged(narrow, [popular], narrow, { minCoverage: 0.11 }).coverage.passed, false)
})

test('assertions are sentences, and a list keeps or breaks them', () => {
  const item = (brand: string | undefined, category: string[] = [], available = true): AssertedItem => ({
    available,
    values: { ...(brand && { brand: [brand] }), category },
  })
  const list = [item('acme'), item('acme'), item('acme'), item('zen', ['toys', 'toys > puzzles', 'puzzles'])]
  const holds = (text: string, of: AssertedItem[] = list) => !breaks(parseAssertion(text), of)
  assert.equal(holds('max 3 per brand'), true)
  assert.equal(holds('Max  2 per Brand'), false)
  assert.equal(holds('max 1 per brand', [item(undefined), item(undefined)]), true, 'what nobody says breaks nothing')
  assert.equal(holds('never category Toys'), false)
  assert.equal(holds('never category Toys > Puzzles'), false)
  assert.equal(holds('never category Toy'), true)
  assert.equal(holds('never brand ACME'), false)
  assert.equal(holds('no out-of-stock'), true)
  assert.equal(holds('no out of stock', [item('acme', [], false)]), false)
  for (const text of ['max 0 per brand', 'three per brand', 'never category', ''])
    assert.throws(() => parseAssertion(text), new RegExp(`got "${text}", want a sentence such as "max 3 per brand"`))
})

test('a sentence may be about some customers only, and not about those of whom nobody knows', () => {
  const minors = parseAssertion('never category Alcohol to under 18')
  assert.deepEqual([minors.kind, minors.to], ['never', { under: 18 }])
  assert.deepEqual(parseAssertion('never recommend category alcohol to <18').to, { under: 18 })
  const customer = (age?: number, country?: string) => ({
    ...(age !== undefined && { age }),
    values: { ...(country && { country }) },
  })
  assert.deepEqual(
    [customer(17), customer(18), customer()].map((one) => means(minors, one)),
    [true, false, false],
  )
  const swiss = parseAssertion('max 1 per brand to country CH')
  assert.deepEqual(
    [customer(30, 'ch'), customer(30, 'de'), customer()].map((one) => means(swiss, one)),
    [true, false, false],
  )
  const cloth = parseAssertion('never category ready to wear')
  assert.deepEqual([cloth.kind === 'never' && cloth.value, cloth.to], ['ready to wear', undefined])
  assert.equal(means(cloth, customer()), true)
})

test('last-viewed shows what was touched, newest first, once each, and nothing else', async () => {
  const matrix = csrFrom(2, 5, Uint32Array.of(0, 0, 0), Uint32Array.of(1, 3, 4), undefined, 'max')
  const sequences = {
    rowStart: Uint32Array.of(0, 4, 4),
    item: Uint32Array.of(3, 1, 4, 1),
    day: Float64Array.of(1, 2, 3, 4),
    weight: new Float32Array(4).fill(1),
    basket: Uint32Array.of(0, 1, 2, 3),
  }
  const exclude = csrFrom(2, 5, Uint32Array.of(0), Uint32Array.of(4), undefined, 'max')
  const { count, item } = await new LastViewed(5).recommend({ ...matrix, sequences }, 4)
  assert.deepEqual(
    [[...count], [...item.subarray(0, 3)]],
    [
      [3, 0],
      [1, 4, 3],
    ],
  )
  const less = await new LastViewed(5).recommend({ ...matrix, sequences }, 4, exclude)
  assert.deepEqual([...less.item.subarray(0, less.count[0])], [1, 3])
})

test('too few customers: the first model and the live recipe pass, another recipe does not, and a rail always counts', () => {
  const base = {
    model: 'ials',
    goal: 'ndcg@10',
    margin: 0.05,
    split: 'time' as const,
    why: 'what comes next is asked for',
    holdoutDays: 3,
    testUsers: 12,
    minTestUsers: 50,
    sameRecipe: false,
    rails: [],
    seconds: 0,
  }
  const first = verdictOf(base, { force: false })
  assert.equal(first.decision, 'promoted')
  assert.match(first.words, /Only 12 known customers came back in the last 3 days.*not judged: it is the first model/)
  assert.equal(verdictOf({ ...base, live: 'v1', sameRecipe: true }, { force: false }).decision, 'promoted')
  const changed = verdictOf({ ...base, live: 'v1' }, { force: false })
  assert.equal(changed.decision, 'held-back')
  assert.match(changed.words, /v1 stays live.*not exchanged for another.*--force/)
  const broken = { rail: 'assertion', text: 'max 3 per brand', got: 0.25, want: 0, passed: false } as const
  const railed = verdictOf({ ...base, rails: [broken] }, { force: false })
  assert.equal(railed.decision, 'held-back')
  assert.match(railed.words, /“max 3 per brand” is broken by 25 % of its lists/)
  const forced = verdictOf({ ...base, rails: [broken] }, { force: true })
  assert.equal(forced.forced, true)
  assert.match(forced.words, /live now because you insisted/)
})
