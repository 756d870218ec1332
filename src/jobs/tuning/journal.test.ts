import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Journal, type TrialRecord } from './journal.ts'

const search = { model: 'ials', seed: 1 }
const record = (n: number): TrialRecord => ({
  n,
  options: { dim: n },
  share: 1,
  figures: { 'ndcg@10': n / 8 },
  pruned: false,
  seconds: 1,
})

async function written(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'osusume-journal-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'deep', 'journal.ndjson')
  const journal = await Journal.open(path, search)
  await journal.add(record(0))
  await journal.add(record(1))
  await journal.close()
  return path
}

async function found(path: string, of: object = search): Promise<readonly TrialRecord[]> {
  const journal = await Journal.open(path, of as Record<string, unknown>)
  await journal.close()
  return journal.found
}

test('what was written is found again', async (t) => {
  assert.deepEqual(await found(await written(t)), [record(0), record(1)])
})

test('a line cut short by the death of the process is dropped, and the next one stands whole', async (t) => {
  const path = await written(t)
  const whole = await readFile(path, 'utf8')
  const lines = whole.split('\n')
  for (const cut of [1, 10, lines[2]!.length]) {
    await writeFile(path, whole)
    await appendFile(path, lines[2]!.slice(0, cut))
    const journal = await Journal.open(path, search)
    assert.deepEqual(journal.found, [record(0), record(1)])
    await journal.add(record(2))
    await journal.close()
    assert.deepEqual(await found(path), [record(0), record(1), record(2)])
  }
})

test('a line that somebody changed is refused by its number', async (t) => {
  const path = await written(t)
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace('0.125', '0.925'))
  await assert.rejects(found(path), /line 3: .* it was changed/)
})

test('the journal of another search is refused', async (t) => {
  const path = await written(t)
  await assert.rejects(found(path, { ...search, seed: 2 }), /of another search/)
})
