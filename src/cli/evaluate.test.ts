import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { faults } from '../contract/fault.ts'
import { departmentShop } from '../jobs/fixtures/department-shop.ts'
import { openStore } from '../jobs/open.ts'
import { osusume } from './fixtures/process.ts'

let dataDir = ''
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-evaluate-'))
  const store = await openStore(dataDir)
  await store.append(departmentShop())
  await store.close()
})
after(() => rm(dataDir, { recursive: true, force: true }))

const evaluate = (...words: string[]) => osusume('evaluate', '--data', dataDir, ...words)

test('--json prints one document: protocol, a result for each model, the path of the report', async () => {
  const { code, stdout, stderr } = await evaluate('--json', '--holdout-days', '25', '--options', '{"ials":{"dim":8}}')
  assert.equal(code, 0, stderr)
  const { protocol, results, report } = JSON.parse(stdout)
  assert.equal(protocol.holdoutDays, 25)
  assert.deepEqual(
    results.map(({ model }: { model: string }) => model),
    ['popular', 'item-knn:tfidf', 'item-knn:bm25', 'ials'],
  )
  assert.equal(results[3].options.dim, 8)
  for (const { users, metrics, fitSeconds, scoreSeconds, peakBytes } of results) {
    assert.equal(users, protocol.testUsers)
    assert.deepEqual(Object.keys(metrics['ndcg@10']).slice(0, 3), ['value', 'low', 'high'])
    assert.ok(fitSeconds >= 0 && scoreSeconds >= 0 && peakBytes > 0)
  }
  assert.match(await readFile(report, 'utf8'), /^<!doctype html>/)
})

test('without --json: a table with an interval under each figure, and where the report lies', async () => {
  const report = join(dataDir, 'mine.html')
  const { code, stdout } = await evaluate('--models', 'item-knn:bm25', '--report', report)
  assert.equal(code, 0)
  assert.match(stdout, /^popular +(\.\d{4} *)+$/m)
  assert.match(stdout, /^item-knn:bm25 +(\.\d{4} *|1\.0000 *)+$/m)
  assert.match(stdout, /^ +(\.\d{4}–(\.\d{4}|1\.0000) *)+$/m)
  assert.match(stdout, /above popular/)
  assert.ok(stdout.includes(report))
  assert.match(await readFile(report, 'utf8'), /^<!doctype html>/)
})

test('a published split is read as it is, and the report says what it was made from', async () => {
  const [train, asked, report] = ['train.txt', 'test.txt', 'split.html'].map((name) => join(dataDir, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(train, 'ann tea pot cup\nbob tea pot\ncy cup vase\ndee tea\n')
  await writeFile(asked, 'bob cup\ndee pot\n')
  const words = ['--train', train, '--test', asked, '--format', 'lightgcn', '--report', report, '--metrics', 'hr@1']
  const { code, stdout, stderr } = await osusume('evaluate', '--json', '--models', 'item-knn:cosine', ...words)
  assert.equal(code, 0, stderr)
  const { protocol, results } = JSON.parse(stdout)
  assert.deepEqual(
    [protocol.split, protocol.format, protocol.seen, protocol.testUsers],
    ['files', 'lightgcn', 'exclude', 2],
  )
  // whoever has the tea has the pot, whoever has both has the cup
  assert.equal(results[1].metrics['hr@1'].value, 1)
  assert.match(await readFile(report, 'utf8'), /Read as it is/)
  const table = await osusume('evaluate', '--models', 'item-knn:cosine', ...words)
  assert.match(table.stdout, /2 questions with 2 items to be found/)
})

test('a run stands on the leaderboard, and is made again to the same figures', async () => {
  const { code, stdout, stderr } = await evaluate('--json', '--split', 'leave-last-out', '--models', 'item-knn:cosine')
  assert.equal(code, 0, stderr)
  const { run } = JSON.parse(stdout)
  const board = await osusume('leaderboard', '--data', dataDir, '--metric', 'hr@5')
  assert.match(board.stdout, /^The last product of everybody: 159 asked/m)
  assert.match(board.stdout, new RegExp(`^item-knn:cosine +[.\\d]+ +[.\\d]+–[.\\d]+ +${run}$`, 'm'))
  const document = JSON.parse((await osusume('leaderboard', '--data', dataDir, '--json')).stdout)
  assert.equal(document.runs[0].run, run)
  const again = await evaluate('--replay', run)
  assert.equal(again.code, 0, again.stderr)
  assert.match(again.stdout, new RegExp(`The same test and the same figures as ${run}`))
  const unknown = await osusume('leaderboard', '--data', dataDir, '--metric', 'auc@3')
  assert.equal(unknown.code, faults['bad-request'].exit)
  assert.match(unknown.stderr, /--metric: got "auc@3", want one of precision@5/)
})

test('ratings have models, metrics and a table of their own', async () => {
  const [train, asked, report] = ['r.base', 'r.test', 'r.html'].map((name) => join(dataDir, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(train, 'ann\ttea\t5\nann\tpot\t1\nbob\ttea\t4\nbob\tcup\t2\ncy\tpot\t1\n')
  await writeFile(asked, 'cy\ttea\t5\nbob\tpot\t1\n')
  const words = ['--train', train, '--test', asked, '--format', 'ratings', '--models', 'svd', '--report', report]
  const { code, stdout, stderr } = await osusume('evaluate', '--json', ...words)
  assert.equal(code, 0, stderr)
  const { protocol, results, run } = JSON.parse(stdout)
  assert.deepEqual([protocol.format, protocol.testPairs, protocol.baseline], ['ratings', 2, 'baseline'])
  assert.deepEqual(Object.keys(results[1].metrics), ['rmse', 'mae'])
  const table = await osusume('evaluate', ...words, '--metrics', 'mae')
  assert.match(table.stdout, /^svd +[.\d]+$/m)
  assert.match(table.stdout, /2 ratings of 2 users to be predicted/)
  assert.equal((await osusume('evaluate', '--replay', run, '--report', report)).code, 0)
  assert.match((await osusume('evaluate', ...words, '--seen', 'exclude')).stderr, /--seen: ratings need none/)
})

const refused: [string[], RegExp][] = [
  [['--train', 'x'], /--format: got none, want one of pairs, lightgcn/],
  [['--format', 'pairs'], /--train: got none/],
  [['--train', 'x', '--format', 'csv'], /--format: got "csv", want pairs or lightgcn/],
  [['--train', 'x', '--format', 'pairs', '--holdout-days', '3'], /--holdout-days: a split from files needs none/],
  [['--train', 'x', '--format', 'pairs'], /test: got none, want a file/],
  [['--split', 'rnd'], /--split: got "rnd", want time or leave-last-out or .* or sessions/],
  [['--split', 'random', '--folds', '3'], /folds: the split "random" has none/],
  [['--split', 'strong', '--test-share', '1'], /--test-share: got "1", want a number above 0 and below 1/],
  [['--split', 'k-fold', '--folds', '1'], /folds: got "1", want a whole number of 2 to 100/],
  [['--replay', 'x', '--seed', '3'], /--seed: a replay asks what the run asked/],
  [['--seen', 'maybe'], /--seen: got "maybe", want exclude or include/],
  [['--holdout-days', '-3'], /--holdout-days: got "-3"/],
  [['--holdout-days', 'x'], /--holdout-days: got "x"/],
  [['--models', ','], /--models: got ","/],
  [['--models', 'svd'], /models: got "svd", want one of popular/],
  [['--metrics', 'ndcg'], /metrics: got "ndcg", want NAME@K/],
  [['--options', '{"ials":3}'], /--options: got/],
  [['--options', '{'], /--options: got "\{"/],
  [['--options', '{"ials":{"dims":3}}'], /ials: got the option "dims", want one of/],
  [['--threads', '0'], /threads: got "0"/],
  [['--seed', '1.5'], /seed: got "1.5"/],
]
for (const [words, sentence] of refused)
  test(`evaluate ${words.join(' ')} is refused in one sentence`, async () => {
    const { code, stdout, stderr } = await evaluate(...words)
    assert.equal(code, faults['bad-request'].exit)
    assert.match(stderr, sentence)
    assert.doesNotMatch(stderr, /\n\s+at /)
    assert.equal(stdout, '')
  })

test('an empty data folder is a fault of the data, said in one sentence', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'osusume-empty-'))
  try {
    const { code, stdout } = await osusume('evaluate', '--data', empty, '--json')
    assert.equal(code, faults['bad-data'].exit)
    assert.equal(JSON.parse(stdout).error.code, 'bad-data')
  } finally {
    await rm(empty, { recursive: true, force: true })
  }
})
