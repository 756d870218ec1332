import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { Event } from '../contract/event.ts'
import { Fault, type FaultCode } from '../contract/fault.ts'
import { openSqlite } from './sqlite.ts'
import { storeContract } from './store.contract.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-store-'))
})
after(() => rm(folder, { recursive: true, force: true }))

storeContract('SQLite', (name) => openSqlite(join(folder, `${name}.db`)))

const event = (id: string, user = 'ann'): Event => ({
  id,
  kind: 'view',
  timeMs: Date.UTC(2026, 0, 1),
  user,
  item: 'tea',
})

const faulted = (code: FaultCode) => (error: unknown) => {
  assert.ok(error instanceof Fault, String(error))
  assert.equal(error.code, code)
  return true
}

test('an erased customer cannot be found by reading the files', async () => {
  const name = join(folder, 'erase.db')
  const store = await openSqlite(name)
  const id = 'customer-to-be-forgotten@example.com'
  await store.putUsers([{ id, city: 'Nowhere-in-particular' }])
  // Enough that rows lie on many pages, and on pages of the index alone.
  await store.append(Array.from({ length: 3000 }, (_, n) => event(`${n}`, n % 3 === 0 ? id : `other-${n}`)))
  const holders = async (text: string) => {
    const files = (await readdir(folder)).filter((file) => file.startsWith('erase.db'))
    const contents = await Promise.all(files.map((file) => readFile(join(folder, file))))
    return files.filter((_, at) => contents[at]?.includes(text))
  }
  assert.notDeepEqual(await holders(id), [], 'it is there before, or this proves nothing')
  await store.deleteUser(id)
  assert.deepEqual(await holders(id), [], 'while open, log of changes included')
  assert.deepEqual(await holders('Nowhere-in-particular'), [])
  await store.close()
  assert.deepEqual(await holders(id), [], 'when closed')
})

test('another process that writes for too long is named, not waited for without end', async (t) => {
  const path = join(folder, 'busy.db')
  await (await openSqlite(path)).close()
  const holder = spawn(
    process.execPath,
    [
      '--eval',
      `const { DatabaseSync } = require('node:sqlite')
       const database = new DatabaseSync(process.argv[1])
       database.exec('BEGIN IMMEDIATE')
       console.log('held')
       setInterval(() => {}, 1000)`,
      path,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  t.after(() => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  const store = await openSqlite(path, { busyMs: 50 })
  await assert.rejects(store.append([event('1')]), faulted('locked'))
  assert.equal(await store.countEvents(), 0, 'readers are let in')
  holder.kill('SIGKILL')
  await once(holder, 'close')
  assert.equal((await store.append([event('1')])).accepted, 1, 'and once it is gone, so are we')
  await store.close()
})

test('a full disk refuses the batch whole and leaves the store as it was', async () => {
  const path = join(folder, 'full.db')
  const store = await openSqlite(path, { maxPages: 60 })
  await store.append([event('before')])
  const many = Array.from({ length: 20_000 }, (_, n) => event(`event-${n}`, `user-${n}`))
  await assert.rejects(store.append(many), faulted('disk-full'))
  assert.equal(await store.countEvents(), 1)
  assert.deepEqual((await store.readEvents()).users, ['ann'])
  assert.deepEqual(await store.check(), [])
  assert.equal((await store.append([event('after')])).accepted, 1, 'what is small enough still fits')
  await store.close()
})

test('a file that is no database, and one that is damaged, are told apart from ours', async () => {
  const noise = join(folder, 'noise.db')
  await writeFile(noise, Buffer.alloc(8192, 'not a database '))
  await assert.rejects(openSqlite(noise), faulted('corrupt'))
  assert.equal((await readFile(noise)).toString('latin1', 0, 14), 'not a database', 'and left as they were')

  const path = join(folder, 'damaged.db')
  const store = await openSqlite(path)
  await store.append(Array.from({ length: 5000 }, (_, n) => event(`event-${n}`)))
  await store.close()
  const file = await open(path, 'r+')
  const { size } = await file.stat()
  for (let at = 16_384; at + 4096 <= size; at += 8192) await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, at)
  await file.close()
  await assert.rejects(async () => {
    const damaged = await openSqlite(path)
    try {
      // Damage may show when it is read or when it is looked for; it must show.
      const found = await damaged.check()
      if (found.length > 0) throw new Fault('corrupt', found.join())
    } finally {
      await damaged.close()
    }
  }, faulted('corrupt'))
})

test('a path that cannot hold a database says so', async () => {
  await mkdir(join(folder, 'a-folder.db'))
  await assert.rejects(openSqlite(join(folder, 'a-folder.db')), faulted('no-access'))
  await assert.rejects(openSqlite(join(folder, 'nowhere', 'x.db')), faulted('no-access'))
})

test('processes that open a new store at once all find it made', async () => {
  const path = join(folder, 'race.db')
  const module = new URL('./sqlite.ts', import.meta.url).href
  const script = `
    const { openSqlite } = await import(process.argv[1])
    const store = await openSqlite(process.argv[2])
    await store.append([{ id: process.argv[3], kind: 'view', timeMs: 1e12, user: 'u', item: 'i' }])
    await store.close()`
  const codes = await Promise.all(
    ['1', '2', '3', '4'].map(async (id) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script, module, path, id], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      return (await once(child, 'close'))[0]
    }),
  )
  assert.deepEqual(codes, [0, 0, 0, 0])
  const store = await openSqlite(path)
  assert.equal(await store.countEvents(), 4)
  await store.close()
})

test('a store made by a newer osusume is refused and left alone', async () => {
  const path = join(folder, 'newer.db')
  await (await openSqlite(path)).close()
  const database = new DatabaseSync(path)
  database.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-from-the-future', '')")
  database.close()
  await assert.rejects(openSqlite(path), (error) => faulted('corrupt')(error) && /newer osusume/.test(String(error)))
})

test('what was acknowledged is what another process finds', async () => {
  const path = join(folder, 'durable.db')
  const store = await openSqlite(path)
  await store.append([event('1')])
  const other = new DatabaseSync(path, { readOnly: true })
  assert.equal(Object.values(other.prepare('SELECT count(*) FROM events').get() ?? {})[0], 1)
  other.close()
  await store.close()
})
