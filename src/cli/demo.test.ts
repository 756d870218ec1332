import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { RecommendationAnswer } from '../contract/recommendation.ts'
import { type DemoReport, demo } from '../jobs/demo/demo.ts'
import { openStore } from '../jobs/open.ts'
import { demoShop } from '../simulate/simulate-shop.ts'

const main = join(import.meta.dirname, 'main.ts')

/** A real process; `until` may end it once its stdout says enough. */
async function osusume(
  args: string[],
  { env = {}, onOutput }: { env?: Record<string, string>; onOutput?: (out: string, stop: () => void) => void } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, OSUSUME_PORT: '0', ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (piece) => {
    out += piece
    onOutput?.(out, () => child.kill('SIGINT'))
  })
  child.stderr.on('data', (piece) => {
    err += piece
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out, err }
}

describe('osusume demo', () => {
  const parent = mkdtempSync(join(tmpdir(), 'osusume-demo-'))
  const dataDir = join(parent, 'demo')
  let walked: DemoReport

  before(async () => {
    const store = await openStore(dataDir)
    const shop = { ...demoShop, nProducts: 300, nCustomers: 400, nGuests: 40 }
    walked = await demo({ store, dataDir, seed: 1, shop, threads: 1 })
    await store.close()
  })
  after(() => rmSync(parent, { recursive: true, force: true }))

  test('the model finds a good part of the achievable lift, and never more than there is', () => {
    const { share, low, high, popular, model, oracle } = walked.lift
    assert.ok(popular < model && model < oracle, JSON.stringify(walked.lift))
    assert.ok(low <= share && share <= high && low > 0.1, JSON.stringify(walked.lift))
  })

  test('every stage tells what it did, in the order of the road', () => {
    assert.deepEqual(
      walked.stages.map(({ stage }) => stage),
      ['simulate', 'import', 'prepare', 'evaluate', 'train', 'lift'],
    )
  })

  test("--once prints one customer's recommendations and leaves, without doing the work again", async () => {
    const { code, out, err } = await osusume(['demo', '--once', '--json', '--data', dataDir])
    assert.equal(code, 0, err)
    const answer = JSON.parse(out) as DemoReport & RecommendationAnswer
    assert.equal(answer.reused, true)
    assert.equal(answer.items.length, 10)
    for (const { item, reason } of answer.items) assert.ok(item.title && item.price && reason.text)
    assert.match(err, /nothing was imported or trained again/)
  })

  test('its own folder is DIR/demo unless --data names one', async () => {
    const { code, out } = await osusume(['demo', '--once'], { env: { OSUSUME_DATA: parent } })
    assert.equal(code, 0)
    assert.match(out, /looked at lately +recommended/)
    assert.ok(out.includes(`kept in ${dataDir}`))
  })

  test('a folder that holds another seed is left alone', async () => {
    const { code, err } = await osusume(['demo', '--once', '--seed', '2', '--data', dataDir])
    assert.equal(code, 11)
    assert.match(err, /conflict: .* holds the demo of seed 1, not of 2; give another folder with --data/)
  })

  test('the page is served with its key, the key works, Ctrl-C ends it and the key', async () => {
    const asked: Promise<void>[] = []
    const { code, err } = await osusume(['demo', '--json', '--data', dataDir], {
      onOutput: (out, stop) => {
        if (!out.endsWith('\n') || asked.length > 0) return
        const { address, key, people } = JSON.parse(out) as { address: string; key: string; people: { user: string }[] }
        const ask = async () => {
          const page = await fetch(address)
          assert.equal(page.status, 200)
          assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/)
          assert.ok((await page.text()).includes(key))
          const answer = await fetch(`${address}/v1/recommendations`, {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            body: JSON.stringify({ user: people[0]?.user, limit: 3 }),
          })
          assert.equal(((await answer.json()) as RecommendationAnswer).items.length, 3)
          assert.equal(
            (await fetch(`${address}/v1/items/x`, { headers: { authorization: `Bearer ${key}` } })).status,
            403,
          )
        }
        asked.push(ask().finally(stop))
      },
    })
    assert.equal(asked.length, 1, err)
    await asked[0]
    assert.equal(code, 0, err)
    const store = await openStore(dataDir)
    assert.deepEqual(await store.keys(), [])
    await store.close()
  })

  test('a port in use is one sentence that names the way out', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const { code, err } = await osusume(['demo', '--data', dataDir], { env: { OSUSUME_PORT: String(port) } })
    taken.close()
    assert.equal(code, 15)
    assert.equal(
      err,
      `osusume: port-in-use: port ${port} on 127.0.0.1 is in use; take another with --port or OSUSUME_PORT\n`,
    )
  })

  test('a demo that was stopped half way is finished by the next one, and nothing is there twice', async () => {
    const half = join(parent, 'half')
    const shop = { ...demoShop, nProducts: 300, nCustomers: 400, nGuests: 40 }
    const store = await openStore(half)
    const stop = new AbortController()
    const stopped = demo({
      store,
      dataDir: half,
      seed: 1,
      shop,
      threads: 1,
      signal: stop.signal,
      onStage: ({ stage }) => stage === 'import' && stop.abort(new Error('enough')),
    })
    await assert.rejects(stopped, /enough/)
    const whole = await demo({ store, dataDir: half, seed: 1, shop, threads: 1 })
    await store.close()
    const prepared = ({ stages }: DemoReport) =>
      stages.flatMap((one) => (one.stage === 'prepare' ? [one.report] : []))[0]
    assert.equal(whole.reused, false)
    assert.equal(prepared(whole)?.interactions, prepared(walked)?.interactions)
    assert.deepEqual(whole.lift, walked.lift)
  })

  test("a folder that holds somebody's shop is left alone", async () => {
    const theirs = join(parent, 'theirs')
    const store = await openStore(theirs)
    await store.append([{ id: '1', kind: 'view', timeMs: 1, user: 'u', item: 'i' }])
    await store.close()
    const { code, err } = await osusume(['demo', '--once', '--data', theirs])
    assert.equal(code, 11)
    assert.match(err, /holds a shop already/)
  })
})
