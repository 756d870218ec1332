import { setImmediate } from 'node:timers/promises'
import { type Csr, transpose } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { rowsInParallel, shared, type Watch } from '../rows-in-parallel.ts'
import { type ColumnProblem, ColumnSolver } from './column-solver.ts'
import type { SparseGram } from './sparse-gram.ts'

/** What every worker is handed; the arrays lie in memory that all share. */
export interface ColumnAssignment {
  gram: SparseGram
  problem: ColumnProblem
}

/** Entries of the Gram matrix that all columns look at, from which on starting worker threads pays. */
const workForThreads = 1e7

/** Columns between two turns of the event loop. */
const columnsPerTurn = 16

/**
 * W, every column the solution of `problem` for its item; nItems × nItems, row i being what item i argues for.
 * Columns are independent: any number of threads gives the same bits.
 */
export async function solveColumns(gram: SparseGram, problem: ColumnProblem, watch: Watch): Promise<Csr> {
  const n = gram.pairs.nCols
  const perColumn = Math.min(problem.nNeighbours, gram.pairs.column.length / Math.max(1, n))
  const isLarge = perColumn * gram.pairs.column.length > workForThreads
  const columns = watch.threads > 1 && isLarge ? inParallel(gram, problem, watch) : here(gram, problem, watch)
  return transpose(await columns)
}

async function here(gram: SparseGram, problem: ColumnProblem, { signal, onProgress }: Watch): Promise<Csr> {
  const n = gram.pairs.nCols
  const solver = new ColumnSolver(gram, problem)
  const out = new GrowingCsr(n)
  for (let j = 0; j < n; j++) {
    if (j % columnsPerTurn === 0) {
      await setImmediate()
      signal?.throwIfAborted()
      onProgress?.(j, n)
    }
    solver.appendTo(out, j)
  }
  onProgress?.(n, n)
  return out.finish(n)
}

function inParallel({ pairs, diagonal, scale }: SparseGram, problem: ColumnProblem, watch: Watch): Promise<Csr> {
  const { nRows, nCols, rowStart, column, value } = pairs
  const assignment: ColumnAssignment = {
    gram: {
      pairs: { nRows, nCols, rowStart: shared(rowStart), column: shared(column), value: shared(value) },
      diagonal: shared(diagonal),
      scale: shared(scale),
    },
    problem: { ...problem, ridge: shared(problem.ridge) },
  }
  return rowsInParallel(new URL('./columns-worker', import.meta.url), assignment, { nRows, nCols }, watch)
}
