import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evaluation } from '../jobs/evaluate/evaluate.ts'
import { evaluationTable } from './evaluation-table.ts'

const protocol = {
  split: 'files',
  format: 'pairs',
  train: 'train.tsv',
  test: 'test.tsv',
  seen: 'exclude',
  users: 100,
  items: 50,
  interactions: 1000,
  testUsers: 80,
  testPairs: 90,
  candidates: 'all items',
  baseline: 'popular',
  interval: '95 %',
  resamples: 1000,
  seed: 1,
} as const satisfies Evaluation['protocol']

const test95 = { p: 0.0001, adjusted: 0.0002, comparisons: 2, significant: true, detectable: 0.01 }
const unsure = { ...test95, adjusted: 0.4, significant: false }

function evaluation(keys: string[]): Evaluation {
  const result = (model: string, value: number, test?: typeof test95) => ({
    model,
    options: {},
    users: 80,
    metrics: Object.fromEntries(
      keys.map((key) => {
        const of = { value, low: value - 0.01, high: value + 0.01 }
        if (!test || key.startsWith('coverage')) return [key, of]
        return [key, { ...of, difference: { value: value - 0.1, low: value - 0.11, high: value - 0.09 }, test }]
      }),
    ),
    curves: { ndcg: [], recall: [] },
    fitSeconds: 1,
    scoreSeconds: 2,
    peakBytes: 1,
  })
  const best = { ...result('ials', 0.2, test95), against: { ease: { value: 0.05, low: -0.01, high: 0.11, ...unsure } } }
  return { protocol, results: [result('popular', 0.1), best, result('ease', 0.15, unsure)], report: 'r.html' }
}

test('few metrics are all shown, whatever they are called, with room for their names and figures', () => {
  const table = evaluationTable(evaluation(['coverage@10', 'ndcg@10', 'ndcg@50', 'diversity-category@10']), 120)
  assert.match(table, /coverage@10 +ndcg@10 +ndcg@50 +diversity-category@10\n/)
  assert.match(table, /ndcg@10 above popular, customer by customer/, 'coverage is no mean over customers')
})

test('of many, the usual ones at ten, and every unusual one that was asked for', () => {
  const usual = ['precision', 'recall', 'map', 'ndcg'].flatMap((name) => [5, 10, 20].map((k) => `${name}@${k}`))
  const table = evaluationTable(evaluation([...usual, 'auc', 'revenue@5']), 200)
  assert.match(table, /precision@10 +recall@10 +map@10 +ndcg@10 +auc +revenue@5\n/)
  assert.doesNotMatch(table, /@20/)
})

test('it says what chance could have done, and what could not have been seen', () => {
  const table = evaluationTable(evaluation(['ndcg@10']), 120)
  assert.match(table, /ials +\+\.1000 {2}\(\+\.0900 to \+\.1100\) +2\.0 × +p < \.001 +trained in 1\.00 s/)
  assert.match(table, /ease .*p \.4000, not told apart: \.0100 would have been/)
  assert.match(table, /ials above ease, the next: \+\.0500 {2}\(−\.0100 to \+\.1100\) +p \.4000, not told apart/)
})

test('a learning curve speaks under the table', () => {
  const of = evaluation(['ndcg@10'])
  const [first] = of.results
  if (first)
    first.learningCurve = {
      metric: 'ndcg@10',
      unit: 'weeks',
      points: [],
      words: 'Three more weeks should bring nothing.',
    }
  assert.match(evaluationTable(of, 120), /^popular: Three more weeks should bring nothing\.$/m)
})

test('the lead is told of the metric that models were compared on, wherever it stands', () => {
  const table = evaluationTable(evaluation(['precision@10', 'ndcg@10', 'coverage@10']), 120)
  assert.match(table, /\nndcg@10 above popular, customer by customer:\n/)
})

test('a shop is told what to do next: train what is surely better, or ask more', () => {
  const shop = {
    ...protocol,
    split: 'time',
    targets: ['purchase'],
    cut: '2025-01-01T00:00',
    holdoutDays: 28,
  } as unknown as Evaluation['protocol']
  const { results, ...rest } = evaluation(['ndcg@10'])
  assert.match(evaluationTable({ ...rest, protocol: shop, results }, 120), /\nnext: osusume train --model ials\n$/)
  const unsureOnly = results.filter(({ model }) => model !== 'ials')
  assert.match(
    evaluationTable({ ...rest, protocol: shop, results: unsureOnly }, 120),
    /No model is surely better than popular here: more questions .*, or other models \(--models auto\), or more data may tell\.\n$/,
  )
})
