import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { importFile } from '../import/import-file.ts'
import { openStore } from '../open.ts'
import { preparationOf } from './preparation-of.ts'
import { prepare } from './prepare.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-preparation-'))
const store = await openStore(folder)
after(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const lines = [
  'action,sku,name,customer_id,date,price',
  'sale,A1,<b>Cup</b>,ann,2025-03-01,5',
  'sale,A1,<b>Cup</b>,ann,2025-03-01,5',
  'sale,A2,Pot,bob,2025-03-02,0',
  'sale,POST,Postage,bob,2025-03-02,3',
  'sale,A3,Jug,test-7,2025-03-03,4',
  'hearted,A2,Pot,ann,2025-03-03,',
  'sale,A2,Pot,cem,yesterday,3',
  'sale,A2,Pot,cem,2025-03-04,3',
]

test('what a preparation did is told step by step, with reasons and the lines of the file they came from', async () => {
  const file = join(folder, 'shop.csv')
  await writeFile(file, `${lines.join('\n')}\n`)
  await importFile({ file, store, dataDir: folder, nowMs: Date.now })
  await prepare({ store, dataDir: folder })
  const { balance, imports, steps, off } = await preparationOf(store, folder)
  // eight lines: one again to the letter, one without a date, one word nobody knows; of the five left
  // one at no price, one for postage, one of a test
  assert.deepEqual(balance, { read: 8, kept: 2, merged: 1, rejected: 1, setAside: 1, dropped: 2, quarantined: 1 })
  assert.deepEqual(imports, [
    {
      source: 'shop.csv',
      read: 8,
      accepted: 5,
      merged: 1,
      rejected: 1,
      setAside: 1,
      reasons: { 'bad-time': 1, 'unknown-kind': 1, 'exact-repeat': 1 },
      unknownKinds: [{ word: 'hearted', rows: 1 }],
    },
  ])
  const step = (name: string) => steps.find((one) => one.step === name)
  assert.deepEqual(step('prices')?.reasons, [
    {
      fate: 'dropped',
      why: 'a purchase at a price of nothing or less',
      rows: 1,
      examples: [{ source: 'shop.csv:4', row: 2, said: '2025-03-02 00:00, bob purchase A2, at 0' }],
    },
  ])
  assert.deepEqual(step('products')?.reasons[0]?.examples[0]?.source, 'shop.csv:5')
  assert.deepEqual(step('texts')?.reasons, [
    {
      fate: 'changed',
      why: 'title: html, nfkc, no-controls, collapse-spaces, trim',
      rows: 1,
      examples: [{ source: null, row: null, said: 'A1: "<b>Cup</b>" → "Cup"' }],
    },
  ])
  assert.deepEqual([step('people')?.undoable, step('prices')?.undoable, off], [false, true, []])
  assert.ok(steps.every(({ about }) => about.length > 20))

  await prepare({ store, dataDir: folder, undo: 'prices' })
  const without = await preparationOf(store, folder)
  assert.deepEqual(
    without.off.map(({ step }) => step),
    ['prices'],
  )
  assert.equal(without.balance.dropped, 1)
})
