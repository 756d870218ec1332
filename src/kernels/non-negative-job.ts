import type { KernelTable } from './kernel-table.ts'
import type { NonNegative } from './kernels.ts'

/** Rows of x descend by shares; row r leaves how far it was from rest at moved + 4·r. */
export interface NonNegativeJob {
  kind: 'non-negative'
  nBlocks: number
  nRows: number
  x: number
  b: number
  g: number
  stride: number
  passes: number
  rest: number
  moved: number
}

/** @throws RangeError  shapes that do not fit */
export function nonNegativeJob({ x, b, g, passes, rest = 0 }: NonNegative, moved: number): NonNegativeJob {
  const { nRows, stride } = x
  if (b.nRows !== nRows || b.stride !== stride || g.nRows !== g.dim || g.stride !== stride)
    throw new RangeError(
      `nonNegative: x of ${nRows} x ${x.dim}, b of ${b.nRows} x ${b.dim} and g of ${g.nRows} x ${g.dim} do not fit`,
    )
  const nBlocks = Math.max(1, Math.min(256, Math.ceil(nRows / 256)))
  return { kind: 'non-negative', nBlocks, nRows, x: x.place, b: b.place, g: g.place, stride, passes, rest, moved }
}

export function runNonNegativeBlock(job: NonNegativeJob, block: number, table: KernelTable, scratch: number): void {
  const { x, b, g, nRows, nBlocks, stride, passes, rest, moved } = job
  const from = Math.floor((nRows * block) / nBlocks)
  const n = Math.floor((nRows * (block + 1)) / nBlocks) - from
  const at = from * stride * 4
  table.nonNegative(x + at, b + at, n, g, stride, passes, rest, moved + from * 4, scratch)
}
