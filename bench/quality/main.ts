/**
 * Dirt found by `osusume quality` in simulated shops, whose dirt is known: recall and precision of every kind.
 *
 * npm run bench -- quality [--shops 8] [--misses]
 *
 * A kind is counted in what it is a property of: rows, or browsers, customers, orders, products where it is theirs. Right is what was planted
 * and found; recall = right / planted, precision = right / found, each with its 95 % interval (Wilson) over all shops. Where a check looks for
 * several kinds (a time that cannot be read, one ahead of now) each has its recall, and all share the check's precision.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeRawFile } from '../../src/jobs/demo/demo-file.ts'
import { inspectQuality } from '../../src/jobs/quality/quality.ts'
import { type RawLine, rawText } from '../../src/simulate/raw-line.ts'
import { rawMapping } from '../../src/simulate/raw-mapping.ts'
import { simulateShop } from '../../src/simulate/simulate-shop.ts'
import { machineLine } from '../machine.ts'
import { isMachine, type Kind, kinds } from './kinds.ts'
import { type LogDirt, logDirt } from './log-dirt.ts'
import { wilson } from './wilson.ts'

const { values: flags } = parseArgs({
  options: { shops: { type: 'string', default: '8' }, misses: { type: 'boolean', default: false } },
})
const out = (line: string) => process.stdout.write(`${line}\n`)
const tallies = new Map(kinds.map((kind) => [kind, { planted: 0, hit: 0, found: 0, right: 0 }]))
const ofLog = new Map<string, LogDirt>()
const people = { human: 0, taken: 0 }
const written = { planted: 0, read: 0 }
let rows = 0

const folder = await mkdtemp(join(tmpdir(), 'osusume-bench-quality-'))
try {
  for (let seed = 1; seed <= Number(flags.shops); seed++) await oneShop(seed)
} finally {
  await rm(folder, { recursive: true })
}
out(`${flags.shops} shops, ${rows.toLocaleString('en')} rows\n`)
const head = ['planted', 'found'].map((word) => word.padStart(9)).join('')
out(`${'dirt'.padEnd(19)}${'check'.padEnd(25)}${'counted in'.padEnd(11)}${head}  ${'recall'.padEnd(21)}precision`)
const table = [
  ...[...tallies].map(([{ name, check, unit }, tally]) => ({ name, check, unit, ...tally })),
  ...[...ofLog.values()].map((one) => ({ unit: 'rows', hit: one.right, ...one })),
]
for (const { name, check, unit, planted, hit, found, right } of table)
  out(
    `${name.padEnd(19)}${check.padEnd(25)}${unit.padEnd(11)}${[planted, found].map((n) => n.toLocaleString('en').padStart(9)).join('')}  ${share(hit, planted).padEnd(21)}${share(right, found)}`,
  )
out(
  `\nbots: ${people.taken} of ${people.human.toLocaleString('en')} people taken for machines, ${share(people.taken, people.human)}`,
)
out(`prices as people write them: ${written.read} of ${written.planted} read\n\n${machineLine()}`)

async function oneShop(seed: number): Promise<void> {
  const { lines, span } = simulateShop({
    seed,
    nProducts: 400,
    nCustomers: 600,
    nGuests: 150,
    nCrawlers: 24,
    hasMoreDirt: true,
    span: { startMs: Date.UTC(2025, 7, 1), endMs: Date.UTC(2025, 11, 1) },
  })
  const file = join(folder, 'sales.csv.gz')
  await writeRawFile(file, lines)
  const found = new Map<string, Set<RawLine>>()
  const { fields } = await inspectQuality({
    from: { file, mapping: rawMapping },
    reportFile: join(folder, 'quality.html'),
    now: () => span.endMs,
    // the header is line 1
    onFound: (check, at) => found.set(check, new Set(Array.from(at, (line) => lines[line - 2] as RawLine))),
  })
  rows += lines.length
  for (const kind of kinds) count(kind, lines, found.get(kind.check) ?? new Set())
  const taken = found.get('bots') ?? new Set()
  const human = new Map<string, boolean>()
  for (const line of lines)
    if (!isMachine(line) && line.browser !== '') human.set(line.browser, human.get(line.browser) || taken.has(line))
  people.human += human.size
  people.taken += [...human.values()].filter(Boolean).length
  for (const one of await logDirt(lines, folder, span.endMs)) {
    const { planted = 0, found = 0, right = 0 } = ofLog.get(one.name) ?? {}
    ofLog.set(one.name, {
      ...one,
      planted: planted + one.planted,
      found: found + one.found,
      right: right + one.right,
    })
  }
  written.planted += lines.filter(({ unit_price, cut }) => cut === undefined && /[€,E]/.test(unit_price)).length
  written.read += fields.find(({ field }) => field === 'unit_price')?.written ?? 0
}

/** By what is counted: the row itself where the kind names nothing else. */
function count(kind: Kind, lines: readonly RawLine[], found: ReadonlySet<RawLine>): void {
  const keyed = (some: Iterable<RawLine>) =>
    new Map(Array.from(some, (line) => [kind.key?.(line) ?? line, line] as const))
  const planted = keyed(lines.filter(kind.is))
  const right = keyed(lines.filter((line) => kinds.some(({ check, is }) => check === kind.check && is(line))))
  const came = keyed(found)
  const tally = tallies.get(kind)
  if (!tally) return
  tally.planted += planted.size
  tally.hit += [...planted.keys()].filter((key) => came.has(key)).length
  tally.found += came.size
  tally.right += [...came.keys()].filter((key) => right.has(key)).length
  if (!flags.misses) return
  const shown = (which: string, of: Map<unknown, RawLine>, not: Map<unknown, RawLine>) => {
    for (const [key, line] of [...of].filter(([key]) => !not.has(key)).slice(0, 5))
      out(`  ${kind.name}, ${which}: ${typeof key === 'string' ? `${key}: ` : ''}${rawText(line)}`)
  }
  shown('missed', planted, came)
  shown('wrongly found', came, right)
}

function share(right: number, n: number): string {
  if (n === 0) return '–'
  const { low, high } = wilson(right, n)
  return `${(right / n).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
}
