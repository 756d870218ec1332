/**
 * Seconds for a non-negative factorisation and what it leaves unexplained, against scikit-learn's NMF(solver="cd").
 *
 * Both get the same matrix of ones, dim, number of sweeps and single precision, and begin at random numbers of their own,
 * in turn so that a slow minute of the machine hits both; the fastest round of each counts. Left: ‖X − W Hᵀ‖² / ‖X‖².
 * Usage: npm run bench -- speed/nmf [--matrix synthetic|gowalla] [--dims 16,64] [--sweeps 20] [--rounds 2] [--threads 2]
 *        [--without-python]
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { alternate, beginAtMean, gramInto } from '../../../src/model/factors/non-negative-factors.ts'
import { transpose } from '../../../src/numbers/csr.ts'
import { gowalla, synthetic } from '../../ials/matrices.ts'
import { machineLine } from '../../machine.ts'
import { pairsPeer } from '../../peers/pairs-peer.ts'
import { sharedData } from '../../shared-data.ts'

const { values: asked } = parseArgs({
  options: {
    matrix: { type: 'string', default: 'gowalla' },
    dims: { type: 'string', default: '16,64' },
    sweeps: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
  },
})
const [sweeps, rounds, threads] = [Number(asked.sweeps), Number(asked.rounds), Number(asked.threads)]
const found = asked.matrix === 'synthetic' ? synthetic() : gowalla(sharedData)
if (!found) throw new RangeError(`bench: no matrix "${asked.matrix}" at ${sharedData}`)
const X = { ...found, value: found.value.map(() => 1) }

interface Measured {
  seconds: number
  error: number
}

const kernels = await openKernels({ threads })
const total = X.value.length / 2

/** What is left is measured as the peer's: ½ (‖X‖² − 2 tr(Wᵀ X H) + tr(WᵀW HᵀH)). */
async function ours(dim: number, seed: number): Promise<Measured> {
  const started = performance.now()
  const [W, H] = [kernels.factors(X.nRows, dim), kernels.factors(X.nCols, dim)]
  beginAtMean(W, H, X, seed)
  const [byUser, byItem] = [kernels.hold(X), kernels.hold(transpose(X))]
  await alternate(kernels, { byUser, byItem, W, H, l1: 0, l2: 0, sweeps, tolerance: 0 })
  const seconds = (performance.now() - started) / 1000
  const [XH, ofW, ofH] = [kernels.factors(X.nRows, dim), kernels.factors(dim, dim), kernels.factors(dim, dim)]
  await kernels.combine(byUser, H, XH)
  await gramInto(kernels, W, 0, ofW)
  await gramInto(kernels, H, 0, ofH)
  const inner = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, at) => sum + x * b[at]!, 0)
  const error = total - inner(W.array, XH.array) + inner(ofW.array, ofH.array) / 2
  for (const held of [W, H, XH, ofW, ofH]) kernels.release(held)
  for (const held of [byUser, byItem]) kernels.drop(held)
  return { seconds, error }
}

const script = fileURLToPath(new URL('sklearn_nmf.py', import.meta.url))
const peer = asked['without-python'] ? undefined : await pairsPeer(script, X, threads)
const out = (text: string) => process.stdout.write(`${text}\n`)
out(`${X.nRows} x ${X.nCols}, ${X.column.length} pairs; ${sweeps} sweeps, ${threads} threads, best of ${rounds}`)
out(
  `${'dim'.padStart(5)}${['ours s', 'sklearn s', 'ratio', 'left', 'sklearn'].map((head) => head.padStart(11)).join('')}`,
)
for (const dim of asked.dims.split(',').map(Number)) {
  const all: { ours: Measured[]; theirs: Measured[] } = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round++) {
    all.ours.push(await ours(dim, round))
    if (peer) all.theirs.push((await peer.ask({ dim, sweeps, seed: round })) as Measured)
  }
  const least = (of: Measured[], what: 'seconds' | 'error') => Math.min(...of.map((one) => one[what]))
  const [a, b] = [least(all.ours, 'seconds'), least(all.theirs, 'seconds')]
  const left = (of: Measured[]) => (least(of, 'error') / total).toFixed(5)
  const cells = [a.toFixed(2), b.toFixed(2), (b / a).toFixed(2), left(all.ours), left(all.theirs)]
  out(`${String(dim).padStart(5)}${cells.map((cell) => cell.padStart(11)).join('')}`)
}
out(machineLine())
peer?.close()
await kernels.close()
