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
import { openEngine, text } from '../../src/prepare/engine.ts'
import { machineLine } from '../machine.ts'
import { peerPython } from '../peers/install.ts'
import { shopLog } from './shop-log.ts'

interface Run {
  rows: number
  kept: number
  seconds: Record<'read' | 'steps' | 'write' | 'whole', number>
  peakBytes: number
}

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    turns: { type: 'string', default: '1' },
    alone: { type: 'boolean', default: false },
  },
})
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
        execFileSync(peerPython(), [join(here, '../peers/prepare.py'), raw, join(folder, 'pandas')], {
          encoding: 'utf8',
        }),
    ])
  out(`${Number(flags.rows).toLocaleString('en')} rows; seconds, fastest of ${flags.turns}\n`)
  out(`${''.padEnd(10)}${['kept', 'read', 'steps', 'write', 'whole', 'MiB'].map((word) => word.padStart(12)).join('')}`)
  const best = new Map<string, Run>()
  for (let turn = 0; turn < Number(flags.turns); turn++)
    for (const [name, run] of sides) {
      const now = JSON.parse(run()) as Run
      const before = best.get(name)
      if (!before || now.seconds.whole < before.seconds.whole) best.set(name, now)
    }
  for (const [name, { kept, seconds, peakBytes }] of best) {
    const figures = [seconds.read, seconds.steps, seconds.write, seconds.whole].map((value) => value.toFixed(1))
    out(
      `${name.padEnd(10)}${[kept.toLocaleString('en'), ...figures, (peakBytes / 2 ** 20).toFixed(0)].map((word) => word.padStart(12)).join('')}`,
    )
  }
  const [ours, theirs] = [best.get('osusume'), best.get('pandas')]
  if (ours && theirs)
    out(
      `\n${(theirs.seconds.whole / ours.seconds.whole).toFixed(1)} × as fast, ${((100 * ours.peakBytes) / theirs.peakBytes).toFixed(0)} % of the memory`,
    )
  out(`\n${machineLine()}`)
} finally {
  await rm(folder, { recursive: true })
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
