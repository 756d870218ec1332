/** One side of the comparison: raw events from a Parquet file, every default step, clean events and the ledger into Parquet files. */
import { basename } from 'node:path'
import { writeLedgerFile } from '../../src/jobs/prepare/ledger-file.ts'
import { rules, writeSnapshotFile } from '../../src/jobs/prepare/snapshot-file.ts'
import { defaultConfig } from '../../src/prepare/config.ts'
import { prepareEvents } from '../../src/prepare/prepare-events.ts'
import { SourceRuns } from '../../src/store/source-runs.ts'
import { readRaw } from './read-raw.ts'

const [source = '', target = ''] = process.argv.slice(2)

/** Each row stands on the line of its number. */
function sourcesOf(n: number): SourceRuns {
  const sources = new SourceRuns()
  const file = sources.addFile(basename(source))
  for (let row = 0; row < n; row++) sources.add(file, row + 1)
  return sources
}

const started = performance.now()
const log = await readRaw(source)
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
