/**
 * Seconds for the one step of EASE that costs, the inverse of a symmetric n × n matrix in float32, against numpy and OpenBLAS.
 *
 * In turn, two threads each, the fastest round of each counts. numpy's `inv` factorises a general matrix; there is no
 * inverse of a symmetric one in it. Error: the largest entry of P·G − I in a hundred rows of ours.
 * Usage: npm run bench -- speed/ease [--sizes 5000,10000] [--rounds 2] [--threads 2] [--without-python]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { rng } from '../../../src/numbers/rng.ts'
import { machineLine } from '../../machine.ts'
import { peerPython } from '../../peers/install.ts'

const { values: asked } = parseArgs({
  options: {
    sizes: { type: 'string', default: '5000,10000' },
    rounds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
  },
})
const threads = Number(asked.threads)
const kernels = await openKernels({ threads })

/** Sparse co-occurrences and a heavy diagonal; a hundred rows are kept to look at the result. */
async function ours(n: number): Promise<{ seconds: number; error: number }> {
  const random = rng(n)
  const m = kernels.symmetric(n)
  const row = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    row.fill(0)
    for (let c = 0; c < 40; c++) row[Math.floor(random() * (i + 1))] = 2 * random()
    row[i] = 150
    m.setRow(i, row)
  }
  const kept = Array.from({ length: 100 }, (_, k) => {
    const i = Math.floor((k * n) / 100)
    const own = new Float32Array(n)
    m.rowInto(i, own)
    return { i, own }
  })
  const started = performance.now()
  await m.invertNegated()
  const seconds = (performance.now() - started) / 1000
  let error = 0
  for (let j = 0; j < n; j += Math.ceil(n / 20)) {
    m.rowInto(j, row)
    for (const { i, own } of kept)
      error = Math.max(error, Math.abs(own.reduce((sum, x, k) => sum - x * row[k]!, 0) - Number(i === j)))
  }
  m.release()
  return { seconds, error }
}

const peer = asked['without-python']
  ? undefined
  : spawn(peerPython(), [fileURLToPath(new URL('../../peers/inverse.py', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OPENBLAS_NUM_THREADS: asked.threads, OMP_NUM_THREADS: asked.threads },
    })
const answers = peer && createInterface({ input: peer.stdout })

async function theirs(n: number): Promise<number> {
  if (!peer || !answers) return Number.NaN
  peer.stdin.write(`${n}\n`)
  const [line] = (await once(answers, 'line')) as [string]
  return Number(line.split(' ')[0])
}

process.stdout.write('      n    ours s   GFLOP/s   numpy s     ratio   our error\n')
for (const n of asked.sizes.split(',').map(Number)) {
  const best = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY, error: 0 }
  for (let round = 0; round < Number(asked.rounds); round++) {
    const { seconds, error } = await ours(n)
    best.ours = Math.min(best.ours, seconds)
    best.error = Math.max(best.error, error)
    if (peer) best.theirs = Math.min(best.theirs, await theirs(n))
  }
  const cells = [best.ours.toFixed(2), (n ** 3 / best.ours / 1e9).toFixed(1), peer ? best.theirs.toFixed(2) : '–']
  const ratio = peer ? `${(best.theirs / best.ours).toFixed(2)} ×` : '–'
  process.stdout.write(
    `${String(n).padStart(7)}${cells.map((cell) => cell.padStart(10)).join('')}${ratio.padStart(10)}${best.error.toExponential(1).padStart(12)}\n`,
  )
}
process.stdout.write(`\n${machineLine()}\n`)
peer?.kill()
await kernels.close()
