/**
 * Cleaning a large log: every default step from raw Parquet to clean Parquet and the ledger, beside the same in pandas, in turn.
 *
 * npm run bench -- prepare [--rows 10000000] [--turns 1] [--alone]
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { eventKinds } from '../../src/contract/event.ts'
import { defaultConfig } from '../../src/prepare/config.ts'
import { openEngine, text } from '../../src/prepare/engine.ts'
import { machineLine } from '../machine.ts'
import { peerPython } from '../peers/install.ts'
import { shopLog } from './shop-log.ts'

interface Run {
  rows: number
  kept: number
  seconds: Record<'read' | 'steps' | 'write' | 'whole', number>
  /** of both cores together: what a busy machine does not stretch */
  cpuSeconds: number
  peakBytes: number
}

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    turns: { type: 'string', default: '1' },
    alone: { type: 'boolean', default: false },
  },
})
/** What must be the same on both sides, in the types of either. */
const columnsOf = {
  '.parquet':
    'user_no, "user", item_no, item, time::TIMESTAMP, kind, quantity, returned, price, CASE WHEN NOT isnan(rating) THEN rating END, returns::VARCHAR',
  '.ledger.parquet':
    'step, fate, "row", file, line, time::TIMESTAMP, customer, visitor, kind, item, quantity, price, order_no, why, into_row::BIGINT, field, "before"::VARCHAR, "after"',
}
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'osusume-bench-prepare-'))
const out = (line: string) => process.stdout.write(`${line}\n`)
try {
  const raw = join(folder, 'raw.parquet')
  await writeRaw(raw, Number(flags.rows))
  const sides: [string, () => string][] = [
    [
      'osusume',
      () =>
        execFileSync(
          process.execPath,
          ['--max-old-space-size=4096', join(here, 'ours.ts'), raw, join(folder, 'ours')],
          { encoding: 'utf8' },
        ),
    ],
  ]
  if (!flags.alone)
    sides.push([
      'pandas',
      () =>
        execFileSync(
          peerPython(),
          [join(here, '../peers/prepare.py'), raw, join(folder, 'pandas'), JSON.stringify(defaultConfig)],
          { encoding: 'utf8' },
        ),
    ])
  out(`${Number(flags.rows).toLocaleString('en')} rows; seconds, fastest of ${flags.turns}\n`)
  out(
    `${''.padEnd(10)}${['kept', 'read', 'steps', 'write', 'whole', 'cpu', 'MiB'].map((word) => word.padStart(12)).join('')}`,
  )
  const best = new Map<string, Run>()
  for (let turn = 0; turn < Number(flags.turns); turn++)
    for (const [name, run] of sides) {
      const now = JSON.parse(run()) as Run
      const before = best.get(name)
      if (!before || now.seconds.whole < before.seconds.whole) best.set(name, now)
    }
  for (const [name, { kept, seconds, cpuSeconds, peakBytes }] of best) {
    const figures = [seconds.read, seconds.steps, seconds.write, seconds.whole, cpuSeconds].map((value) =>
      value.toFixed(1),
    )
    out(
      `${name.padEnd(10)}${[kept.toLocaleString('en'), ...figures, (peakBytes / 2 ** 20).toFixed(0)].map((word) => word.padStart(12)).join('')}`,
    )
  }
  const [ours, theirs] = [best.get('osusume'), best.get('pandas')]
  if (ours && theirs) {
    out(
      `\n${(theirs.seconds.whole / ours.seconds.whole).toFixed(1)} × as fast, ${((100 * ours.peakBytes) / theirs.peakBytes).toFixed(0)} % of the memory`,
    )
    for (const [what, columns] of Object.entries(columnsOf)) {
      const n = await differing(join(folder, `ours${what}`), join(folder, `pandas${what}`), columns)
      out(`${n.toLocaleString('en')} rows of ${what} are in one of the two only`)
    }
  }
  out(`\n${machineLine()}`)
} finally {
  await rm(folder, { recursive: true })
}

/** Rows of one file that the other has not, either way. */
async function differing(one: string, other: string, columns: string): Promise<number> {
  const engine = await openEngine({ memoryBytes: 2 ** 33 })
  try {
    const only = (here: string, there: string) =>
      `(SELECT count(*) FROM (SELECT ${columns} FROM ${text(here)} EXCEPT ALL SELECT ${columns} FROM ${text(there)}))`
    const { n } = await engine.one<{ n: number }>(`SELECT (${only(one, other)} + ${only(other, one)})::DOUBLE AS n`)
    return n
  } finally {
    engine.close()
  }
}

async function writeRaw(path: string, n: number): Promise<void> {
  const log = shopLog(n, 1)
  const engine = await openEngine()
  await engine.run(`
    CREATE TABLE log (n DOUBLE, time_ms DOUBLE, kind UTINYINT, user INTEGER, visitor INTEGER, item INTEGER, order_no INTEGER, quantity DOUBLE, price DOUBLE);
    CREATE TABLE kinds (code UTINYINT, name VARCHAR)`)
  await engine.append('log', [
    Float64Array.from({ length: n }, (_, e) => e),
    log.timeMs,
    log.kind,
    log.user,
    log.visitor,
    log.item,
    log.order,
    log.quantity,
    log.price,
  ])
  await engine.append('kinds', [Uint8Array.from(eventKinds.keys()), eventKinds])
  const id = (column: string, prefix: string) => `CASE WHEN ${column} >= 0 THEN '${prefix}' || ${column} END`
  await engine.run(`
    COPY (SELECT make_timestamp((time_ms * 1000)::BIGINT) AS time, kinds.name AS kind, ${id('log.user', 'U')} AS user, ${id('visitor', 'b')} AS visitor,
      CASE WHEN item = ${log.items.length - 1} THEN 'POST' ELSE 'P' || item END AS item, ${id('order_no', 'O')} AS order_no, quantity, price
      FROM log JOIN kinds ON log.kind = kinds.code ORDER BY n) TO ${text(path)} (FORMAT parquet, COMPRESSION zstd)`)
  engine.close()
}
