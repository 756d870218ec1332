/**
 * Seconds that ials and implicit's AlternatingLeastSquares need for a sweep over both sides, and to an equal objective.
 *
 * Both fit the same matrix with the same objective (confidence 10 for touched pairs, λ 5 here) and as many threads, a
 * sweep of each in turn so that a slow minute of the machine hits both; of a sweep's times in several rounds the fastest counts. After
 * each sweep one function computes the objective of either, from implicit's factors divided by √(1 + α), the target of
 * touched pairs there, while both clocks stand still. Preparations before the first sweep count for neither. A goal is
 * reached at the end of the first sweep whose objective is not above it:
 *
 *     last     what implicit has after its last sweep
 *     +1 %, +.1 %   so much above the lowest that either has after its last sweep; – where it never was so low
 *
 * Usage: npm run bench -- ials [--matrix synthetic|gowalla] [--dims 64,128,256] [--solvers cg,exact] [--epochs 15]
 *        [--cg-steps 3] [--relaxation 1]: ours; implicit takes 3 steps [--rounds 1] [--threads 2] [--without-python] [--sweeps] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openKernels } from '../../src/kernels/kernels.ts'
import { ials } from '../../src/model/factors/ials.ts'
import type { Csr } from '../../src/numbers/csr.ts'
import { machine, machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'
import { gowalla, synthetic } from './matrices.ts'
import { type Ask, race, type Sweep, startPeer } from './race.ts'

const { values: asked } = parseArgs({
  options: {
    matrix: { type: 'string' },
    dims: { type: 'string', default: '64,128,256' },
    solvers: { type: 'string', default: 'cg,exact' },
    epochs: { type: 'string', default: '15' },
    'cg-steps': { type: 'string', default: String(ials.defaults.cgSteps) },
    relaxation: { type: 'string', default: String(ials.defaults.relaxation) },
    rounds: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
    sweeps: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const [epochs, rounds, threads] = [Number(asked.epochs), Number(asked.rounds), Number(asked.threads)]
if (!(epochs >= 1 && rounds >= 1 && threads >= 1))
  throw new RangeError('bench: want epochs, rounds and threads of at least 1')

const makers: Record<string, () => Csr | undefined> = { synthetic, gowalla: () => gowalla(sharedData) }

interface Cell {
  matrix: string
  dim: number
  solver: 'cg' | 'exact'
  ours: Sweep[]
  theirs: Sweep[] | undefined
}

const cells: Cell[] = []
for (const [name, make] of Object.entries(makers)) {
  if (asked.matrix !== undefined && asked.matrix !== name) continue
  const matrix = make()
  if (matrix) await measure(name, matrix)
  else process.stderr.write(`no ${name} in ${sharedData}: left out\n`)
}
if (asked.json) process.stdout.write(`${JSON.stringify({ machine: machine(), epochs, rounds, threads, cells })}\n`)
else print()

async function measure(name: string, matrix: Csr): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'osusume-bench-'))
  const kernels = await openKernels({ threads })
  const peer = asked['without-python'] ? undefined : startPeer(kernels, matrix, folder)
  process.stderr.write(
    `${name}: ${matrix.nRows} x ${matrix.nCols}, ${matrix.column.length} pairs, ${kernels.backend}\n`,
  )
  try {
    for (const dim of asked.dims.split(',').map(Number))
      for (const solver of asked.solvers.split(',') as ('cg' | 'exact')[]) {
        const ask: Ask = {
          ...{ dim, solver, epochs, threads },
          cgSteps: Number(asked['cg-steps']),
          relaxation: Number(asked.relaxation),
        }
        const cell: Cell = { matrix: name, dim, solver, ours: [], theirs: peer && [] }
        for (let round = 0; round < rounds; round++) {
          const { ours, theirs } = await race(kernels, matrix, ask, peer)
          cell.ours = faster(cell.ours, ours)
          if (cell.theirs) cell.theirs = faster(cell.theirs, theirs)
        }
        process.stderr.write(`${row(cell)}\n`)
        cells.push(cell)
      }
  } finally {
    peer?.stop()
    await kernels.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The objective of the later run, the faster time of each sweep. */
function faster(before: Sweep[], now: Sweep[]): Sweep[] {
  return now.map(({ seconds, objective }, k) => ({
    seconds: Math.min(seconds, before[k]?.seconds ?? seconds),
    objective,
  }))
}

/** Seconds from the beginning to the end of the first sweep at or below the goal; NaN where there is none. */
function secondsTo(sweeps: Sweep[], goal: number): number {
  const hit = sweeps.findIndex(({ objective }) => objective <= goal)
  return hit < 0 ? Number.NaN : sweeps.slice(0, hit + 1).reduce((sum, { seconds }) => sum + seconds, 0)
}

function row({ matrix, dim, solver, ours, theirs }: Cell): string {
  const fastest = (sweeps: Sweep[]) => Math.min(...sweeps.map(({ seconds }) => seconds))
  const last = (sweeps: Sweep[]) => sweeps.at(-1)?.objective ?? Number.NaN
  const beside = (a: number, b: number) =>
    [text(a, 3), text(b, 3), text(b / a, 2)].map((each, k) => each.padStart(k === 2 ? 6 : 8)).join('')
  const both = theirs ?? []
  const lowest = theirs ? Math.min(last(ours), last(theirs)) : last(ours)
  const goals = [theirs ? last(theirs) : Number.NaN, lowest * 1.01, lowest * 1.001]
  const parts = [
    beside(fastest(ours), theirs ? fastest(theirs) : Number.NaN),
    ...goals.map((goal) => beside(secondsTo(ours, goal), secondsTo(both, goal))),
    `${text((last(ours) / last(both) - 1) * 100, 3)} %`.padStart(10),
  ]
  return `${matrix.padEnd(10)}${String(dim).padStart(4)} ${solver.padEnd(6)}${parts.join(' ')}`
}

function text(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–'
}

function print(): void {
  const groups = ['a sweep', 'to last', 'to +1 %', 'to +.1 %'].map((name) => name.padStart(22))
  const heads = groups.map(() => '    ours  theirs ratio')
  process.stdout.write(`${''.padEnd(21)}${groups.join(' ')}\n${''.padEnd(21)}${heads.join(' ')}     apart\n`)
  for (const cell of cells) {
    process.stdout.write(`${row(cell)}\n`)
    if (asked.sweeps)
      for (const [k, { seconds, objective }] of cell.ours.entries()) {
        const their = cell.theirs?.[k]
        const numbers = [
          seconds.toFixed(3),
          objective.toFixed(0),
          their?.seconds.toFixed(3),
          their?.objective.toFixed(0),
        ]
        process.stdout.write(
          `${String(k + 1).padStart(20)}${numbers.map((each) => (each ?? '–').padStart(12)).join('')}\n`,
        )
      }
  }
  process.stdout.write(
    `\nseconds, ${threads} threads, fastest of ${rounds} rounds, ${epochs} sweeps, one of each in turn; theirs: implicit; ${machineLine()}\n`,
  )
}
