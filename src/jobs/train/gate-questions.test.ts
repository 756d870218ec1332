import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { defaultGateConfig } from '../../evaluate/gate/gate-config.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import { defaultConfig } from '../../prepare/config.ts'
import { logOf, type Row } from '../../prepare/fixtures/log-of.ts'
import { prepareEvents } from '../../prepare/prepare-events.ts'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { gateConfig } from './gate-file.ts'
import { gateQuestions } from './gate-questions.ts'
import { type TrainRequest, train } from './train.ts'

const [dayMs, minuteMs] = [86_400_000, 60_000]
const shop = freshShop()
const fit = (model: string, more: Partial<TrainRequest> = {}) => train({ ...shop, model, threads: 1, ...more })
const live = async () => (await shop.store.published())?.version

/** Something of one of three tastes, some things liked more than others. */
const ofTaste = (taste: number, random: () => number) =>
  `${['tea', 'lamp', 'sock'][taste % 3]}-${Math.floor(14 * random() ** 1.5)}`

/** Visits of six minutes spread over fifty days, and nobody comes twice. */
function visits(n = 300): Event[] {
  const random = rng(3)
  return Array.from({ length: n }, (_, v) =>
    Array.from(
      { length: 6 },
      (_, k): Event => ({
        id: `${v}-${k}`,
        kind: 'view',
        timeMs: Date.UTC(2026, 0, 1) + (v * 50 * dayMs) / n + k * minuteMs,
        user: `visit-${v}`,
        item: ofTaste(v, random),
      }),
    ),
  ).flat()
}

/** Each day one more person comes, looks at six things in fifteen days and is gone. */
function passers(n = 300): Event[] {
  const random = rng(6)
  return Array.from({ length: n * 6 }, (_, e) => ({
    id: `${e}`,
    kind: 'view',
    timeMs: Date.UTC(2025, 0, 1) + (Math.floor(e / 6) + 3 * (e % 6)) * dayMs,
    user: `user-${Math.floor(e / 6)}`,
    item: ofTaste(Math.floor(e / 6), random),
  }))
}

/** Twelve things of each person, and nothing says when. */
function withoutTimes(nUsers = 120): Event[] {
  const random = rng(4)
  return Array.from({ length: nUsers * 12 }, (_, e) => ({
    id: `${e}`,
    kind: 'purchase',
    timeMs: Date.UTC(2026, 0, 1),
    user: `user-${e % nUsers}`,
    item: ofTaste(e % nUsers, random),
    quantity: 1,
    price: 5,
  }))
}

/** Different pairs of 60 people and 50 things, all at one moment. */
const many = (n: number): Row[] =>
  Array.from({ length: n }, (_, k) => ({ user: `u${k % 60}`, item: `i${Math.floor(k / 60) * 5 + (k % 5)}`, day: 1 }))

/** Orders of four things that are numbered for each person, a day for each: the last days are those of two with many orders. */
function countedOrders(nUsers = 130): Event[] {
  const random = rng(5)
  return Array.from({ length: nUsers }, (_, u) =>
    Array.from(
      { length: 4 * (u < 2 ? 60 : 2 + (u % 3)) },
      (_, k): Event => ({
        id: `${u}-${k}`,
        kind: 'purchase',
        timeMs: Date.UTC(2026, 0, 1) + Math.floor(k / 4) * dayMs,
        user: `user-${u}`,
        item: ofTaste(u, random),
        quantity: 1,
        price: 5,
      }),
    ),
  ).flat()
}

for (const [name, log, split, asked] of [
  [
    'of visits',
    visits,
    'sessions',
    /^Asked what came next in visits of the last 10 days, which .* in 60 visits\. .* these are visits\./,
  ],
  [
    'without times',
    withoutTimes,
    'random',
    /^Asked for products held out by chance, .* as a whole: nothing says when anything was done\./,
  ],
  [
    'of counted orders',
    countedOrders,
    'last-basket',
    /^Asked for what was new in the last basket of everybody, .* as a whole: only 2 people came back in the last 12 days, and/,
  ],
  [
    'of people who pass',
    passers,
    'leave-last-out',
    /^Asked for the last new thing of everybody, .* as a whole: only 15 people came back in the last 28 days\./,
  ],
] as const)
  test(`in a shop ${name} a better recipe goes live and a worse one does not, and the paragraph says what was asked`, async () => {
    await shop.store.append(log())
    const first = await fit('popular')
    assert.equal(first.published, true, first.gate?.words)
    const better = await fit('item-knn')
    assert.equal(better.published, true, better.gate?.words)
    assert.equal(await live(), better.version)
    const { gate } = better
    assert.equal(gate?.split, split)
    assert.equal(gate?.holdoutDays === undefined, split !== 'sessions', 'only visits are of the newest days')
    assert.deepEqual(
      gate?.judgement?.against.map(({ role, better }) => [role, better]).filter(([role]) => role !== 'last-viewed'),
      [
        ['popular', true],
        ['live', true],
      ],
    )
    assert.match(gate?.words.slice('item-knn is live now. '.length) ?? '', asked)
    const worse = await fit('popular')
    assert.equal(worse.published, false)
    assert.equal(await live(), better.version)
    assert.match(worse.gate?.words ?? '', /That is worse than the live model \(item-knn, trained on the same past\)/)
  })

test('a visit asks once, however long it is', async () => {
  await shop.store.append(visits())
  // the last fifth of fifty days: 60 of 300 visits, each of which has up to five products that come after another
  assert.equal((await fit('popular')).gate?.testUsers, 60)
  assert.equal((await fit('popular', { gate: gateConfig({ maxTestUsers: 55 }) })).gate?.testUsers, 55)
})

for (const [name, log] of [
  ['visits', visits],
  ['things without times', withoutTimes],
] as const)
  test(`${name} dealt out anew teach nothing, and what learnt from them does not go live`, async () => {
    const events = log()
    const order = shuffled(events.length, rng(1))
    await shop.store.append(events.map((event, e) => ({ ...event, item: events[order[e]!]!.item as string })))
    const { published, gate } = await fit('item-knn')
    assert.equal(published, false, gate?.words)
    assert.equal(gate?.judgement?.accurate, false)
  })

test('where nothing says when, auto chooses by what is left beside the questions of the gate', async () => {
  await shop.store.append(withoutTimes())
  const { published, gate, auto } = await fit('auto', { budget: { trials: 2 } })
  assert.deepEqual([published, gate?.split], [true, 'random'], gate?.words)
  assert.ok(auto)
})

test('where few come back, auto chooses by what was new in the last baskets, not by the few', async () => {
  await shop.store.append(countedOrders())
  const { published, gate, auto } = await fit('auto', { budget: { trials: 2 } })
  assert.deepEqual([published, gate?.split], [true, 'last-basket'], gate?.words)
  // the two who stay to the end would be all that the newest days ask
  assert.ok(auto && auto.questions >= 50, String(auto?.questions))
})

test('no pair that is asked for by chance is among those that are learnt from', () => {
  const { clean } = prepareEvents(logOf(many(600)), defaultConfig)
  const { split, learnt, rows, trial, everyone, items } = gateQuestions(
    defaultGateConfig,
    clean,
    defaultConfig.weights,
    1,
  )
  assert.equal(split, 'random')
  const known = new Set(Array.from(learnt, (e) => `${clean.users[clean.user[e]!]} ${clean.items[clean.item[e]!]}`))
  let asked = 0
  for (const row of rows)
    for (let at = trial.targets.rowStart[row]!; at < trial.targets.rowStart[row + 1]!; at++, asked++)
      assert.ok(!known.has(`${everyone.ids[row]} ${items.ids[trial.targets.column[at]!]}`))
  assert.equal(asked + known.size, 600)
})

test('a shop of few visits is told what would let the gate judge', async () => {
  await shop.store.append(visits(100))
  assert.equal((await fit('popular')).published, true)
  const { published, gate } = await fit('item-knn')
  assert.equal(published, false)
  assert.match(
    gate?.words ?? '',
    /Only 20 visits of the last 9\.9 days had a known product .* fewer than 50 .* when the log has grown, or now with a smaller minTestUsers in gate\.json/,
  )
  assert.equal((await fit('item-knn', { gate: gateConfig({ minTestUsers: 15 }) })).gate?.judgement !== undefined, true)
})
