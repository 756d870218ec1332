/** One side of the comparison: raw events from a Parquet file, every default step, clean events and the ledger into Parquet files. */
import { eventKinds } from '../../src/contract/event.ts'
import { writeLedgerFile } from '../../src/jobs/ledger-file.ts'
import { rules, writeSnapshotFile } from '../../src/jobs/snapshot-file.ts'
import { defaultConfig } from '../../src/prepare/config.ts'
import { openEngine, text } from '../../src/prepare/engine.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'
import { prepareEvents } from '../../src/prepare/prepare-events.ts'

const [source = '', target = ''] = process.argv.slice(2)

async function read(): Promise<EventColumns> {
  const engine = await openEngine()
  const from = `read_parquet(${text(source)})`
  const { n } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${from}`)
  const names = ['user', 'visitor', 'item', 'order_no'] as const
  for (const name of names) {
    const ids = `SELECT ${name} FROM ${from} WHERE ${name} IS NOT NULL GROUP BY ${name} ORDER BY ${name}`
    await engine.run(`CREATE TYPE ${name}s AS ENUM (${ids})`)
  }
  const number = () => new Float64Array(n)
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
  const kinds = eventKinds.map((kind, at) => `WHEN ${text(kind)} THEN ${at}`).join(' ')
  await engine.fill(
    `SELECT epoch_ms(time)::DOUBLE, (CASE kind ${kinds} END)::UTINYINT, coalesce(quantity, 'nan'), coalesce(price, 'nan'),
       ${names.map((name) => `coalesce(enum_code(${name}::${name}s)::INTEGER, -1)`).join(', ')} FROM ${from}`,
    Object.values(log),
  )
  const listOf = (name: string) => engine.texts(`SELECT unnest(enum_range(NULL::${name}s))`)
  const [users, visitors, items, orders] = [
    await listOf('user'),
    await listOf('visitor'),
    await listOf('item'),
    await listOf('order_no'),
  ]
  engine.close()
  return { length: n, ...log, rating: number().fill(Number.NaN), users, visitors, items, orders }
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
await writeSnapshotFile(`${target}.parquet`, clean, meta)
if (ledger) await writeLedgerFile(`${target}.ledger.parquet`, ledger, log)
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
    peakBytes: process.resourceUsage().maxRSS * 1024,
  })}\n`,
)
