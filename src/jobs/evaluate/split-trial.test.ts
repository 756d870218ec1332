import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Csr } from '../../numbers/csr.ts'
import { readSplitTrial, type SplitRequest } from './split-trial.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-trial-'))
after(() => rm(folder, { recursive: true }))

async function trialOf(format: SplitRequest['format'], train: string, test?: string, seen?: 'exclude' | 'include') {
  const path = (name: string) => join(folder, name)
  await writeFile(path('train'), train)
  if (test !== undefined) await writeFile(path('test'), test)
  const split = await readSplitTrial({
    train: path('train'),
    format,
    ...(test !== undefined && { test: path('test') }),
    ...(seen && { seen }),
  })
  const names = (m: Csr, r: number) =>
    Array.from(m.column.subarray(m.rowStart[r], m.rowStart[r + 1]), (i) => split.items.ids[i]).sort()
  const { sequences } = split.histories
  return {
    ...split,
    questions: split.asked.map((who, r) => ({
      who,
      before: Array.from(
        sequences!.item.subarray(sequences!.rowStart[r], sequences!.rowStart[r + 1]),
        (i) => split.items.ids[i],
      ),
      wanted: names(split.targets, r),
    })),
  }
}

test('a user is asked with their row of train; who is new is asked all the same, and what is new is wanted', async () => {
  const { questions, exclude, train } = await trialOf('lightgcn', 'ann tea pot\nbob cup\n', 'cy tea\nann cup vase\n')
  assert.deepEqual(questions, [
    { who: 'ann', before: ['tea', 'pot'], wanted: ['cup', 'vase'] },
    { who: 'cy', before: [], wanted: ['tea'] },
  ])
  assert.equal(train.column.length, 3, 'nothing of the test is learnt from')
  assert.equal(exclude?.column.length, 2, 'what ann had is left out')
})

test('every beginning of a session asks for the click that follows, in the order of the times', async () => {
  const head = 'SessionId,ItemId,Time\n'
  const { questions, exclude } = await trialOf('sessions', `${head}1,a,10\n1,b,20\n`, `${head}9,c,30\n9,a,10\n9,b,20\n`)
  assert.deepEqual(questions, [
    { who: '9', before: ['a'], wanted: ['b'] },
    { who: '9', before: ['a', 'b'], wanted: ['c'] },
  ])
  assert.equal(exclude, undefined, 'in a session things come back')
})

test('a session line asks for what stands after its tab', async () => {
  const { questions } = await trialOf('session-lines', 'a b\nb c\n', 'a a\tc\nb\tz\n')
  assert.deepEqual(questions, [
    { who: '1', before: ['a', 'a'], wanted: ['c'] },
    { who: '2', before: ['b'], wanted: ['z'] },
  ])
})

test('without a test file the last of every sequence is held out; one item alone is learnt from', async () => {
  const { questions, train } = await trialOf('sequence', 'ann a\nann b\nbob c\nann c\n')
  assert.deepEqual(questions, [{ who: 'ann', before: ['a', 'b'], wanted: ['c'] }])
  assert.equal(train.sequences?.item.length, 3)
})

test('baskets keep together and may come back, unless one says otherwise', async () => {
  const [train, test] = ['{"u": [[1, 2], [3]]}', '{"u": [[1]]}']
  const { histories, exclude } = await trialOf('baskets', train, test)
  assert.deepEqual(histories.sequences?.basket, Uint32Array.of(0, 0, 1))
  assert.equal(exclude, undefined)
  assert.ok((await trialOf('baskets', train, test, 'exclude')).exclude)
})

test('a format that holds no test of its own asks for one', async () => {
  await assert.rejects(trialOf('pairs', 'a,b\n'), /test: got none, want a file/)
})
