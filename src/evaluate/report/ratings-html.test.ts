import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RatingEvaluation, RatingResult } from '../document.ts'
import { ratingsHtml } from './ratings-html.ts'

const result = (model: string, rmse: number, difference?: [number, number]): RatingResult => ({
  model,
  options: { note: '<script>alert(1)</script>' },
  users: 2,
  metrics: {
    rmse: {
      value: rmse,
      low: rmse - 0.1,
      high: rmse + 0.1,
      ...(difference && {
        difference: { value: (difference[0] + difference[1]) / 2, low: difference[0], high: difference[1] },
      }),
    },
  },
  fitSeconds: 1,
  scoreSeconds: 1,
  peakBytes: 2 ** 20,
})

const page = (...results: RatingResult[]) => {
  const evaluation: RatingEvaluation = {
    protocol: {
      ...{ split: 'files', format: 'ratings', train: 'a<b>.txt', test: 'c&d.txt', scale: { low: 1, high: 5 } },
      ...{ users: 3, items: 4, interactions: 9, testUsers: 2, testPairs: 5, unknown: { users: 1, items: 0 } },
      ...{ baseline: 'baseline', interval: '95 %', resamples: 1000, seed: 1, warnings: ['<i>careful</i>'] },
    },
    results,
    report: 'report.html',
  }
  return ratingsHtml(evaluation, { createdMs: 0 })
}
const headline = (html: string) => html.match(/<h1>(.*?)<\/h1>/)?.[1]

test('less error is better, and the headline says who errs least and whether that is sure', () => {
  const base = result('baseline', 0.95)
  assert.equal(
    headline(page(base, result('svd', 0.93, [-0.03, -0.01]), result('knn', 0.94, [-0.02, 0]))),
    'svd is nearest',
  )
  assert.match(page(base, result('svd', 0.93, [-0.03, -0.01])), /errs less by 0.0100 to 0.0300/)
  assert.equal(headline(page(base, result('svd', 0.93, [-0.03, 0.01]))), 'No model is clearly nearer than baseline')
  assert.equal(headline(page(base, result('svd', 0.97, [0.01, 0.03]))), 'No model is clearly nearer than baseline')
  assert.equal(headline(page(base)), 'What is usual')
})

test('every word from outside is escaped, and what a reader should know is said', () => {
  const html = page(result('baseline', 0.95), result('<b>', 0.93, [-0.03, -0.01]))
  for (const evil of ['<script>', 'a<b>', '<i>careful', '<h1><b>']) assert.ok(!html.includes(evil), evil)
  assert.ok(html.includes('&#60;i&#62;careful') && html.includes('c&#38;d.txt'))
  assert.match(html, /1 ratings of the test are of users/)
})
