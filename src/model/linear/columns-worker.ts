import { parentPort, workerData } from 'node:worker_threads'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { type RowQueue, workThrough } from '../rows-in-parallel.ts'
import { ColumnSolver } from './column-solver.ts'
import type { ColumnAssignment } from './solve-columns.ts'

/** A thread of solveColumns. */
const { gram, problem, queue } = workerData as ColumnAssignment & { queue: RowQueue }
const solver = new ColumnSolver(gram, problem)
const { nCols } = gram.pairs
workThrough(
  queue,
  nCols,
  (from, to) => {
    const out = new GrowingCsr(to - from)
    for (let j = from; j < to; j++) solver.appendTo(out, j)
    return out.finish(nCols)
  },
  (chunk, buffers) => parentPort?.postMessage(chunk, buffers),
)
