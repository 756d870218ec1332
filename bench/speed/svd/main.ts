/**
 * Seconds for a truncated SVD of a normalised shop, and how much of the matrix it captures, against scikit-learn.
 *
 * Ours and TruncatedSVD(algorithm="randomized") get the same matrix, rank, 32 extra columns and number of passes, in turn
 * so that a slow minute of the machine hits both; the fastest round of each counts. Captured: ‖A V‖² / ‖A‖².
 * Usage: node bench/speed/svd/main.ts [--matrix synthetic|gowalla] [--ranks 64,256] [--iterations 8] [--rounds 2]
 *        [--threads 2] [--without-python]
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { normalised } from '../../../src/model/graph/normalised.ts'
import { truncatedSvd } from '../../../src/model/graph/truncated-svd.ts'
import { gowalla, synthetic } from '../../ials/matrices.ts'
import { machineLine } from '../../machine.ts'
import { pairsPeer } from '../../peers/pairs-peer.ts'
import { sharedData } from '../../shared-data.ts'

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

const X = asked.matrix === 'synthetic' ? synthetic() : gowalla(sharedData)
if (!X) throw new RangeError(`bench: no matrix "${asked.matrix}" at ${sharedData}`)

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

const script = fileURLToPath(new URL('sklearn_svd.py', import.meta.url))
const peer = asked['without-python'] ? undefined : await pairsPeer(script, X, threads)
const out = (text: string) => process.stdout.write(`${text}\n`)
out(`${X.nRows} x ${X.nCols}, ${X.column.length} pairs; ${iterations} passes, ${threads} threads, best of ${rounds}`)
out(
  `${'rank'.padStart(5)}${['ours s', 'sklearn s', 'ratio', 'ours', 'sklearn'].map((head) => head.padStart(11)).join('')}`,
)
for (const rank of asked.ranks.split(',').map(Number)) {
  const all: { ours: Measured[]; theirs: Measured[] } = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round++) {
    all.ours.push(await ours(rank, round))
    if (peer) all.theirs.push((await peer.ask({ rank, iterations, seed: round })) as Measured)
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
