import type { KernelTable } from './kernel-table.ts'

/** Rows and columns of a tile: 36 KiB, of which the first cache holds most, and a multiple of 12. */
export const tileSize = 96
export const tileFloats = tileSize * tileSize

/**
 * One step of the inversion of a symmetric matrix in tiles (symmetric-matrix.ts): with the pivot tile k inverted to D, the other
 * tiles of its row of tiles become D·A_kj (`panel`), or all remaining tiles give up A_ik D A_kj (`update`).
 */
export interface SweepJob {
  kind: 'sweep'
  phase: 'panel' | 'update'
  nBlocks: number
  nTiles: number
  pivot: number
  /** tile (i, j), i ≥ j, lies tileOf(i, j) tiles from here, row-major */
  tiles: number
  /** nTiles tiles: A_kj as it was, rows of the pivot × columns of j */
  before: number
  /** nTiles tiles: D A_kj */
  after: number
  /** one tile, symmetric */
  inverse: number
}

export const tileOf = (i: number, j: number) => (i * (i + 1)) / 2 + j

export function runSweepBlock(job: SweepJob, block: number, table: KernelTable, buffer: ArrayBufferLike): void {
  const { nTiles, pivot, tiles, before, after, inverse } = job
  const bytes = tileFloats * 4
  if (job.phase === 'panel') {
    const j = block
    if (j === pivot) return
    const old = new Float32Array(buffer, before + j * bytes, tileFloats)
    const lower = new Float32Array(buffer, tiles + tileOf(Math.max(j, pivot), Math.min(j, pivot)) * bytes, tileFloats)
    // the row of the pivot: as it lies for j < k, turned for j > k
    if (j < pivot) old.set(lower)
    else
      for (let r = 0; r < tileSize; r++)
        for (let c = 0; c < tileSize; c++) old[r * tileSize + c] = lower[c * tileSize + r]!
    // D A = −(0 − D A), D symmetric: takeOff's wᵀ a with w = D
    const made = new Float32Array(buffer, after + j * bytes, tileFloats).fill(0)
    table.takeOff(after + j * bytes, inverse, before + j * bytes, tileSize)
    for (let k = 0; k < tileFloats; k++) made[k] = -made[k]!
    return
  }
  // block = row of tiles i: everything left of the diagonal in it, but for the pivot's own row and column
  const i = nTiles - 1 - block
  if (i === pivot) return
  for (let j = 0; j <= i; j++)
    if (j !== pivot) table.takeOff(tiles + tileOf(i, j) * bytes, after + i * bytes, before + j * bytes, tileSize)
  const mine = new Float32Array(buffer, tiles + tileOf(Math.max(i, pivot), Math.min(i, pivot)) * bytes, tileFloats)
  const swept = new Float32Array(buffer, after + i * bytes, tileFloats)
  if (i < pivot) mine.set(swept)
  else
    for (let r = 0; r < tileSize; r++)
      for (let c = 0; c < tileSize; c++) mine[r * tileSize + c] = swept[c * tileSize + r]!
}
