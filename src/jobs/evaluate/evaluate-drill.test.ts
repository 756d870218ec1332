import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '../../contract/fault.ts'
import type { Store } from '../../store/store.ts'
import { departmentShop } from '../fixtures/department-shop.ts'
import { openStore } from '../open.ts'
import { evaluateDrill } from './evaluate-drill.ts'

let dataDir = ''
let store: Store
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-drill-'))
  store = await openStore(dataDir)
  await store.append(departmentShop())
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

const asked = { models: ['item-knn:bm25', 'ials'], metrics: ['ndcg@5', 'coverage@5'] }

test('new customers: with nothing known everybody gets the popular list, with every event the department shows more', async () => {
  const { rows, drilled, protocol, report } = await evaluateDrill({ store, dataDir, drill: 'cold-users', ...asked })
  assert.deepEqual(
    rows.map(({ depth }) => depth),
    [0, 1, 2, 5, 10],
  )
  assert.ok(drilled >= 30 && protocol.split === 'strong' && protocol.testUsers === drilled)
  const [none, , , , many] = rows.map(({ results }) => results.map(({ metrics }) => metrics['ndcg@5']?.value))
  assert.ok(none && many)
  assert.deepEqual(none, [none[0], none[0], none[0]], 'of strangers all models know as much as popular')
  for (const { results } of rows)
    for (const { metrics, users } of results) {
      assert.equal(users, drilled)
      for (const { value, low, high } of Object.values(metrics)) assert.ok(low <= value && value <= high)
    }
  // popular does not care what it is told; the others do
  assert.equal(many[0], none[0])
  assert.ok((many[1] ?? 0) > 2 * (none[1] ?? 1) && (many[2] ?? 0) > 2 * (none[2] ?? 1), JSON.stringify(rows))
  assert.match(await readFile(report, 'utf8'), /<h1>New customers<\/h1>/)
})

test('new products: what nobody bought yet is a matter of chance, after ten purchases it is known whose it is', async () => {
  const asked = { models: ['item-knn:bm25'], metrics: ['ndcg@5'], holdoutDays: 25 }
  const { rows, drilled, protocol } = await evaluateDrill({ store, dataDir, drill: 'cold-items', ...asked })
  assert.ok(drilled >= 4)
  assert.equal(protocol.candidates, 'new items')
  const [popular, knn] = [0, 1].map((m) =>
    rows.map(({ results }) => results[m]?.metrics['ndcg@5']?.value ?? Number.NaN),
  )
  assert.equal(knn?.[0], popular?.[0], 'without a purchase both list them in the order of the catalogue')
  assert.ok((knn?.[4] ?? 0) > 1.3 * (popular?.[4] ?? 1), `${knn} beside ${popular}`)
  assert.ok(knn?.every(Number.isFinite))
})

test('where nobody can be drilled with, it is said', async () => {
  await assert.rejects(
    evaluateDrill({ store, dataDir, drill: 'cold-items', holdoutDays: 5000, ...asked }),
    (error) => error instanceof Fault && error.code === 'bad-data' && /no product with 10 events/.test(error.message),
  )
})
