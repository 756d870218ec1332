/**
 * Seconds per sweep over both sides of ials, and the objective it reaches, against implicit's AlternatingLeastSquares.
 *
 * Both fit the same matrix with the same objective (confidence 10 for touched pairs, λ 5 here), the same number of
 * sweeps and of threads, in turn so that a slow minute of the machine hits both; the fastest sweep of each counts. One
 * function computes both objectives, from implicit's factors divided by √(1 + α), the target of touched pairs there.
 * Usage: npm run bench -- ials [--matrix synthetic|gowalla] [--dims 64,128] [--solvers cg,exact] [--epochs 3]
 *        [--rounds 2] [--threads 2] [--without-python] [--json]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels, shareCsr } from '../../src/kernels/kernels.ts'
import { type DecidedOptions, fitFactors, ials } from '../../src/model/factors/ials.ts'
import type { Csr } from '../../src/numbers/csr.ts'
import { transpose } from '../../src/numbers/csr.ts'
import { machine, machineLine } from '../machine.ts'
import { peerPython } from '../peers/install.ts'
import { gowalla, synthetic } from './matrices.ts'
import { objective } from './objective.ts'

const { values: asked } = parseArgs({
  options: {
    matrix: { type: 'string' },
    dims: { type: 'string', default: '64,128' },
    solvers: { type: 'string', default: 'cg,exact' },
    epochs: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const [epochs, rounds, threads] = [Number(asked.epochs), Number(asked.rounds), Number(asked.threads)]
if (!(epochs >= 2 && rounds >= 1 && threads >= 1))
  throw new RangeError('bench: want epochs ≥ 2, rounds ≥ 1, threads ≥ 1')

/** Hu's confidence of a touched pair; ours is α = 1/(c − 1), λ = α·λ_hu/(1 + α). */
const confidence = 10
const lambdaHu = 50
const alpha = 1 / (confidence - 1)
const lambda = (alpha * lambdaHu) / (1 + alpha)

const root = fileURLToPath(new URL('../../', import.meta.url))
const data = process.env.OSUSUME_BENCH_DATA ?? join(root, '../shared/data')
const makers: Record<string, () => Csr | undefined> = { synthetic, gowalla: () => gowalla(data) }

interface Cell {
  matrix: string
  dim: number
  solver: 'cg' | 'exact'
  ours: Measured
  theirs?: Measured
}
interface Measured {
  secondsPerSweep: number
  objective: number
}

const cells: Cell[] = []
for (const [name, make] of Object.entries(makers)) {
  if (asked.matrix !== undefined && asked.matrix !== name) continue
  const matrix = make()
  if (matrix) await measure(name, matrix)
  else process.stderr.write(`no ${name} in ${data}: left out\n`)
}
if (asked.json) process.stdout.write(`${JSON.stringify({ machine: machine(), epochs, rounds, threads, cells })}\n`)
else print()

async function measure(name: string, matrix: Csr): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'osusume-bench-'))
  const peer = asked['without-python'] ? undefined : startPeer(folder, matrix)
  const kernels = await openKernels({ threads })
  process.stderr.write(
    `${name}: ${matrix.nRows} x ${matrix.nCols}, ${matrix.column.length} pairs, ${kernels.backend}\n`,
  )
  try {
    for (const dim of asked.dims.split(',').map(Number))
      for (const solver of asked.solvers.split(',') as ('cg' | 'exact')[]) {
        const cell: Cell = { matrix: name, dim, solver, ours: nothingYet() }
        if (peer) cell.theirs = nothingYet()
        for (let round = 0; round < rounds; round++) {
          note(cell.ours, await fitOurs(matrix, dim, solver))
          if (peer && cell.theirs) note(cell.theirs, await peer.fit(dim, solver))
        }
        process.stderr.write(`${row(cell)}\n`)
        cells.push(cell)
      }
  } finally {
    peer?.stop()
    await kernels.close()
    rmSync(folder, { recursive: true, force: true })
  }

  async function fitOurs(m: Csr, dim: number, solver: 'cg' | 'exact') {
    const options: DecidedOptions = { ...ials.defaults, dim, epochs, solver, cgSteps: 3, alpha, lambda, nu: 0 }
    const ends: number[] = []
    const onProgress = () => void ends.push(performance.now())
    const { users, items } = await fitFactors(shareCsr(m), shareCsr(transpose(m)), options, {
      kernels,
      seed: 1,
      onProgress,
    })
    const seconds = ends.slice(1).map((end, e) => (end - ends[e]!) / 1000)
    const reached = objective(m, dim, users, items, { alpha, lambda })
    kernels.release(users)
    kernels.release(items)
    return { secondsPerSweep: Math.min(...seconds), objective: reached }
  }
}

/** implicit in a process of its own, which stays for all fits of a matrix. */
function startPeer(folder: string, m: Csr) {
  writeFileSync(join(folder, 'shape.json'), JSON.stringify({ nRows: m.nRows, nCols: m.nCols }))
  for (const [file, array] of Object.entries({
    'row-start.u32': m.rowStart,
    'column.u32': m.column,
    'value.f32': m.value,
  }))
    writeFileSync(join(folder, file), new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  const child = spawn(peerPython(), [join(root, 'bench/peers/ials.py'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const floats = (file: string) => {
    const bytes = readFileSync(join(folder, file))
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  }
  return {
    async fit(dim: number, solver: 'cg' | 'exact'): Promise<Measured> {
      const useCg = solver === 'cg'
      const ask = { dim, useCg, alpha: confidence, regularization: lambdaHu, epochs, threads, seed: 1 }
      child.stdin.write(`${JSON.stringify(ask)}\n`)
      const { value: line, done } = await lines.next()
      if (done) throw new Error('the peer ended')
      const { seconds } = JSON.parse(line) as { seconds: number[] }
      // x·y aims at 1 + α there: both factors carry its root
      const scaled = (file: string) => ({ array: floats(file).map((f) => f / Math.sqrt(1 + alpha)), stride: dim })
      const reached = objective(m, dim, scaled('theirs-users.f32'), scaled('theirs-items.f32'), { alpha, lambda })
      return { secondsPerSweep: Math.min(...seconds), objective: reached }
    },
    stop: () => void child.stdin.end(),
  }
}

function nothingYet(): Measured {
  return { secondsPerSweep: Number.POSITIVE_INFINITY, objective: Number.NaN }
}

function note(best: Measured, now: Measured): void {
  best.secondsPerSweep = Math.min(best.secondsPerSweep, now.secondsPerSweep)
  best.objective = now.objective
}

function row({ matrix, dim, solver, ours, theirs }: Cell): string {
  const cells = [ours.secondsPerSweep.toFixed(3), theirs?.secondsPerSweep.toFixed(3) ?? '–']
  const ratio = theirs ? (theirs.secondsPerSweep / ours.secondsPerSweep).toFixed(2) : '–'
  const goals = [ours.objective.toFixed(0), theirs?.objective.toFixed(0) ?? '–']
  const apart = theirs ? `${((ours.objective / theirs.objective - 1) * 100).toFixed(3)} %` : '–'
  return `${matrix.padEnd(12)}${String(dim).padStart(4)}  ${solver.padEnd(6)}${[...cells, ratio, ...goals, apart].map((text) => text.padStart(12)).join('')}`
}

function print(): void {
  const heads = ['ours s', 'implicit s', 'ratio', 'objective', 'implicit', 'apart']
  process.stdout.write(`${''.padEnd(24)}${heads.map((text) => text.padStart(12)).join('')}\n`)
  for (const cell of cells) process.stdout.write(`${row(cell)}\n`)
  process.stdout.write(
    `\nseconds per sweep over both sides, ${threads} threads, fastest of ${rounds} × ${epochs - 1} sweeps, in turn; ${machineLine()}\n`,
  )
}
