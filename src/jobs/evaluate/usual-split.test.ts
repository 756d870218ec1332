import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultConfig } from '../../prepare/config.ts'
import { logOf, type Row } from '../../prepare/fixtures/log-of.ts'
import { prepareEvents } from '../../prepare/prepare-events.ts'
import { usualSplit } from './usual-split.ts'

const usualOf = (rows: readonly Row[]) =>
  usualSplit(prepareEvents(logOf(rows), defaultConfig).clean, defaultConfig.weights)

const many = (n: number, rows: (k: number) => Row | Row[]): Row[] => Array.from({ length: n }, (_, k) => rows(k)).flat()
const minutes = (n: number) => n / (24 * 60)

test('customers who come back are asked what they do next, by the calendar', () => {
  const rows = many(400, (k) => ({ user: `u${k % 40}`, item: `i${(k * 7) % 50}`, day: k / 4 }))
  const { split, why } = usualOf(rows)
  assert.equal(split, 'time')
  assert.match(why, /in the 20 days after/, 'a fifth of a hundred days')
})

test('whoever comes once and is gone within the hour is a visit', () => {
  const rows = many(200, (k) =>
    [0, 1, 2].map((n): Row => ({ user: `s${k}`, kind: 'view', item: `i${(k * 7 + n) % 50}`, day: k / 4 + minutes(n) })),
  )
  const { split, why } = usualOf(rows)
  assert.equal(split, 'sessions')
  // 50 days, of which the last ten hold 40 of the 200 visits and no visitor of before
  assert.match(why, /of 40 who did something in the last 10 days 0 were there before/)
})

test('people who all come once but stay for weeks are asked for the last thing they did', () => {
  const rows = many(300, (k) =>
    [0, 1, 2, 3].map((n): Row => ({ user: `u${k}`, kind: 'view', item: `i${(k * 7 + n) % 50}`, day: k + n * 5 })),
  )
  // of the last 28 days some had begun before: 15 of them, fewer than 100 and a twentieth of those who can be asked
  assert.equal(usualOf(rows).split, 'leave-last-out')
})

test('people who all rate once, many things in a row, are asked for the last of them: ratings come in no baskets', () => {
  const rows = many(300, (u) =>
    many(
      20,
      (n): Row => ({
        user: `u${u}`,
        kind: 'rating',
        rating: 1 + (n % 5),
        item: `i${(u * 7 + n) % 90}`,
        day: u + minutes(n) + (n > 15 ? 9 : 0),
      }),
    ),
  )
  assert.equal(usualOf(rows).split, 'leave-last-out')
})

test('orders that are only counted are asked for the next basket: the last numbers are those of few', () => {
  // u0 … u59 with 2 + u % 5 orders of three new things each, on day 1, 2, 3 …; two of long standing reach day 60
  const orders = (u: number, n: number) =>
    many(n, (day) =>
      [0, 1, 2].map((k): Row => ({ user: `u${u}`, item: `i${(u * 7 + day * 3 + k) % 90}`, day: 1 + day })),
    )
  const rows = [...many(60, (u) => orders(u, 2 + (u % 5))), ...orders(60, 60), ...orders(61, 60)]
  const { split, why } = usualOf(rows)
  assert.equal(split, 'last-basket')
  assert.match(why, /^only 2 people came back in the last 12 days, and what they buy comes in baskets/)
})

test('where most of a basket was in an earlier one, the next basket is asked for', () => {
  const weekly = (item: (week: number, line: number, user: number) => number) =>
    many(30, (u) =>
      many(12, (week) => [0, 1, 2].map((n): Row => ({ user: `u${u}`, item: `i${item(week, n, u)}`, day: 7 * week }))),
    )
  const { split, why } = usualOf(weekly((_, n, u) => n + (u % 5)))
  assert.equal(split, 'last-basket')
  assert.match(why, /^100 % of what is bought was bought before/)
  assert.equal(usualOf(weekly((week, n, u) => 3 * week + n + (u % 5) * 40)).split, 'time', 'always something new')
})

test('where nothing says when, pairs are held out by chance', () => {
  const rows = many(100, (k) => ({ user: `u${k % 10}`, kind: 'view', item: `i${(k * 7) % 31}`, day: 0 }) as Row)
  assert.deepEqual(usualOf(rows), { split: 'random', why: 'nothing says when anything was done' })
})
