import type { KernelTable } from './kernel-table.ts'

/** A sparse matrix in the kernels' memory: places of its uint32 starts and columns and of its float32 values. */
export interface HeldCsr {
  readonly nRows: number
  readonly nCols: number
  readonly starts: number
  readonly columns: number
  readonly values: number
}

/** out = rows · y: block after block of rows. */
export interface CombineJob {
  kind: 'combine'
  nBlocks: number
  /** block b has the rows blockStart[b] … blockStart[b + 1] − 1 */
  blockStart: Uint32Array
  rows: HeldCsr
  y: number
  stride: number
  out: number
}

/** out = x · yᵀ for a short y; out has rows of outStride numbers. */
export interface ProductJob {
  kind: 'product'
  nBlocks: number
  nRows: number
  x: number
  y: number
  /** rows of y */
  width: number
  stride: number
  out: number
  outStride: number
}

export function runSparseBlock(job: CombineJob | ProductJob, block: number, table: KernelTable): void {
  if (job.kind === 'combine') {
    const from = job.blockStart[block]!
    const n = job.blockStart[block + 1]! - from
    const { starts, columns, values } = job.rows
    table.combine(job.y, starts + from * 4, columns, values, n, job.stride, job.out + from * job.stride * 4)
    return
  }
  const from = Math.floor((job.nRows * block) / job.nBlocks)
  const to = Math.floor((job.nRows * (block + 1)) / job.nBlocks)
  // in panels that the first cache holds beside y's four rows
  for (let r = from; r < to; r += rowsTogether) {
    const n = Math.min(rowsTogether, to - r)
    const out = job.out + r * job.outStride * 4
    table.scores(job.x + r * job.stride * 4, n, job.y, job.width, job.stride, out, job.outStride)
  }
}

const rowsTogether = 8
