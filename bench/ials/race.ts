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

/**
 * Every sweep of a fit of ours and of the peer's, a sweep of each in turn, so that a slow minute of the machine hits both.
 * What comes before the first sweep, and looking at the objective, does not count.
 */
export async function race(
  kernels: Kernels,
  m: Csr,
  ask: Ask,
  peer: Peer | undefined,
): Promise<Record<'ours' | 'theirs', Sweep[]>> {
  const options: DecidedOptions = { ...ials.defaults, ...ask, alpha, lambda, nu: 0 }
  const [ours, theirs]: [Sweep[], Sweep[]] = [[], []]
  const run = peer?.run(ask)
  let began = 0
  const watch = async (sweep: number, users: Factors, items: Factors) => {
    const seconds = (performance.now() - began) / 1000
    if (sweep > 0) {
      ours.push({ seconds, objective: await objective(kernels, m, users, items, { alpha, lambda }) })
      const their = await run?.next()
      if (their?.value) theirs.push(their.value)
    }
    began = performance.now()
  }
  const context = { kernels, seed: 1 }
  const { users, items } = await fitFactors(shareCsr(m), shareCsr(transpose(m)), options, context, undefined, watch)
  // the peer ends its fit
  await run?.next()
  kernels.release(users)
  kernels.release(items)
  return { ours, theirs }
}

export type Peer = ReturnType<typeof startPeer>

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
    /** A fit of implicit's, sweep by sweep by its own clock, with the objective as ours is judged by. */
    async *run({ dim, solver, epochs, threads }: Ask): AsyncGenerator<Sweep, undefined> {
      const useCg = solver === 'cg'
      const ask = { dim, useCg, alpha: confidence, regularization: lambdaHu, epochs, threads, seed: 1 }
      child.stdin.write(`${JSON.stringify(ask)}\n`)
      const [users, items] = [kernels.factors(m.nRows, dim), kernels.factors(m.nCols, dim)]
      for (let sweep = 0; sweep < epochs; sweep++) {
        const { value: line, done } = await lines.next()
        if (done) throw new Error('the peer ended')
        const { seconds } = JSON.parse(line) as { seconds: number }
        readFactors(join(folder, 'theirs-users.f32'), users)
        readFactors(join(folder, 'theirs-items.f32'), items)
        yield { seconds, objective: await objective(kernels, m, users, items, { alpha, lambda }) }
        child.stdin.write('\n')
      }
      kernels.release(users)
      kernels.release(items)
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
