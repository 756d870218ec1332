import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { serving } from '../src/cli/fixtures/process.ts'
import { openStore } from '../src/jobs/open.ts'

const nClients = 10

/** Posts events, one request after the other, until the server is gone; what was acknowledged goes into `said`. */
async function client(address: string, name: string, said: string[]): Promise<void> {
  for (let n = 0; ; n++) {
    const ids = Array.from({ length: 1 + (n % 4) }, (_, k) => `${name}-${n}-${k}`)
    const body = JSON.stringify(ids.map((id) => ({ id, kind: 'view', item: `item-${n % 50}`, visitor: name })))
    try {
      const answer = await fetch(`${address}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (answer.status !== 200) return
      // The verdict, not the mere status, is the promise. Whoever read it may forget the events.
      const { accepted } = (await answer.json()) as { accepted: number }
      if (accepted === ids.length) said.push(...ids)
    } catch {
      return
    }
  }
}

// counted in acknowledgements, not in time: a busy machine kills as deep into the work as an idle one
for (const killAfter of [30, 300, 1500]) {
  test(`a server killed after ${killAfter} acknowledged events of a crowd holds every one of them, once`, {
    timeout: 60_000,
  }, async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'osusume-kill-'))
    try {
      const first = await serving(t, dataDir, '--no-auth', '--log-level', 'silent')
      const said = Array.from({ length: nClients }, () => [] as string[])
      const clients = said.map((ids, c) => client(first.address, `visitor-${c}`, ids))
      while (said.flat().length < killAfter) await sleep(1)
      first.child.kill('SIGKILL')
      assert.equal((await first.ended).signal, 'SIGKILL')
      await Promise.all(clients)
      const acknowledged = said.flat()
      assert.ok(acknowledged.length >= killAfter)

      const store = await openStore(dataDir)
      try {
        for (const [c, ids] of said.entries()) {
          const stored = (await store.eventsOf({ visitor: `visitor-${c}` }, { limit: 1e6 })).map(({ id }) => id)
          const kept = new Set(stored)
          assert.equal(kept.size, stored.length, 'nothing is stored twice')
          const missing = ids.filter((id) => !kept.has(id))
          assert.deepEqual(missing, [], 'nothing acknowledged is lost')
          // a request without an answer may have been stored or not, but whole: there is at most one per client
          assert.ok(stored.length <= ids.length + 4)
        }
      } finally {
        await store.close()
      }

      const second = await serving(t, dataDir, '--no-auth', '--log-level', 'silent')
      const again = await fetch(`${second.address}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          acknowledged.slice(0, 10_000).map((id) => ({ id, kind: 'view', item: 'item-0', visitor: 'again' })),
        ),
      })
      const { accepted, duplicates } = (await again.json()) as { accepted: number; duplicates: number }
      assert.deepEqual([accepted, duplicates], [0, Math.min(10_000, acknowledged.length)])
      second.child.kill('SIGTERM')
      assert.equal((await second.ended).code, 0)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
}

test('a server killed while products and customers are written holds every one it acknowledged', {
  timeout: 60_000,
}, async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-kill-'))
  try {
    const first = await serving(t, dataDir, '--no-auth', '--log-level', 'silent')
    // the last state of each that was acknowledged; each client writes its own, again and again
    const said = Array.from({ length: nClients }, () => new Map<string, number>())
    const count = () => said.reduce((sum, each) => sum + [...each.values()].reduce((a, b) => a + b, 0), 0)
    const clients = said.map(async (each, c) => {
      const what = c % 2 === 0 ? 'items' : 'users'
      for (let n = 1; ; n++) {
        const id = `${what}-${c}-${n % 5}`
        const version = (each.get(id) ?? 0) + 1
        try {
          const answer = await fetch(`${first.address}/v1/${what}/${id}`, {
            method: 'PUT',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ attributes: { version } }),
          })
          await answer.json()
          if (answer.status !== 200) return
          each.set(id, version)
        } catch {
          return
        }
      }
    })
    while (count() < 300) await sleep(1)
    first.child.kill('SIGKILL')
    assert.equal((await first.ended).signal, 'SIGKILL')
    await Promise.all(clients)

    const store = await openStore(dataDir)
    try {
      for (const [c, each] of said.entries())
        for (const [id, version] of each) {
          const kept = c % 2 === 0 ? await store.item(id) : await store.user(id)
          // one more may have been written without its answer getting through
          const stored = Number(kept?.attributes?.version)
          assert.ok(stored === version || stored === version + 1, `${id}: stored ${stored}, acknowledged ${version}`)
        }
    } finally {
      await store.close()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
