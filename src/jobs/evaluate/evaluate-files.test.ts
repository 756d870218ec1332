import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Fault, type FaultCode } from '../../contract/fault.ts'
import { rowHash, sketchOf } from '../../numbers/row-sketch.ts'
import { type EvaluateFilesRequest, evaluateFiles } from './evaluate-files.ts'
import { type EvaluateRatingsRequest, evaluateRatings } from './evaluate-ratings.ts'
import { replayFiles } from './replay-files.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-files-'))
after(() => rm(folder, { recursive: true }))

let files = 0
async function file(text: string): Promise<string> {
  const path = join(folder, `file-${files++}.txt`)
  await writeFile(path, text)
  return path
}
const reportFile = () => join(folder, `report-${files++}.html`)

const lists = async (train: string, asked: string, also: Partial<EvaluateFilesRequest> = {}) =>
  evaluateFiles({
    ...{ train: await file(train), test: await file(asked), format: 'pairs', reportFile: reportFile() },
    ...{ models: ['item-knn:cosine'], metrics: ['hr@1'] },
    ...also,
  })

const stars = async (train: string, asked: string, also: Partial<EvaluateRatingsRequest> = {}) =>
  evaluateRatings({
    ...{ train: await file(train), test: await file(asked), reportFile: reportFile(), models: ['knn'] },
    ...also,
  })

const refuses = (code: FaultCode, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Fault, String(error))
  assert.equal(error.code, code)
  assert.match(error.message, words)
  return true
}

const bought = 'ann,tea\nann,pot\nbob,tea\nbob,pot\nbob,cup\ncem,pot\ncem,cup\n'

test('what a published split holds twice, on both sides or only in its test is read, counted and said', async () => {
  const { protocol, results } = await lists(`${bought}ann,tea\n`, 'ann,cup\nann,cup\nann,tea\ndan,tea\ncem,vase\n')
  assert.deepEqual(protocol.warnings, [
    'Only 3 questions were asked: figures of so few move much by chance, and small differences cannot be seen.',
    '1 of the 4 test pairs stand in train too: as what somebody had is left out of their list, these count as missed.',
    '1 lines of train repeat a pair: each pair counts once.',
    '1 lines of the test repeat a pair: each pair counts once.',
    '1 users stand only in the test.',
    '1 items stand only in the test.',
  ])
  assert.equal(protocol.testPairs, 4)
  // ann finds the cup; dan is a stranger and cem asks for what nobody has
  const [popular, knn] = results
  assert.ok((knn?.metrics['hr@1']?.value ?? 0) >= 1 / 3)
  assert.ok(Number.isFinite(popular?.metrics['hr@1']?.value))
})

test('a test that is the training file, or a copy of most of it, is a leak', async () => {
  const train = await file(bought)
  const asked = { train, format: 'pairs', reportFile: reportFile() } as const
  await assert.rejects(evaluateFiles({ ...asked, test: train }), refuses('leak', /which is the file to learn from/))
  await assert.rejects(lists(bought, bought), refuses('leak', /7 of the 7 pairs of .* stand in train/))
  await assert.rejects(lists(bought, 'ann,tea\nann,pot\ncem,vase\n'), refuses('leak', /2 of the 3 pairs/))
  await lists(bought, 'ann,tea\ncem,vase\n')
  await assert.rejects(stars('a,x,1\nb,x,2\n', 'a,x,3\nb,x,1\n'), refuses('leak', /2 of the 2 pairs/))
})

test('what cannot be meant is refused with the place and the choices', async () => {
  await assert.rejects(lists(bought, 'ann,cup\n', { models: ['ialz'] }), refuses('bad-request', /"ialz", want one of/))
  await assert.rejects(lists(bought, 'ann,cup\n', { metrics: ['hr'] }), refuses('bad-request', /"hr", want NAME@K/))
  await assert.rejects(lists(bought, 'ann\n'), refuses('bad-file', /want user and item/))
  await assert.rejects(lists(bought, 'ann,cup\nbob\n'), refuses('bad-file', /line 2.*want 2 fields/))
  await assert.rejects(lists(bought, '\n\n'), refuses('bad-file', /got no rows|user and item/))
  await assert.rejects(lists('', 'ann,cup\n'), refuses('bad-file', /an empty file/))
  await assert.rejects(stars('a,x,1\n', 'a,y,2\n', { models: ['svdd'] }), refuses('bad-request', /"svdd", want one of/))
  await assert.rejects(
    stars('a,x,1\n', 'a,y,2\n', { metrics: ['hr@1'] }),
    refuses('bad-request', /want one of rmse, mae/),
  )
  await assert.rejects(stars('a,x,1\n', 'a,y,many\n'), refuses('bad-file', /line 1.*"many", want a number|want user/))
  await assert.rejects(
    stars('a,x,1\n', 'a,y,2\n', { options: { svd: { dim: 3 } } }),
    refuses('bad-request', /options for "svd", want one of the models: baseline, knn/),
  )
  await assert.rejects(
    evaluateRatings({ train: await file('a,x,1\n') }),
    refuses('bad-request', /test: got none, want a file/),
  )
})

test('a model too large for the data stays out with the reason, and takes nobody with it', async () => {
  const wide = Array.from({ length: 60_000 }, (_, i) => `u${i},i${i}\n`).join('')
  const models = ['ease', 'item-knn:cosine']
  const { protocol, results, run } = await lists(`${bought}${wide}`, 'ann,cup\nbob,i7\n', { models })
  assert.deepEqual(
    results.map(({ model }) => model),
    ['popular', 'item-knn:cosine'],
  )
  assert.match(
    protocol.warnings?.at(-1) ?? '',
    /^Left out, ease: 60,003 users × 60,003 items need [\d,]+ MiB, 8,192 are allowed/,
  )
  assert.equal((await replayFiles(run as string, { reportFile: reportFile() })).replay.same, true)
  await assert.rejects(
    lists(`${bought}${wide}`, 'ann,cup\n', { models: ['ease'] }),
    refuses('bad-request', /need .* MiB/),
  )
})

test('ratings: figures over all ratings of the test, strangers and unknown items among them', async () => {
  // everybody rates 3, except that the test holds a 5 of a stranger for an unknown item
  const train = ['a', 'b', 'c'].flatMap((u) => ['x', 'y', 'z'].map((i) => `${u},${i},3`)).join('\n')
  const { protocol, results } = await stars(`${train}\na,w,1\nb,w,5\n`, 'a,v,3\nd,v,5\nd,v,4\n', {
    metrics: ['rmse', 'mae'],
  })
  assert.deepEqual([protocol.scale, protocol.testPairs, protocol.testUsers], [{ low: 1, high: 5 }, 2, 2])
  assert.deepEqual(protocol.unknown, { users: 1, items: 2 })
  assert.match(protocol.warnings?.join() ?? '', /1 lines of the test repeat a pair/)
  const [baseline] = results
  // of d nothing is known but the mean 3 of everything; the later of its two ratings counts: an error of 1 and a small one
  const own = (baseline?.metrics.rmse?.value ?? 0) ** 2 * 2 - 1
  assert.ok(own >= 0 && own < 0.1, String(own))
  assert.deepEqual(
    results.map(({ model }) => model),
    ['baseline', 'knn'],
  )
  assert.ok(results[1]?.metrics.mae?.difference)
})

test('what is known of items and users reaches the models that read it, and figures by parts', async () => {
  // ann likes what is green; the last cup is new, and nobody has it
  const items = await file(
    '{"item":"tea","text":"green leaves","category":"kitchen"}\n{"item":"pot","text":"green iron"}\n{"item":"cup","text":"blue glass"}\n{"item":"new","text":"green glass","category":"kitchen"}\n{"item":"other","text":"x"}\n',
  )
  const users = await file('user,age,country\nann,30,ch\nbob,31,de\n')
  const also = {
    items,
    users,
    models: ['hybrid'],
    metrics: ['hr@1'],
    options: { hybrid: { model: 'item-knn:cosine' } },
  }
  const { protocol, results } = await lists(bought, 'ann,new\nbob,new\n', also)
  assert.deepEqual(protocol.about, { items, users })
  assert.match(protocol.warnings?.join() ?? '', /Of 1 of the 3 users .* says nothing/)
  assert.ok(results.every(({ metrics }) => Number.isFinite(metrics['hr@1']?.value)))
  assert.ok(results[1]?.slices?.some(({ by }) => by === 'country'))
  await assert.rejects(
    lists(bought, 'ann,new\n', { ...also, items: await file('item,title\nnone,None\n') }),
    refuses('bad-data', /items: none of the 1 ids of .* \(the first is none\) is one of the split's \(such as tea\)/),
  )
})

test('options tuned on the training file pass, options tuned on the test are refused', async () => {
  const asked = 'ann,cup\ncem,tea\n'
  const rows = (text: string) =>
    sketchOf(Float64Array.from(text.trim().split('\n'), (line) => rowHash(line.replace(',', '\t'))))
  const tuned = { model: 'item-knn:cosine', options: { nNeighbours: 2 } }
  const { results } = await lists(bought, asked, { models: [], tuned: [{ ...tuned, read: rows(bought) }] })
  assert.equal(results[1]?.options.nNeighbours, 2)
  await assert.rejects(
    lists(bought, asked, { models: [], tuned: [{ ...tuned, read: rows(`${bought}ann,cup`) }] }),
    refuses('leak', /item-knn:cosine were tuned on 1 of the 2 rows/),
  )
})

test('an evaluation of files is made again from its manifest, and only from the same files', async () => {
  const path = reportFile()
  const made = await lists(bought, 'ann,cup\ncem,tea\n', {
    reportFile: path,
    models: ['ials'],
    metrics: ['ndcg@3', 'auc'],
  })
  assert.equal(made.run, path.replace('.html', '.json'))
  const { replay, results } = await replayFiles(made.run as string, { threads: 1, reportFile: reportFile() })
  assert.deepEqual(replay, { of: made.run, same: true, differs: [], changed: [] })
  assert.deepEqual(
    results.map(({ metrics }) => metrics),
    made.results.map(({ metrics }) => metrics),
  )
  const rated = await stars('a,x,1\na,y,3\nb,x,2\n', 'b,y,2\n', { models: ['svd'] })
  assert.equal((await replayFiles(rated.run as string, { reportFile: reportFile() })).replay.same, true)

  const tampered = JSON.parse(await readFile(made.run as string, 'utf8'))
  tampered.results[1].metrics['ndcg@3'].value = 0.5
  const copy = join(folder, 'tampered.json')
  await writeFile(copy, JSON.stringify(tampered))
  const other = (await replayFiles(copy, { reportFile: reportFile() })).replay
  assert.equal(other.same, false)
  assert.match(other.differs.join(), /^ials ndcg@3: [\d.]+, was 0.5$/)

  await appendFile(made.protocol.train, 'dan,tea\n')
  await assert.rejects(replayFiles(made.run as string, {}), refuses('bad-data', /its sha256 is .*, was .* when/))
  await assert.rejects(replayFiles(made.protocol.train, {}), refuses('bad-file', /want the .json that/))
})
