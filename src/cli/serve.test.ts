import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '../contract/event.ts'
import { faults } from '../contract/fault.ts'
import { openStore } from '../jobs/open.ts'
import { shopEvents, shopItems } from '../serve/fixtures/small-shop.ts'
import { osusume, serving, started } from './fixtures/process.ts'

let dataDir: string
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-cli-'))
  const store = await openStore(dataDir)
  await store.append(shopEvents, { items: shopItems })
  await store.close()
})
after(() => rm(dataDir, { recursive: true, force: true }))

const cli = (...args: string[]) => osusume(...args, '--data', dataDir)
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await cli(...args, '--json')
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}

test('from a log to a recommendation by commands, and back to the model before', async () => {
  const early = await cli('recommend', '--user', 'u0', '--json')
  assert.equal(early.code, faults['not-ready'].exit)
  assert.match(JSON.parse(early.stdout).error.message, /osusume train/)

  const first = await json('train', '--model', 'item-knn')
  assert.equal(first.published, true)
  const second = await json('train', '--model', 'item-knn')
  assert.equal(second.hash, first.hash, 'the same data, options and seed')
  assert.notEqual(second.version, first.version)
  const other = await json('train', '--model', 'popular', '--no-publish')
  assert.equal(other.published, false)

  const live = async () => {
    const { models } = await json('models')
    return models.filter((model: { live: boolean }) => model.live).map(({ version }: { version: string }) => version)
  }
  assert.deepEqual(await live(), [second.version])
  const answer = await json('recommend', '--user', 'u0', '--limit', '3')
  assert.deepEqual([answer.model, answer.items[0].id, answer.items[0].reason.kind], [second.version, 'green', 'taste'])
  const table = await cli('recommend', '--user', 'u0')
  assert.match(table.stdout, /1 {2}green +green tea +4\.00 .*Because you bought/)

  assert.equal((await json('rollback')).version, first.version)
  assert.deepEqual(await live(), [first.version])
  assert.equal((await cli('rollback')).code, faults['not-ready'].exit, 'nothing was live before the first')
  await json('models', '--publish', second.version)
  assert.deepEqual(await live(), [second.version])
  assert.equal((await cli('models', '--publish', 'none')).code, faults['not-found'].exit)
})

test('Ctrl-C ends training within a moment, and nothing half-done is left', { timeout: 60_000 }, async () => {
  const before = [await readdir(join(dataDir, 'models')), (await json('models')).models]
  const endless = JSON.stringify({ epochs: 10_000, dim: 128 })
  const snapshots = async () => (await readdir(join(dataDir, 'snapshots'))).length
  const prepared = await snapshots()
  const store = await openStore(dataDir)
  await store.append([{ ...(shopEvents[0] as Event), id: 'makes-a-new-snapshot' }])
  await store.close()
  const { child, finished } = started('train', '--model', 'ials', '--options', endless, '--data', dataDir)
  await until(async () => (await snapshots()) > prepared)
  child.kill('SIGINT')
  const { code, stderr } = await finished
  assert.equal(code, faults.cancelled.exit, stderr)
  assert.match(stderr, /^osusume: cancelled: [^\n]*\n$/)
  assert.deepEqual([await readdir(join(dataDir, 'models')), (await json('models')).models], before)
})

test('wrong words on the command line end in one sentence and exit code 2', async () => {
  const rows: [string[], RegExp][] = [
    [['train', '--model', 'magic'], /got "magic", want one of .*item-knn/],
    [['train', '--options', '{"nonsense":1}'], /nonsense/],
    [['train', '--options', '{'], /want a JSON object/],
    [['recommend', '--limit', '0'], /limit: got "0", want a whole number of 1 to 500/],
    [['recommend', '--kind', 'magic'], /kind: got "magic", want one of for-you/],
    [['recommend', '--kind', 'similar'], /items: got nothing/],
    [['serve', '--port', '70000'], /port: got "70000"/],
    [['serve', '--no-auth', '--host', '0.0.0.0'], /without keys only this machine may call/],
    [['keys', 'add', 'golden'], /want public or secret/],
  ]
  const judge = async ([args, message]: (typeof rows)[number]) => {
    const { code, stderr } = await cli(...args)
    assert.match(stderr, message)
    assert.equal(code, faults['bad-request'].exit, args.join(' '))
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
  }
  await Promise.all(rows.map(judge))
})

test('the first serve shows two keys once; a key made or revoked elsewhere counts within a moment', {
  timeout: 60_000,
}, async (t) => {
  const server = await serving(t, dataDir)
  try {
    assert.ok(server.keys)
    const status = async (key: string) =>
      (await fetch(`${server.address}/v1/items/green`, { headers: { authorization: `Bearer ${key}` } })).status
    assert.deepEqual([await status(server.keys.secret), await status(server.keys.public)], [200, 403])
    const { key, prefix } = await json('keys', 'add', 'secret')
    await until(async () => (await status(key)) === 200)
    await json('keys', 'revoke', prefix)
    await until(async () => (await status(key)) === 401)
    assert.equal((await json('keys')).keys.length, 2)
    const kept = await Promise.all(
      ['osusume.db', 'osusume.db-wal'].map((file) => readFile(join(dataDir, file)).catch(() => '')),
    )
    assert.ok(!kept.join('').includes(server.keys.secret), 'only hashes are stored')
    assert.ok(!server.stderr().includes(server.keys.secret.slice(10)), 'no key in the log')
  } finally {
    server.child.kill('SIGTERM')
    assert.equal((await server.ended).code, 0)
  }
  const again = await serving(t, dataDir)
  assert.equal(again.keys, undefined)
  again.child.kill('SIGINT')
  assert.equal((await again.ended).code, 0)
})

test('a model trained by another process is taken up without a restart; a broken one is not', {
  timeout: 60_000,
}, async (t) => {
  const server = await serving(t, dataDir, '--no-auth')
  const ready = async () => ((await (await fetch(`${server.address}/readyz`)).json()) as { model: string }).model
  try {
    const next = await json('train', '--model', 'item-knn:bm25')
    await until(async () => (await ready()) === next.version)
    const broken = await json('train', '--model', 'popular', '--no-publish')
    await spoil(broken.version)
    assert.equal((await cli('models', '--publish', broken.version)).code, faults.corrupt.exit, 'publish looks first')
    const store = await openStore(dataDir)
    await store.publish(broken.version, Date.now())
    await store.close()
    await until(async () => server.stderr().includes(`kept ${next.version}`))
    assert.equal(await ready(), next.version, 'the old model goes on answering')
    await json('models', '--publish', next.version)
  } finally {
    server.child.kill('SIGTERM')
    assert.equal((await server.ended).code, 0)
  }
})

test('a corrupt model file ends serve and recommend in one sentence that names it', async () => {
  const { models } = await json('models')
  const live = models.find((model: { live: boolean }) => model.live).version
  const whole = await spoil(live)
  try {
    for (const command of [['serve', '--port', '0'], ['recommend']]) {
      const { code, stderr } = await cli(...command)
      assert.equal(code, faults.corrupt.exit, stderr)
      assert.match(stderr, new RegExp(`^osusume: corrupt: .*${live}\\.osm[^\n]*\n$`))
    }
  } finally {
    await writeFile(join(dataDir, 'models', `${live}.osm`), whole)
  }
  assert.equal((await cli('recommend')).code, 0)
})

test('a port in use ends serve in one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const { code, stderr } = await cli('serve', '--port', String(port), '--log-level', 'silent')
  taken.close()
  assert.equal(code, faults['port-in-use'].exit)
  assert.match(stderr, new RegExp(`^osusume: port-in-use: port ${port} on 127.0.0.1 is in use[^\n]*\n$`))
})

test('a data folder that another process is writing to is waited for, then ends the command in one sentence', async () => {
  const other = new DatabaseSync(join(dataDir, 'osusume.db'))
  try {
    other.exec('begin immediate')
    const { code, stderr } = await cli('keys', 'add', 'public')
    assert.equal(code, faults.locked.exit, stderr)
    assert.match(stderr, /^osusume: locked: .*osusume\.db[^\n]*\n$/)
    assert.equal((await cli('recommend', '--limit', '1')).code, 0, 'who only reads is not kept waiting')
  } finally {
    other.exec('rollback')
    other.close()
  }
})

test('stopping finishes the request under way, refuses the next, and ends with 0', { timeout: 60_000 }, async (t) => {
  const server = await serving(t, dataDir, '--no-auth')
  const { hostname, port } = new URL(server.address)
  const body = JSON.stringify([{ id: 'in-flight', kind: 'view', item: 'lamp', visitor: 'slow' }])
  const slow = request({
    hostname,
    port,
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  })
  const answered = once(slow, 'response')
  slow.flushHeaders()
  // the server has read the head, and says so
  await once(slow, 'continue')
  slow.write(body.slice(0, 10))
  server.child.kill('SIGTERM')
  await until(async () => server.stderr().includes('stopping'))
  await assert.rejects(fetch(`${server.address}/healthz`))
  slow.end(body.slice(10))
  const [response] = await answered
  assert.equal(response.statusCode, 200)
  response.resume()
  assert.equal((await server.ended).code, 0)
  const store = await openStore(dataDir)
  assert.equal((await store.eventsOf({ visitor: 'slow' }, { limit: 9 }))[0]?.id, 'in-flight')
  await store.close()
})

/** Turns one byte in the middle of a model file; hands back what it was. */
async function spoil(version: string): Promise<Buffer> {
  const path = join(dataDir, 'models', `${version}.osm`)
  const whole = await readFile(path)
  const spoilt = Buffer.from(whole)
  const middle = spoilt.length >> 1
  spoilt[middle] = (spoilt[middle] as number) ^ 0xff
  await writeFile(path, spoilt)
  return whole
}

/** Waits for something another process does; a generous end, so that a busy machine fails nothing. */
async function until(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await is()) return
    await sleep(50)
  }
  assert.fail('it did not happen within 15 s')
}
