/**
 * Seconds for a truncated SVD of a normalised shop, and how much of the matrix it captures, against scikit-learn.
 *
 * Ours and TruncatedSVD(algorithm="randomized") get the same matrix, rank, 32 extra columns and number of passes, in turn
 * so that a slow minute of the machine hits both; the fastest round of each counts. Captured: ‖A V‖² / ‖A‖².
 * Usage: node bench/speed/svd/main.ts [--matrix synthetic|gowalla] [--ranks 64,256] [--iterations 8] [--rounds 2]
 *        [--threads 2] [--without-python]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { normalised } from '../../../src/model/graph/normalised.ts'
import { truncatedSvd } from '../../../src/model/graph/truncated-svd.ts'
import type { Csr } from '../../../src/numbers/csr.ts'
import { gowalla, synthetic } from '../../ials/matrices.ts'
import { machineLine } from '../../machine.ts'
import { peerPython } from '../../peers/install.ts'

const { values: asked } = parseArgs({
  options: {
    matrix: { type: 'string', default: 'gowalla' },
    ranks: { type: 'string', default: '64,256' },
    iterations: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
  },
})
const [iterations, rounds, threads] = [Number(asked.iterations), Number(asked.rounds), Number(asked.threads)]
if (!(iterations >= 1 && rounds >= 1 && threads >= 1))
  throw new RangeError('bench: want iterations, rounds and threads ≥ 1')

const here = fileURLToPath(new URL('.', import.meta.url))
const data = process.env.OSUSUME_BENCH_DATA ?? join(here, '../../../../shared/data')
const X = asked.matrix === 'synthetic' ? synthetic() : gowalla(data)
if (!X) throw new RangeError(`bench: no matrix "${asked.matrix}" at ${data}`)

interface Measured {
  seconds: number
  captured: number
}

const kernels = await openKernels({ threads })
const { byUser, byItem } = normalised(kernels, X, 0.5, 0.5)
const total = kernels.held(byUser).value.reduce((sum, x) => sum + x * x, 0)

async function ours(rank: number, seed: number): Promise<Measured> {
  const started = performance.now()
  const { V } = await truncatedSvd(kernels, byUser, byItem, { rank, nIterations: iterations, seed })
  const seconds = (performance.now() - started) / 1000
  const AV = kernels.factors(byUser.nRows, rank)
  await kernels.combine(byUser, V, AV)
  const captured = AV.array.reduce((sum, x) => sum + x * x, 0) / total
  for (const held of [V, AV]) kernels.release(held)
  return { seconds, captured }
}

const peer = asked['without-python'] ? undefined : await sklearn(X)
const out = (text: string) => process.stdout.write(`${text}\n`)
out(`${X.nRows} x ${X.nCols}, ${X.column.length} pairs; ${iterations} passes, ${threads} threads, best of ${rounds}`)
out(
  `${'rank'.padStart(5)}${['ours s', 'sklearn s', 'ratio', 'ours', 'sklearn'].map((head) => head.padStart(11)).join('')}`,
)
for (const rank of asked.ranks.split(',').map(Number)) {
  const all: { ours: Measured[]; theirs: Measured[] } = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round++) {
    all.ours.push(await ours(rank, round))
    if (peer) all.theirs.push(await peer.fit(rank, round))
  }
  const fastest = (of: Measured[]) =>
    of.reduce((a, b) => (b.seconds < a.seconds ? b : a), { seconds: Infinity, captured: Number.NaN })
  const [a, b] = [fastest(all.ours), fastest(all.theirs)]
  const cells = [
    a.seconds.toFixed(2),
    b.seconds.toFixed(2),
    (b.seconds / a.seconds).toFixed(2),
    a.captured.toFixed(5),
    b.captured.toFixed(5),
  ]
  out(`${String(rank).padStart(5)}${cells.map((cell) => cell.padStart(11)).join('')}`)
}
out(machineLine())
peer?.close()
await kernels.close()

async function sklearn({ nRows, nCols, rowStart, column }: Csr) {
  const folder = mkdtempSync(join(tmpdir(), 'osusume-svd-'))
  const pairs = join(folder, 'pairs')
  const row = new Uint32Array(column.length)
  for (let r = 0; r < nRows; r++) row.fill(r, rowStart[r], rowStart[r + 1])
  writeFileSync(pairs, Buffer.concat([Buffer.from(row.buffer), Buffer.from(column.slice().buffer)]))
  const limits = { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) }
  const child = spawn(peerPython(), [join(here, 'sklearn_svd.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...limits },
  })
  const lines = createInterface({ input: child.stdout })
  const ask = async (question: object): Promise<unknown> => {
    const answer = once(lines, 'line')
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('bench: scikit-learn ended')))
    const [line] = await Promise.race([answer, ended])
    return JSON.parse(line as string)
  }
  await ask({ pairs, rows: nRows, columns: nCols })
  return {
    fit: (rank: number, seed: number) => ask({ rank, iterations, seed }) as Promise<Measured>,
    close() {
      child.removeAllListeners('exit')
      child.stdin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
