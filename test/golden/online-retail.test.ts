import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { osusume } from '../../src/cli/fixtures/process.ts'
import type { Evaluation } from '../../src/jobs/evaluate/evaluate.ts'
import { defaultConfig } from '../../src/prepare/config.ts'

/**
 * The whole road on a real file, held against pandas and implicit 0.7.3 (bench/peers/online_retail.py printed these
 * figures): reading, cleaning, cut, neighbours and metrics have to agree, or one of the figures moves.
 */
const data = process.env.OSUSUME_BENCH_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const file = join(data, 'online-retail/online-retail-2009-2010.csv.gz')
const skip = existsSync(file) ? false : 'the file of Online Retail II is not here; OSUSUME_BENCH_DATA names its folder'

const keys = ['precision@10', 'recall@10', 'map@10', 'ndcg@10', 'hr@10'] as const
const recipe: Record<'exclude' | 'include', { users: number; rows: Record<string, readonly number[]> }> = {
  exclude: {
    users: 1115,
    rows: {
      popular: [0.0295, 0.0183, 0.0134, 0.0347, 0.2215],
      'item-knn:tfidf': [0.0621, 0.0534, 0.038, 0.0792, 0.3695],
      'item-knn:bm25': [0.067, 0.0617, 0.0435, 0.0875, 0.3919],
    },
  },
  include: {
    users: 1213,
    rows: { popular: [0.1105], 'item-knn:tfidf': [0.2624], 'item-knn:bm25': [0.2555] },
  },
}

let folder = ''
before(async () => {
  if (skip) return
  folder = await mkdtemp(join(tmpdir(), 'osusume-golden-'))
  const imported = await osusume('import', file, '--preset', 'online-retail', '--data', folder, '--json')
  assert.equal(imported.code, 0, imported.stderr)
  // what the recipe does not do: it takes an order sent twice for two, and a slip of the keyboard for a price
  const steps = defaultConfig.steps.filter((step) => step !== 'repeated-orders' && step !== 'outliers')
  await writeFile(join(folder, 'recipe.json'), JSON.stringify({ steps }))
})
after(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function evaluated(...words: string[]): Promise<Evaluation> {
  const { code, stdout, stderr } = await osusume(
    'evaluate',
    ...words,
    '--data',
    folder,
    '--config',
    join(folder, 'recipe.json'),
    '--json',
  )
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Evaluation
}

function holds({ protocol, results }: Evaluation, seen: 'exclude' | 'include', of: readonly string[]): void {
  assert.equal(protocol.seen, seen)
  assert.equal(protocol.testUsers, recipe[seen].users)
  for (const [model, row] of Object.entries(recipe[seen].rows)) {
    const metrics = results.find((result) => result.model === model)?.metrics
    row.forEach((want, at) => {
      const got = metrics?.[of[at] as string]?.value ?? Number.NaN
      assert.ok(Math.abs(got - want) <= 0.0005, `${model} ${of[at]}: got ${got}, want ${want} ± .0005`)
    })
  }
}

test('cleaning and cutting leave what pandas leaves, and three models give the figures of the recipe', {
  skip,
}, async () => {
  const evaluation = await evaluated('--models', 'item-knn:tfidf,item-knn:bm25')
  const { users, items, interactions } = evaluation.protocol
  assert.deepEqual({ users, items, interactions }, { users: 4039, items: 3958, interactions: 244_069 })
  holds(evaluation, 'exclude', keys)
})

test('with seen items included, too', { skip }, async () => {
  const words = ['--seen', 'include', '--models', 'item-knn:tfidf,item-knn:bm25', '--metrics', 'ndcg@10']
  holds(await evaluated(...words), 'include', ['ndcg@10'])
})

test('iALS is at least as good as the recipe, and every model is far above popularity', { skip }, async () => {
  const { results } = await evaluated()
  const value = (model: string, key: string) =>
    results.find((result) => result.model === model)?.metrics[key]?.value ?? Number.NaN
  assert.ok(value('ials', 'ndcg@10') >= 0.0911, `NDCG@10 ${value('ials', 'ndcg@10')}`)
  assert.ok(value('ials', 'recall@10') >= 0.0679, `recall@10 ${value('ials', 'recall@10')}`)
  for (const { model, metrics } of results) {
    if (model === 'popular') continue
    const popular = results.find((result) => result.model === 'popular')?.metrics['ndcg@10']
    assert.ok((metrics['ndcg@10']?.low ?? 0) > (popular?.high ?? 1), `${model}: intervals apart`)
  }
})
