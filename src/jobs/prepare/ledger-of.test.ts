import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMapping } from '../../collect/mapping/mapping.ts'
import { importFile } from '../import/import-file.ts'
import { openStore } from '../open.ts'
import { ledgerOf } from './ledger-of.ts'
import { prepare } from './prepare.ts'

const mapping = parseMapping(
  {
    time: { column: 'when' },
    kind: 'purchase',
    user: 'who',
    item: 'what',
    query: 'note',
    quantity: 'n',
  },
  'orders.json',
)

const orders = `when,who,what,note,n
2026-01-01T10:00:00Z,ann,cup,,1
2026-01-01T10:00:00Z,ann,cup,,1
2026-01-02T10:00:00Z,ann,pot,"a note
of three
lines",0
no time at all,ann,cup,,1
2026-01-03T10:00:00Z,,cup,,1
2026-01-04T10:00:00Z,bob,cup,,1
2026-01-05T10:00:00Z,bob,POST,,1
`
const later = `when,who,what,note,n
2026-02-01T10:00:00Z,bob,POSTAGE,,1
`

test('an entry names the file and the line, past repeats, lines that were refused and notes of several lines, also when the import had been broken off', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-ledger-of-'))
  const store = await openStore(dataDir)
  const bring = async (name: string, text: string, stopped = false) => {
    const file = join(dataDir, name)
    await writeFile(file, text)
    const stop = new AbortController()
    if (stopped) stop.abort()
    return importFile({ file, mapping, store, dataDir, nowMs: Date.now, batchRows: 3, signal: stop.signal })
  }
  try {
    await assert.rejects(bring('orders.csv', orders, true), /stopped after 3 rows/)
    await bring('orders.csv', orders)
    await bring('later.csv', later)
    await store.append([{ id: 'sent', kind: 'purchase', timeMs: Date.UTC(2026, 2, 1), user: 'bob', item: 'FEE' }])
    await prepare({ store, dataDir })
    const { lines } = await ledgerOf(store, dataDir, { limit: 100 })
    assert.deepEqual(
      lines.map(({ step, item, file, line }) => [step, item, file, line]),
      [
        ['people', 'cup', 'orders.csv', 8],
        ['products', 'POST', 'orders.csv', 10],
        ['products', 'POSTAGE', 'later.csv', 2],
        ['products', 'FEE', null, null],
        ['quantities', 'pot', 'orders.csv', 4],
      ],
    )
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
})
