import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { openEngine, text } from '../../prepare/engine.ts'
import { openStore } from '../open.ts'
import { prepare } from './prepare.ts'

test('anyone’s tools read from a snapshot whose visit an event is of, its place in it and how long it lasted', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-visits-'))
  const store = await openStore(dataDir)
  const engine = await openEngine()
  try {
    const at = (minute: number, user: string, kind: Event['kind'], item: string): Event => ({
      ...{ id: `${minute}${user}`, kind, timeMs: Date.UTC(2026, 0, 1) + minute * 60_000, user, item },
      ...(kind === 'purchase' && { quantity: 1, price: 3 }),
    })
    await store.append([
      at(0, 'ann', 'view', 'cup'),
      at(1, 'bob', 'view', 'cup'),
      at(1.5, 'ann', 'view', 'mug'),
      at(4, 'ann', 'purchase', 'mug'),
      at(90, 'ann', 'view', 'pot'),
    ])
    const { snapshot } = await prepare({ store, dataDir })
    const rows = await engine.all(
      `SELECT "user", item, visit::INTEGER AS visit, place::INTEGER AS place, dwell FROM ${text(join(dataDir, 'snapshots', `${snapshot}.parquet`))} ORDER BY "user", time`,
    )
    assert.deepEqual(
      rows.map((row) => Object.values(row)),
      [
        ['ann', 'cup', 0, 0, 90],
        ['ann', 'mug', 0, 1, 150],
        ['ann', 'mug', 0, 2, null],
        ['ann', 'pot', 1, 0, null],
        ['bob', 'cup', 0, 0, null],
      ],
    )
  } finally {
    engine.close()
    await store.close()
    await rm(dataDir, { recursive: true })
  }
})
