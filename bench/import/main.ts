/**
 * How fast `osusume import` takes a file in, everything durable, and how much memory it needs while the file grows.
 *
 * Whole processes, start-up included. Online Retail stands beside pandas, which reads and cleans the same file in memory
 * (the first part of bench/peers/online_retail.py), in turn; the fastest run of each counts. Synthetic files of growing
 * length, without repeats, show whether memory stays flat.
 * Usage: npm run bench -- import [FILE.csv.gz] [--runs N] [--rows 500000,2000000] [--without-python]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { rng } from '../../src/numbers/rng.ts'
import { machineLine } from '../machine.ts'
import { peerPython } from '../peers/install.ts'
import { sharedData } from '../shared-data.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    rows: { type: 'string', default: '500000,2000000' },
    'without-python': { type: 'boolean', default: false },
  },
})

/** Loaded before ours: it prints, at the end, the most memory Linux saw the process hold. */
const withPeak = `data:text/javascript,${encodeURIComponent(
  "import { readFileSync, writeSync } from 'node:fs';" +
    "process.on('exit', () => writeSync(2, 'peak ' + /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] + '\\n'))",
)}`
const pandas = `
import sys, resource, pandas as pd
d = pd.read_csv(sys.argv[1], dtype={"Invoice": str, "StockCode": str, "Customer ID": str}, parse_dates=["InvoiceDate"])
d = d.drop_duplicates()
d = d[d["Customer ID"].notna()]
d = d[~d["Invoice"].str.startswith("C")]
d = d[(d["Quantity"] > 0) & (d["Price"] > 0)]
d = d[d["StockCode"].str.fullmatch(r"\\d{5}[A-Za-z]*")]
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
`

interface Run {
  seconds: number
  peakMiB: number
}

const folder = await mkdtemp(join(tmpdir(), 'osusume-bench-import-'))
try {
  const file = positionals[0] ?? join(sharedData, 'online-retail/online-retail-2009-2010.csv.gz')
  row('', 'rows', 'seconds', 'rows/s', 'peak MiB')
  if (existsSync(file)) {
    const python = values['without-python'] ? undefined : peerPython()
    const ours: Run[] = []
    const theirs: Run[] = []
    let rows = 0
    for (let run = 0; run < Number(values.runs); run++) {
      const { read, ...cost } = await imported(file, 'online-retail')
      rows = read
      ours.push(cost)
      if (python) theirs.push(await timed(python, ['-c', pandas, file]))
    }
    show('Online Retail', rows, fastest(ours))
    if (theirs.length > 0) {
      show('  pandas, in memory', rows, fastest(theirs))
      row('  ratio', '', `${(fastest(ours).seconds / fastest(theirs).seconds).toFixed(2)} ×`, '', '')
    }
  } else process.stderr.write(`no ${file}: name the file of Online Retail II, 2009-2010, as csv.gz\n`)
  for (const rows of values.rows.split(',').map(Number)) {
    const synthetic = join(folder, `${rows}.csv`)
    await pipeline(Readable.from(lines(rows)), createWriteStream(synthetic))
    const { read, ...cost } = await imported(synthetic, 'online-retail')
    show('synthetic', read, cost)
    await rm(synthetic)
  }
  process.stdout.write(`\nfastest of ${values.runs} interleaved runs, synthetic once; ${machineLine()}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** A year of a shop with 5,000 products and 50,000 customers, in order of time. */
function* lines(rows: number): Generator<string> {
  const random = rng(1)
  yield 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n'
  for (let n = 0; n < rows; n += 1000) {
    let block = ''
    for (let at = n; at < Math.min(n + 1000, rows); at++) {
      const product = Math.floor(random() ** 2 * 5000)
      const when = new Date(Date.UTC(2025, 0, 1) + (at / rows) * 31_536_000_000).toISOString().slice(0, 19)
      block += `${500_000 + Math.floor(at / 20)},${10_000 + product},PRODUCT ${product},${1 + (at % 7)},${when},${1 + (product % 20)}.5,${Math.floor(random() * 50_000)},Japan\n`
    }
    yield block
  }
}

async function imported(file: string, preset: string): Promise<Run & { read: number }> {
  const into = join(folder, 'data')
  const cost = await timed(process.execPath, [
    '--import',
    withPeak,
    join(root, 'src/cli/main.ts'),
    ...['import', file, '--preset', preset, '--data', into, '--json'],
  ])
  await rm(into, { recursive: true, force: true })
  return { ...cost, read: JSON.parse(cost.stdout).read }
}

async function timed(command: string, words: string[]): Promise<Run & { stdout: string }> {
  const started = performance.now()
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  const seconds = (performance.now() - started) / 1000
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${stderr}`)
  const peak = /^peak (\d+)$/m.exec(stderr)
  return { seconds, stdout, peakMiB: peak ? Number(peak[1]) / 1024 : Number.NaN }
}

function fastest(runs: Run[]): Run {
  return runs.reduce((a, b) => (b.seconds < a.seconds ? b : a))
}

function show(name: string, rows: number, { seconds, peakMiB }: Run): void {
  const whole = (n: number) => Math.round(n).toLocaleString('en')
  row(name, whole(rows), seconds.toFixed(2), whole(rows / seconds), whole(peakMiB))
}

function row(name: string, ...cells: string[]): void {
  process.stdout.write(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(12)).join('')}\n`)
}
