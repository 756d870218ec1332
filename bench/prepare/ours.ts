/** One side of the comparison: raw events from a Parquet file, every default step, clean events and the ledger into Parquet files. */
import { basename } from 'node:path'
import { eventKinds } from '../../src/contract/event.ts'
import { writeLedgerFile } from '../../src/jobs/prepare/ledger-file.ts'
import { rules, writeSnapshotFile } from '../../src/jobs/prepare/snapshot-file.ts'
import { defaultConfig } from '../../src/prepare/config.ts'
import { type NumberArray, openEngine, text } from '../../src/prepare/engine.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'
import { prepareEvents } from '../../src/prepare/prepare-events.ts'
import { SourceRuns } from '../../src/store/source-runs.ts'

const [source = '', target = ''] = process.argv.slice(2)

async function read(): Promise<EventColumns> {
  const engine = await openEngine()
  // rows say their place themselves, so that both cores may hand them over as they come
  await engine.run("SET preserve_insertion_order = false; SET streaming_buffer_size = '32MB'")
  const from = `read_parquet(${text(source)}, file_row_number = true)`
  const { n } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${from}`)
  const names = ['user', 'visitor', 'item', 'order_no'] as const
  for (const name of names)
    await engine.run(
      `CREATE TABLE ${name}s AS SELECT id, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS code
       FROM (SELECT DISTINCT ${name} AS id FROM ${from} WHERE ${name} IS NOT NULL)`,
    )
  const number = () => new Float64Array(n).fill(Number.NaN)
  const code = () => new Int32Array(n)
  const log = {
    timeMs: number(),
    kind: new Uint8Array(n),
    quantity: number(),
    price: number(),
    user: code(),
    visitor: code(),
    item: code(),
    order: code(),
  }
  const columns = Object.values(log)
  const kinds = eventKinds.map((kind, at) => `WHEN ${text(kind)} THEN ${at}`).join(' ')
  const pieces = engine.pieces(
    `SELECT file_row_number::DOUBLE, epoch_ms(time)::DOUBLE, (CASE kind ${kinds} END)::UTINYINT, coalesce(quantity, 'nan'), coalesce(price, 'nan'),
       ${names.map((name) => `coalesce(${name}s.code, -1)`).join(', ')}
     FROM ${from} raw ${names.map((name) => `LEFT JOIN ${name}s ON raw.${name} = ${name}s.id`).join(' ')}`,
  )
  for await (const [row = new Float64Array(), ...values] of pieces) {
    const start = row[0]!
    const inOneGo = row.every((at, k) => at === start + k)
    for (const [at, column] of columns.entries()) {
      const piece = values[at] as NumberArray
      if (inOneGo) column.set(piece, start)
      else for (let k = 0; k < row.length; k++) column[row[k]!] = piece[k]!
    }
  }
  const listOf = async (name: string) => {
    const { list } = await engine.one<{ list: string }>(
      `SELECT to_json(list(id ORDER BY code))::VARCHAR AS list FROM ${name}s`,
    )
    return JSON.parse(list) as string[]
  }
  const [users, visitors, items, orders] = [
    await listOf('user'),
    await listOf('visitor'),
    await listOf('item'),
    await listOf('order_no'),
  ]
  engine.close()
  return { length: n, ...log, rating: number(), users, visitors, items, orders }
}

/** Each row stands on the line of its number. */
function sourcesOf(n: number): SourceRuns {
  const sources = new SourceRuns()
  const file = sources.addFile(basename(source))
  for (let row = 0; row < n; row++) sources.add(file, row + 1)
  return sources
}

const started = performance.now()
const log = await read()
const read_ = performance.now()
const { clean, steps, ledger } = prepareEvents(log, defaultConfig, { ledger: true })
const cleaned = performance.now()
const meta = {
  rules,
  untilSeq: log.length,
  events: log.length,
  catalogue: '',
  standsFor: [],
  config: defaultConfig,
  asked: {},
}
const sources = sourcesOf(log.length)
await Promise.all([
  writeSnapshotFile(`${target}.parquet`, clean, meta),
  ledger && writeLedgerFile(`${target}.ledger.parquet`, ledger, log, sources),
])
const done = performance.now()
process.stdout.write(
  `${JSON.stringify({
    rows: log.length,
    kept: clean.user.length,
    steps: steps.map(({ step, dropped, merged, filled, quarantined }) => ({
      step,
      dropped,
      merged,
      filled,
      quarantined,
    })),
    seconds: {
      read: (read_ - started) / 1000,
      steps: (cleaned - read_) / 1000,
      write: (done - cleaned) / 1000,
      whole: (done - started) / 1000,
    },
    cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  })}\n`,
)
