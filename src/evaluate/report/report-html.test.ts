import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evaluation, Result } from '../document.ts'
import { everyMetricAt } from '../metric-at-k.ts'
import { ticks, tickText } from './html.ts'
import { reportHtml } from './report-html.ts'

const result = (model: string, value: number, lead?: [number, number, number]): Result => ({
  model,
  options: { note: '</code><script>alert(1)</script>' },
  users: 12,
  metrics: Object.fromEntries(
    everyMetricAt([5, 10]).map(({ key }) => [
      key,
      {
        value,
        low: value * 0.9,
        high: value * 1.1,
        ...(lead && { difference: { value: lead[0], low: lead[1], high: lead[2] } }),
      },
    ]),
  ),
  curves: { ndcg: [value / 2, value], recall: [value / 3, value / 2] },
  fitSeconds: 1.5,
  scoreSeconds: 0.25,
  peakBytes: 3 * 2 ** 20,
})

const evaluation = (...results: Result[]): Evaluation => ({
  protocol: {
    split: 'time',
    holdoutDays: 28,
    seen: 'exclude',
    cut: '2010-11-11T20:01:00.000Z',
    trainStart: '2009-12-01T07:45:00.000Z',
    trainEnd: '2010-11-11T19:50:00.000Z',
    testStart: '2010-11-12T08:10:00.000Z',
    testEnd: '2010-12-09T20:01:00.000Z',
    users: 4039,
    items: 3958,
    interactions: 244069,
    testUsers: 1115,
    testPairs: 21169,
    candidates: 'all items',
    targets: ['purchase'],
    events: { train: 300000, history: 0, test: 40000, out: 12 },
    splitHash: 'abc',
    leftOut: { unknown: 321, seen: 16067 },
    baseline: 'popular',
    interval: '95 %',
    resamples: 1000,
    seed: 1,
    snapshot: '<b>"evil"</b>',
  },
  results,
  report: 'report.html',
})

const page = (...results: Result[]) => reportHtml(evaluation(...results), { createdMs: 0 })
const headline = (html: string) => html.match(/<h1>(.*?)<\/h1>/)?.[1]

test('the report fetches nothing and runs nothing', () => {
  const html = page(result('popular', 0.1), result('ials', 0.3, [0.2, 0.15, 0.25]))
  assert.doesNotMatch(html, /<script|<link|<img|https?:|url\(|@import/)
})

test('whatever a name or an option holds, it is text', () => {
  const html = page(result('popular', 0.1), result('<img src=x onerror=alert(1)>', 0.3, [0.2, 0.15, 0.25]))
  assert.doesNotMatch(html, /<img|<script|<b>"evil/)
  assert.ok(html.includes('&#60;img src=x'))
})

test('a model whose lead is surely above 0 leads; one whose lead may be chance does not', () => {
  assert.equal(headline(page(result('popular', 0.1), result('ials', 0.3, [0.2, 0.15, 0.25]))), 'ials leads')
  assert.match(
    headline(page(result('popular', 0.1), result('ials', 0.11, [0.01, -0.02, 0.04]))) ?? '',
    /No model is clearly better than popular/,
  )
  assert.equal(headline(page(result('popular', 0.1))), 'The popularity baseline')
})

test('the best of several is named, whatever their order', () => {
  const html = page(result('popular', 0.1), result('b', 0.4, [0.3, 0.2, 0.4]), result('a', 0.2, [0.1, 0.05, 0.15]))
  assert.equal(headline(html), 'b leads')
})

test('a leader whose interval another one reaches into is said to lead by chance, perhaps', () => {
  const near = page(result('popular', 0.1), result('b', 0.4, [0.3, 0.2, 0.4]), result('a', 0.38, [0.28, 0.2, 0.4]))
  assert.match(near, /Its interval overlaps with a: that order may be chance/)
  const far = page(result('popular', 0.1), result('b', 0.4, [0.3, 0.2, 0.4]), result('a', 0.2, [0.1, 0.05, 0.15]))
  assert.doesNotMatch(far, /may be chance/)
})

test('every figure of the document is in the report with its interval', () => {
  const html = page(result('popular', 0.1234), result('ials', 0.3456, [0.2222, 0.1111, 0.3333]))
  for (const text of ['0.1234', '0.1111', '0.1357', '0.3456', '+0.2222', '+0.3333', '16,067', '321', '1,115'])
    assert.ok(html.includes(text), text)
})

test('a shop where no list ever hits has a report too, with a scale to 1', () => {
  const html = page(result('popular', 0), result('ials', 0, [0, 0, 0]))
  assert.doesNotMatch(html, /NaN|undefined|Infinity|e-\d/)
  assert.match(headline(html) ?? '', /No model is clearly better/)
})

test('an axis begins at 0, reaches the largest figure and has round, few marks', () => {
  for (const most of [1e-9, 0.003, 0.0969, 0.1, 0.4207, 1, 7, 123456]) {
    const marks = ticks(most, 5)
    assert.equal(marks[0], 0)
    assert.ok((marks.at(-1) ?? 0) >= most * (1 - 1e-9))
    assert.ok(marks.length >= 2 && marks.length <= 7)
    for (const mark of marks) assert.ok(tickText(mark).length <= 7, tickText(mark))
  }
})
