import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { osusume, started } from '../../cli/fixtures/process.ts'
import { rng } from '../../numbers/rng.ts'
import type { Journal } from './journal.ts'
import type { TuneOptions, TuneReport } from './tune.ts'
import { tuneFiles } from './tune-files.ts'

async function shop(t: TestContext): Promise<{ folder: string; train: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'osusume-tune-'))
  t.after(() => rm(folder, { recursive: true }))
  const random = rng(4)
  const lines: string[] = []
  for (let u = 0; u < 300; u++)
    for (let n = 0; n < 7; n++) {
      const any = Math.floor(random() * random() * 80)
      lines.push(`${u}\t${random() < 0.9 ? any - (any % 4) + (u % 4) : any}`)
    }
  const train = join(folder, 'train.tsv')
  await writeFile(train, lines.join('\n'))
  return { folder, train }
}

const options: TuneOptions = {
  model: 'rp3beta',
  objective: { goal: 'ndcg@10', floors: [], within: [] },
  method: 'tpe',
  budget: { trials: 14 },
  seed: 1,
  threads: 1,
}

const essence = ({ best, history, pruned }: TuneReport) => ({ best, history, pruned })

test('a search killed in the middle goes on: no finished trial again, and it ends as if it had not been killed', async (t) => {
  const { folder, train } = await shop(t)
  const journal = join(folder, 'killed.ndjson')
  const command = [
    'tune',
    '--model',
    'rp3beta',
    '--train',
    train,
    '--format',
    'pairs',
    '--trials',
    '40',
    '--threads',
    '1',
    '--json',
  ]
  const lines = async () => (await readFile(journal, 'utf8').catch(() => '')).split('\n').slice(1, -1)

  const { child, finished } = started(...command, '--journal', journal)
  while ((await lines()).length < 4) await setTimeout(5)
  child.kill('SIGKILL')
  await Promise.all([finished, once(child, 'close').catch(() => {})])
  const before = await lines()
  assert.ok(before.length >= 4 && before.length < 40, `killed after ${before.length} trials`)

  const again = await osusume(...command, '--journal', journal)
  assert.equal(again.code, 0, again.stderr)
  const report = JSON.parse(again.stdout) as TuneReport
  assert.equal(report.resumed, before.length)
  assert.deepEqual((await lines()).slice(0, before.length), before)
  assert.deepEqual(
    (await lines()).map((line) => JSON.parse(line.slice(0, line.lastIndexOf(' '))).n).sort((a, b) => a - b),
    [...Array(40).keys()],
  )

  const unbroken = await tuneFiles({
    ...options,
    budget: { trials: 40 },
    train,
    format: 'pairs',
    journal: join(folder, 'unbroken.ndjson'),
  })
  assert.deepEqual(essence(report), essence(unbroken))
})

test('two cores propose, find and choose what one does', async (t) => {
  const { folder, train } = await shop(t)
  const [one, two] = await Promise.all(
    [1, 2].map((threads) =>
      tuneFiles({ ...options, threads, train, format: 'pairs', journal: join(folder, `${threads}.ndjson`) }),
    ),
  )
  assert.deepEqual(essence(two!), essence(one!))
  // what is found in the journal is drawn without another trial
  const html = join(folder, 'pages', 'search.html')
  const drawn = await tuneFiles({ ...options, train, format: 'pairs', journal: join(folder, '1.ndjson'), html })
  assert.equal(drawn.resumed, drawn.trials)
  assert.match(await readFile(html, 'utf8'), /rp3beta reaches NDCG@10 0\.\d{4}/)
})

test('hyperband tries many on few people and only the best of them on all', async (t) => {
  const { folder, train } = await shop(t)
  const journal = join(folder, 'j')
  await tuneFiles({ ...options, method: 'hyperband', budget: { trials: 13 }, train, format: 'pairs', journal })
  const shares = (await readFile(journal, 'utf8'))
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line.slice(0, line.lastIndexOf(' '))) as Journal['found'][number])
  assert.deepEqual(
    shares.map(({ share }) => Math.round(1 / share)),
    [9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 3, 3, 1],
  )
  const value = (n: number) => shares[n]!.figures!['ndcg@10']!
  const best = [...Array(9).keys()].sort((a, b) => value(b) - value(a))
  assert.deepEqual(shares[9]!.options, shares[best[0]!]!.options)
})

test('under a floor the best that keeps it is chosen, though others have more of the goal', async (t) => {
  const { folder, train } = await shop(t)
  const free = await tuneFiles({ ...options, train, format: 'pairs', journal: join(folder, 'free') })
  const objective = { goal: 'ndcg@10', floors: [{ key: 'coverage@10', least: 0.99 }], within: [] }
  const bound = await tuneFiles({ ...options, objective, train, format: 'pairs', journal: join(folder, 'bound') })
  assert.ok(bound.figures['coverage@10']! >= 0.99 || bound.warning)
  assert.ok(bound.best.value <= free.best.value + 1e-9)
})

test('of a blend the weights are searched', async (t) => {
  const { folder, train } = await shop(t)
  const parts = [{ model: 'popular' }, { model: 'rp3beta' }]
  const report = await tuneFiles({
    ...options,
    model: 'blend',
    options: { parts, had: 'keep' },
    budget: { trials: 12 },
    train,
    format: 'pairs',
    journal: join(folder, 'j'),
  })
  const [popular, walks] = report.best.options.parts as { weight: number }[]
  assert.ok(walks!.weight > popular!.weight)
})

test('what cannot be tuned is refused with the reason', async (t) => {
  const { folder, train } = await shop(t)
  const journal = join(folder, 'j')
  const asked = (changed: Partial<TuneOptions>) =>
    tuneFiles({ ...options, ...changed, train, format: 'pairs', journal })
  await assert.rejects(asked({ model: 'svdd' }), /model: got "svdd"/)
  await assert.rejects(asked({ options: { nope: 1 } }), /got the option "nope"/)
  await assert.rejects(asked({ objective: { ...options.objective, goal: 'ndgc@10' } }), /got "ndgc@10"/)
  await assert.rejects(asked({ objective: { ...options.objective, goal: 'auc' } }), /want a metric of lists/)
  const stop = new AbortController()
  stop.abort(new Error('enough'))
  await assert.rejects(asked({ signal: stop.signal }), /enough/)
})

test('nothing to hold out is said', async (t) => {
  const { folder } = await shop(t)
  const train = join(folder, 'lonely.tsv')
  await writeFile(train, '1\t1\n2\t2\n')
  await assert.rejects(
    tuneFiles({ ...options, train, format: 'pairs', journal: join(folder, 'j') }),
    /nothing could be held out/,
  )
})
