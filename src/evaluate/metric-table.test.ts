import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { metricTable, usualMetrics } from './metric-table.ts'
import { titleOf } from './report/title-of.ts'

const docs = fileURLToPath(new URL('../../docs/methods/', import.meta.url))
const pages = globSync('metrics-*.md', { cwd: docs }).map((page) => readFileSync(`${docs}${page}`, 'utf8'))

test('every metric has a row in a page that defines it, by the name it is asked for', () => {
  for (const name of Object.keys(metricTable)) {
    const asked = name.startsWith('sampled-') ? name.replace('sampled-', 'sampled-N-') : name
    const row = new RegExp(`^\\| .*\`${asked}(@k)?\``, 'm')
    assert.ok(
      pages.some((page) => row.test(page)),
      `${asked} stands in no metrics-*.md`,
    )
  }
})

test('the help of evaluate names every metric', () => {
  const help = readFileSync(fileURLToPath(new URL('../cli/evaluate-options.ts', import.meta.url)), 'utf8')
  const named = new Set(
    help
      .match(/^ {2}(measured anyway|of the hits|of the list|without @K|a legacy).*$/gm)
      ?.join(' ')
      .match(/[a-z0-9-]+/g),
  )
  for (const name of Object.keys(metricTable)) assert.ok(named.has(name.replace('sampled-', 'sampled-100-')), name)
})

test('the usual metrics are seven, their names are what they always were', () => {
  assert.deepEqual([...usualMetrics], ['precision', 'recall', 'map', 'ndcg', 'hr', 'mrr', 'coverage'])
})

test('a column has the title a reader would give it', () => {
  assert.equal(titleOf('ndcg@10'), 'NDCG@10')
  assert.equal(titleOf('diversity-brand@5'), 'Diversity@5 by brand')
  assert.equal(titleOf('auc'), 'AUC')
  assert.equal(titleOf('sampled-100-hr@10'), 'Hit rate@10 among 100 sampled (legacy)')
  assert.equal(titleOf('something'), 'something')
})
