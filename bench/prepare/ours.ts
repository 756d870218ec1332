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
  const ids = async (name: string) => {
    await engine.run(
      `CREATE TABLE ${name}s AS SELECT ${name} AS id, (row_number() OVER () - 1)::INTEGER AS code FROM (SELECT DISTINCT ${name} FROM ${from} WHERE ${name} IS NOT NULL)`,
    )
    return (await engine.all<{ id: string }>(`SELECT id FROM ${name}s ORDER BY code`)).map(({ id }) => id)
  }
  const names = ['user', 'visitor', 'item', 'order_no'] as const
  const [users = [], visitors = [], items = [], orders = []] = [
    await ids('user'),
    await ids('visitor'),
    await ids('item'),
    await ids('order_no'),
  ]
  const kinds = eventKinds.map((kind, at) => `WHEN ${text(kind)} THEN ${at}`).join(' ')
  const [timeMs, kind, quantity, price, user, visitor, item, order] = (await engine.numbers(
    `SELECT epoch_ms(time), CASE kind ${kinds} END, quantity, price, ${names.map((name) => `coalesce(${name}s.code, -1)`).join(', ')}
     FROM read_parquet(${text(source)}, file_row_number = true) raw ${names.map((name) => `LEFT JOIN ${name}s ON raw.${name} = ${name}s.id`).join(' ')} ORDER BY file_row_number`,
  )) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
  engine.close()
  return {
    length: timeMs.length,
    timeMs,
    kind: Uint8Array.from(kind),
    user: Int32Array.from(user),
    visitor: Int32Array.from(visitor),
    item: Int32Array.from(item),
    order: Int32Array.from(order),
    quantity,
    price,
    rating: new Float64Array(timeMs.length).fill(Number.NaN),
    users,
    visitors,
    items,
    orders,
  }
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
