/**
 * Users a second whose ten best of a million items are found, exactly and through codes of 8 bits a number.
 *
 * Factors are seeded noise, people are answered in lots of --users; one answer alone shows what a visitor waits for. Beside
 * them how fast this core multiplies and adds at most, with the same kernel on data that the first cache holds. recall: how
 * many of the exact ten the codes give, exact scores of 4·k + 64 candidates deciding.
 * Usage: npm run bench -- speed/top-k [--items 1000000] [--dim 64] [--users 128] [--k 10] [--rounds 3] [--threads 1]
 */
import { parseArgs } from 'node:util'
import { bestBackend, tableOf } from '../../../src/kernels/backend.ts'
import { type Codes, openKernels } from '../../../src/kernels/kernels.ts'
import { KernelMemory } from '../../../src/kernels/memory.ts'
import { csrFrom } from '../../../src/numbers/csr.ts'
import { rng } from '../../../src/numbers/rng.ts'
import { machineLine } from '../../machine.ts'

const { values: asked } = parseArgs({
  options: {
    items: { type: 'string', default: '1000000' },
    dim: { type: 'string', default: '64' },
    users: { type: 'string', default: '128' },
    k: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
  },
})
const [nItems, dim, nUsers, k, rounds, threads] = [
  asked.items,
  asked.dim,
  asked.users,
  asked.k,
  asked.rounds,
  asked.threads,
].map(Number) as [number, number, number, number, number, number]

const kernels = await openKernels({ threads })
const [x, y] = [kernels.factors(nUsers, dim), kernels.factors(nItems, dim)]
const random = rng(1)
for (const { array } of [x, y]) for (let at = 0; at < array.length; at++) array[at] = random() + random() - 1
const one = kernels.factors(1, dim)
one.array.set(x.array.subarray(0, x.stride))
const codes = kernels.encode(y)
// everybody has thirty things already
const draw = (n: number) => Uint32Array.from({ length: 30 * nUsers }, () => Math.floor(random() * n))
const exclude = csrFrom(nUsers, nItems, draw(nUsers), draw(nItems), undefined, 'max')

const peak = peakGigaflops()
process.stdout.write(
  `${''.padEnd(10)}${['users/s', 'GFLOP/s', 'one, ms', 'recall'].map((h) => h.padStart(10)).join('')}\n`,
)
const exact = (await kernels.best(x, y, k, { exclude })).item
for (const [name, how] of [
  ['exact', undefined],
  ['8 bits', codes],
] as const) {
  const lot = await fastest(() => kernels.best(x, y, k, with8(how, true)))
  const alone = await fastest(() => kernels.best(one, y, k, with8(how, false)))
  const { item } = await kernels.best(x, y, k, with8(how, true))
  let found = 0
  for (let u = 0; u < nUsers; u++) {
    const want = new Set(exact.subarray(u * k, (u + 1) * k))
    for (const i of item.subarray(u * k, (u + 1) * k)) if (want.has(i)) found++
  }
  const perSecond = nUsers / lot
  const cells = [perSecond.toFixed(0), ((perSecond * nItems * dim * 2) / 1e9).toFixed(1), (1000 * alone).toFixed(1)]
  process.stdout.write(
    `${name.padEnd(10)}${[...cells, (found / exact.length).toFixed(4)].map((t) => t.padStart(10)).join('')}\n`,
  )
}
process.stdout.write(
  `\n${nItems.toLocaleString('en')} items, dim ${dim}, ${threads} threads, fastest of ${rounds}; at most ${peak.toFixed(1)} GFLOP/s a core; ${machineLine()}\n`,
)
await kernels.close()

function with8(codes: Codes | undefined, filtered: boolean) {
  return { ...(codes && { codes }), ...(filtered && { exclude }) }
}

async function fastest(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await work()
    least = Math.min(least, (performance.now() - started) / 1000)
  }
  return least
}

/** 16 rows against 32 items of 64 numbers, again and again: 12 KiB. */
function peakGigaflops(): number {
  const memory = new KernelMemory()
  const table = tableOf(bestBackend(), memory.memory)
  const [a, b, out] = [memory.take(16 * 256), memory.take(32 * 256), memory.take(16 * 32 * 4)]
  const times = 20_000
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const started = performance.now()
    for (let t = 0; t < times; t++) table.scores(a, 16, b, 32, 64, out, 32)
    least = Math.min(least, performance.now() - started)
  }
  return (times * 16 * 32 * 64 * 2) / least / 1e6
}
