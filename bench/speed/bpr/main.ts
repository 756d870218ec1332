/**
 * Seconds for a fit of BPR and the recall@20 it reaches, against implicit's BayesianPersonalizedRanking.
 *
 * Both get nine in ten of Gowalla's training pairs (a seeded cut), the same options and threads, in turn; the fastest fit,
 * by the clock and by the time its threads worked (which other work on the machine disturbs less),
 * and the mean recall of the tenth that was held out count. implicit answers with the people it was trained to, ours from
 * their histories, the map of people included in its seconds.
 * Usage: npm run bench -- speed/bpr [--dim 64] [--epochs 40] [--rounds 2] [--threads 2] [--without-python]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { bpr } from '../../../src/model/factors/bpr.ts'
import { type Csr, csrFrom } from '../../../src/numbers/csr.ts'
import { rng } from '../../../src/numbers/rng.ts'
import { gowalla } from '../../ials/matrices.ts'
import { machineLine } from '../../machine.ts'
import { peerPython } from '../../peers/install.ts'
import { sharedData } from '../../shared-data.ts'

const { values: asked } = parseArgs({
  options: {
    dim: { type: 'string', default: '64' },
    epochs: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
  },
})
const [dim, epochs, rounds, threads] = [asked.dim, asked.epochs, asked.rounds, asked.threads].map(Number) as [
  number,
  number,
  number,
  number,
]
const root = fileURLToPath(new URL('../../../', import.meta.url))
const whole = gowalla(sharedData)
if (!whole) throw new RangeError(`bench: no gowalla at ${sharedData}`)
const [train, test] = cut(whole)

interface Measured {
  seconds: number
  cpu: number
  recall: number
}
const kernels = await openKernels({ threads })
const folder = mkdtempSync(join(tmpdir(), 'osusume-bench-'))
const peer = asked['without-python'] ? undefined : startPeer()
const [mine, theirs]: [Measured[], Measured[]] = [[], []]
try {
  for (let seed = 1; seed <= rounds; seed++) {
    mine.push(await ours(seed))
    if (peer) theirs.push(await peer.fit(seed))
  }
} finally {
  peer?.stop()
  await kernels.close()
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(
  `${''.padEnd(10)}${['seconds', 'of threads', 'recall@20'].map((head) => head.padStart(12)).join('')}\n`,
)
for (const [name, all] of [
  ['ours', mine],
  ['implicit', theirs],
] as const)
  if (all.length > 0) {
    const least = (of: 'seconds' | 'cpu') => Math.min(...all.map((one) => one[of])).toFixed(2)
    const recall = all.reduce((sum, one) => sum + one.recall, 0) / all.length
    process.stdout.write(
      `${name.padEnd(10)}${[least('seconds'), least('cpu'), recall.toFixed(4)].map((text) => text.padStart(12)).join('')}\n`,
    )
  }
process.stdout.write(
  `\ndim ${dim}, ${epochs} passes, ${train.column.length} pairs, ${threads} threads, ${rounds} fits each in turn; ${machineLine()}\n`,
)

async function ours(seed: number): Promise<Measured> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const model = await bpr.fit(train, { ...bpr.defaults, dim, epochs }, { kernels, seed })
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const { count, item } = await model.recommend(train, 20, train)
  let [sum, people] = [0, 0]
  for (let u = 0; u < test.nRows; u++) {
    const held = new Set(test.column.subarray(test.rowStart[u]!, test.rowStart[u + 1]!))
    if (held.size === 0) continue
    people++
    const hits = item.subarray(u * 20, u * 20 + count[u]!).filter((i) => held.has(i)).length
    sum += hits / held.size
  }
  return { seconds, cpu: (user + system) / 1e6, recall: sum / people }
}

/** Nine in ten and one in ten of the entries, by a seeded draw. */
function cut(m: Csr): [Csr, Csr] {
  const random = rng(1)
  const parts: [number[], number[]][] = [
    [[], []],
    [[], []],
  ]
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const [rows, columns] = parts[random() < 0.9 ? 0 : 1]!
      rows.push(u)
      columns.push(m.column[at]!)
    }
  return parts.map(([row, column]) =>
    csrFrom(m.nRows, m.nCols, Uint32Array.from(row), Uint32Array.from(column), undefined, 'max'),
  ) as [Csr, Csr]
}

/** implicit in a process of its own, which stays for all fits. */
function startPeer() {
  writeFileSync(join(folder, 'shape.json'), JSON.stringify({ nRows: train.nRows, nCols: train.nCols }))
  for (const [name, m] of Object.entries({ train, test })) {
    writeFileSync(join(folder, `${name}-start.u32`), m.rowStart)
    writeFileSync(join(folder, `${name}-column.u32`), m.column)
  }
  const child = spawn(peerPython(), [join(root, 'bench/peers/bpr.py'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { learningRate, lambda } = bpr.defaults
  return {
    async fit(seed: number): Promise<Measured> {
      child.stdin.write(`${JSON.stringify({ dim, epochs, learningRate, lambda, threads, seed })}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('the peer ended')
      return JSON.parse(value) as Measured
    },
    stop: () => void child.stdin.end(),
  }
}
