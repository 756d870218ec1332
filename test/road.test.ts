import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { osusume, serving } from '../src/cli/fixtures/process.ts'
import type { RecommendationAnswer, RecommendedItem } from '../src/contract/recommendation.ts'
import { rng } from '../src/numbers/rng.ts'

/**
 * The whole road with real processes and nothing of ours between them: a file no preset knows goes in, a list comes out
 * of the HTTP door. The shop sells tea and tools; nobody who drinks tea buys tools. Whoever recommends well here keeps
 * them apart, and that can be seen without any metric of ours.
 */
const days = 120
const firstDay = Date.UTC(2025, 0, 1)
const teas = Array.from({ length: 30 }, (_, n) => ({ sku: `T${100 + n}`, name: `Tea no. ${n}` }))
const tools = Array.from({ length: 30 }, (_, n) => ({ sku: `W${100 + n}`, name: `Tool, size "${n}"` }))

let folder: string
let data: string

/** Semicolons, decimal commas are not needed, quotes are; days before months; one broken line, one repeated one. */
function shopFile(): string {
  const random = rng(11)
  const lines = ['Order No;Order Date;Customer;SKU;Product Name;Qty;Unit Price;Country']
  for (let n = 0; n < 4000; n++) {
    const customer = Math.floor(random() * 200)
    const shelf = customer % 2 === 0 ? teas : tools
    // the square makes some products far more popular than others
    const { sku, name } = shelf[Math.floor(random() ** 2 * shelf.length)]!
    const day = new Date(firstDay + Math.floor((n / 4000) * days) * 86_400_000)
    const date = `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()} 1${n % 10}:30`
    const price = (5 + random() * 20).toFixed(2)
    lines.push(`O${n};${date};C${customer};${sku};"${name.replaceAll('"', '""')}";1;${price};Japan`)
  }
  lines.push(lines[7]!, 'O9999;31/02/2025 10:00;C3;W101;Tool;1;5.00;Japan')
  return `${lines.join('\n')}\n`
}

const run = async (...words: string[]) => {
  const { code, stdout, stderr } = await osusume(...words, '--data', data, '--json')
  assert.equal(code, 0, `${words.join(' ')}: ${stderr}`)
  return JSON.parse(stdout)
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-road-'))
  data = join(folder, 'data')
  await writeFile(join(folder, 'orders.csv'), shopFile())
  return () => rm(folder, { recursive: true, force: true })
})

test('a shop file nobody has seen before becomes lists that know tea drinkers from toolmakers', async (t) => {
  await t.test('import proposes the mapping and accounts for every row', async () => {
    const report = await run('import', join(folder, 'orders.csv'))
    assert.equal(report.read, 4002)
    assert.deepEqual(
      [report.accepted, report.merged, report.rejected, report.setAside],
      [4000, 1, 1, 0],
      JSON.stringify(report.reasons),
    )
    assert.deepEqual(report.reasons, { 'exact-repeat': 1, 'bad-time': 1 })
    assert.equal(report.mapping.time.format, 'D/M/Y')
  })

  await t.test('prepare keeps what is clean', async () => {
    const report = await run('prepare')
    assert.deepEqual([report.users, report.items], [200, 60])
  })

  await t.test(
    'evaluate finds the taste that popularity cannot see, customer by customer and beyond chance',
    async () => {
      const { results } = await run(
        'evaluate',
        '--holdout-days',
        '20',
        '--seen',
        'include',
        '--models',
        'popular,item-knn,ials',
      )
      for (const model of ['item-knn', 'ials']) {
        const row = results.find((one: { model: string }) => one.model === model)
        assert.ok(row.metrics['ndcg@10'].difference.low > 0, model)
      }
    },
  )

  await t.test('train publishes, and recommend tells titles and reasons', async () => {
    const { published, version } = await run('train')
    assert.equal(published, true)
    const list = await run('recommend', '--user', 'C2')
    assert.equal(list.model, version)
    assert.equal(list.items.length, 10)
    for (const { item, score, reason } of list.items.slice(0, 5)) {
      assert.match(item.title, /^Tea no\. \d+$/)
      assert.ok(Number.isFinite(score) && reason.text.length > 0)
    }
  })

  await t.test('the next answer of the server knows the event before it', async (t) => {
    const server = await serving(t, data, '--log-level', 'silent')
    const ask = async (path: string, body: unknown, key = server.keys!.public) => {
      const answer = await fetch(server.address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      })
      return { status: answer.status, body: (await answer.json()) as Partial<RecommendationAnswer> }
    }
    const forYou = async () =>
      (await ask('/v1/recommendations', { visitor: 'new-here', limit: 5 })).body.items as RecommendedItem[]
    const stranger = await forYou()
    assert.ok(stranger.every(({ reason }) => reason.kind === 'popular'))

    const events = ['W110', 'W111'].map((item) => ({ kind: 'view', visitor: 'new-here', item }))
    assert.deepEqual((await ask('/v1/events', events)).body, { accepted: 2, duplicates: 0, rejected: [] })
    const after = await forYou()
    assert.ok(
      after.every(({ id }) => id.startsWith('W')),
      JSON.stringify(after),
    )
    assert.equal(after[0]?.reason.kind, 'taste')
    assert.ok(after[0]?.reason.because?.some((id) => ['W110', 'W111'].includes(id)))

    // sold out a moment ago: gone from the next list
    const put = await fetch(`${server.address}/v1/items/${after[0]?.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${server.keys!.secret}` },
      body: JSON.stringify({ title: 'Tool', available: false }),
    })
    assert.ok(put.ok)
    assert.ok((await forYou()).every(({ id }) => id !== after[0]?.id))

    assert.equal((await ask('/v1/recommendations', { user: 'C1' }, 'not-a-key')).status, 401)
    server.child.kill('SIGTERM')
    assert.equal((await server.ended).code, 0)
  })
})
