import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { openStore } from '../open.ts'
import { groupAppend } from './group-append.ts'

const event = (id: string): Event => ({ id, kind: 'view', timeMs: 1, visitor: 'v', item: 'i' })

async function withStore(use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-append-'))
  const store = await openStore(dataDir)
  try {
    await use(store)
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

test('a crowd shares commits, and each caller hears of their own events only', () =>
  withStore(async (store) => {
    let commits = 0
    const append = groupAppend({
      append: (events) => {
        commits++
        return store.append(events)
      },
    })
    assert.deepEqual(await append([event('old')]), { accepted: 1, duplicates: 0 })
    const answers = await Promise.all([
      append([event('a'), event('b')]),
      append([event('old')]),
      append([event('b'), event('c'), event('c')]),
      append([event('d')]),
    ])
    assert.deepEqual(answers, [
      { accepted: 2, duplicates: 0 },
      { accepted: 0, duplicates: 1 },
      // b came with the caller before, c twice with this one
      { accepted: 1, duplicates: 2 },
      { accepted: 1, duplicates: 0 },
    ])
    assert.equal(commits, 2, 'one for the first, one for the four')
    assert.equal(await store.countEvents(), 5)
  }))

test('more than one transaction should hold is parted, and still answered in order', () =>
  withStore(async (store) => {
    const sizes: number[] = []
    const append = groupAppend({
      append: (events) => {
        sizes.push(events.length)
        return store.append(events)
      },
    })
    const batch = (name: string) => Array.from({ length: 9_000 }, (_, n) => event(`${name}${n}`))
    const answers = await Promise.all(['a', 'b', 'a'].map((name) => append(batch(name))))
    assert.deepEqual(
      answers.map(({ accepted }) => accepted),
      [9_000, 9_000, 0],
    )
    assert.deepEqual(sizes, [18_000, 9_000])
  }))

test('when the store refuses, nobody in the group is told yes, and the next group is served', () =>
  withStore(async (store) => {
    let full = true
    const append = groupAppend({
      append: (events) =>
        full ? Promise.reject(new Fault('disk-full', 'the disk is full; nothing was changed')) : store.append(events),
    })
    const refused = await Promise.allSettled([append([event('a')]), append([event('b')])])
    assert.ok(refused.every(({ status }) => status === 'rejected'))
    full = false
    assert.deepEqual(await append([event('a')]), { accepted: 1, duplicates: 0 })
  }))
