import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evaluation, Result } from '../document.ts'
import { fullEvaluation, retailProtocol } from '../fixtures/full-evaluation.ts'
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
  protocol: { ...retailProtocol, snapshot: '<b>"evil"</b>' } as Evaluation['protocol'],
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

const whole = () => reportHtml(fullEvaluation(), { createdMs: 0 })

test('a report with everything is still text without requests, scripts, holes or loose signs', () => {
  const html = whole()
  assert.doesNotMatch(html, /<script|<link|<img|https?:|url\(|@import/)
  assert.doesNotMatch(html, /NaN|undefined|Infinity|\[object/)
  assert.doesNotMatch(html, /<green>|<Coffee>|<b>&/)
  // every tag that opens closes, in order: a reader with another browser sees the same page
  const open: string[] = []
  for (const [, closing, tag, self] of html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
    if (self || ['meta', 'input', 'br'].includes(tag ?? '')) continue
    if (closing) assert.equal(open.pop(), tag)
    else open.push(tag as string)
  }
  assert.deepEqual(open, [])
})

test('every section can be reached from the list of sections, and none is announced that is not there', () => {
  const found = (html: string) => ({
    sections: [...html.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id),
    links: [...html.matchAll(/<a href="#(\w+)">/g)].map(([, id]) => id),
  })
  const full = found(whole())
  assert.deepEqual(full.links, full.sections)
  for (const id of ['pairs', 'parts', 'variety', 'learning', 'tuning', 'people'])
    assert.ok(full.sections.includes(id), id)
  const bare = found(page(result('popular', 0.1), result('ials', 0.3, [0.2, 0.15, 0.25])))
  assert.deepEqual(bare.links, bare.sections)
  for (const id of ['pairs', 'parts', 'learning', 'tuning', 'people']) assert.ok(!bare.sections.includes(id), id)
})

test('the verdict says whether the first is ahead of the others, by the test of the same customers', () => {
  const html = whole()
  assert.equal(headline(html), 'a-blend-with-a-name-that-goes-on-and-on and ials lead')
  assert.match(html, /not told apart from ials: that order may be chance \(p\u00a0=\u00a0\.210\)/)
  const sure = fullEvaluation()
  for (const { against } of sure.results)
    for (const one of Object.values(against ?? {})) Object.assign(one, { significant: true, adjusted: 0.0001 })
  assert.equal(headline(reportHtml(sure, { createdMs: 0 })), 'a-blend-with-a-name-that-goes-on-and-on leads')
  assert.match(reportHtml(sure, { createdMs: 0 }), /ahead of the next, ials, too: \+0\.0300.*p\u00a0&lt;\u00a0\.001/)
})

test('customers are shown with their hits, nobody by name, and what was cut off is counted', () => {
  const html = whole()
  assert.equal(html.match(/<details/g)?.length, 5)
  assert.match(html, /<li class="hit">Tea no\. 43 &#60;green&#62; <small>sku-43<\/small><b class="mark"> hit<\/b>/)
  assert.match(html, /<b>Customer 5<\/b> with 28 products before; hits: popular 1, item-knn:bm25 1/)
  assert.match(html, /and 24 more/)
  assert.equal(html.match(/Had before, newest first/g)?.length, 3, 'where the order is known')
  assert.match(html, /NDCG@10 with Recall@10 on 900 questions/)
})

test('parts without a figure are left out of the picture', () => {
  const html = whole()
  assert.match(html, /Tea &#38; &#60;Coffee&#62;/)
  assert.doesNotMatch(html, />nobody</)
})
