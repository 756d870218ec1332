import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Factors, type Kernels, shareCsr } from '../../src/kernels/kernels.ts'
import { type DecidedOptions, fitFactors, ials } from '../../src/model/factors/ials.ts'
import { type Csr, transpose } from '../../src/numbers/csr.ts'
import { peerPython } from '../peers/install.ts'
import { objective } from './objective.ts'

/** One sweep over both sides: how long it took, and the objective after it. */
export interface Sweep {
  seconds: number
  objective: number
}

export interface Ask {
  dim: number
  solver: 'cg' | 'exact'
  cgSteps: number
  relaxation: number
  epochs: number
  threads: number
}

/** implicit's names: the confidence of touched pairs and its λ. */
const confidence = 10
const lambdaHu = 50
/** The same objective in our words, but for a factor (docs/methods/ials.md). */
const alpha = 1 / (confidence - 1)
const lambda = (alpha * lambdaHu) / (1 + alpha)

/** Every sweep of a fit of ours; what comes before the first, and looking at the objective, does not count. */
export async function runOurs(
  kernels: Kernels,
  m: Csr,
  { dim, solver, cgSteps, relaxation, epochs }: Ask,
): Promise<Sweep[]> {
  const options: DecidedOptions = { ...ials.defaults, dim, epochs, solver, cgSteps, relaxation, alpha, lambda, nu: 0 }
  const sweeps: Sweep[] = []
  let began = 0
  const watch = async (sweep: number, users: Factors, items: Factors) => {
    const seconds = (performance.now() - began) / 1000
    if (sweep > 0) sweeps.push({ seconds, objective: await objective(kernels, m, users, items, { alpha, lambda }) })
    began = performance.now()
  }
  const { users, items } = await fitFactors(
    shareCsr(m),
    shareCsr(transpose(m)),
    options,
    { kernels, seed: 1 },
    undefined,
    watch,
  )
  kernels.release(users)
  kernels.release(items)
  return sweeps
}

/** implicit in a process of its own, which stays for all fits of a matrix; its files lie in `folder`. */
export function startPeer(kernels: Kernels, m: Csr, folder: string) {
  writeFileSync(join(folder, 'shape.json'), JSON.stringify({ nRows: m.nRows, nCols: m.nCols }))
  for (const [file, array] of Object.entries({
    'row-start.u32': m.rowStart,
    'column.u32': m.column,
    'value.f32': m.value,
  }))
    writeFileSync(join(folder, file), new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  const script = fileURLToPath(new URL('../peers/ials.py', import.meta.url))
  const child = spawn(peerPython(), [script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    /** Every sweep of a fit of implicit's, by its own clock, with the objective as ours is judged by. */
    async run({ dim, solver, epochs, threads }: Ask): Promise<Sweep[]> {
      const useCg = solver === 'cg'
      const ask = { dim, useCg, alpha: confidence, regularization: lambdaHu, epochs, threads, seed: 1 }
      child.stdin.write(`${JSON.stringify(ask)}\n`)
      const [users, items] = [kernels.factors(m.nRows, dim), kernels.factors(m.nCols, dim)]
      const sweeps: Sweep[] = []
      while (sweeps.length < epochs) {
        const { value: line, done } = await lines.next()
        if (done) throw new Error('the peer ended')
        const { seconds } = JSON.parse(line) as { seconds: number }
        readFactors(join(folder, 'theirs-users.f32'), users)
        readFactors(join(folder, 'theirs-items.f32'), items)
        sweeps.push({ seconds, objective: await objective(kernels, m, users, items, { alpha, lambda }) })
        child.stdin.write('\n')
      }
      kernels.release(users)
      kernels.release(items)
      return sweeps
    },
    stop: () => void child.stdin.end(),
  }
}

/** x·y aims at 1 + α there: both factors carry its root. */
function readFactors(file: string, { array, nRows, dim, stride }: Factors): void {
  const bytes = readFileSync(file)
  const read = new Float32Array(bytes.buffer, bytes.byteOffset, nRows * dim)
  const root = Math.sqrt(1 + alpha)
  for (let r = 0; r < nRows; r++) for (let k = 0; k < dim; k++) array[r * stride + k] = read[r * dim + k]! / root
}
