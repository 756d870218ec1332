import type { Best } from './kernels.ts'

/** Empty lists where all threads see them. */
export const sharedLists = (nRows: number, k: number): Best => ({
  k,
  count: new Uint32Array(new SharedArrayBuffer(nRows * 4)),
  item: new Uint32Array(new SharedArrayBuffer(nRows * k * 4)),
  score: new Float32Array(new SharedArrayBuffer(nRows * k * 4)),
})

/** Lists of the caller's own. */
export const unshared = ({ k, count, item, score }: Best): Best => ({
  k,
  count: count.slice(),
  item: item.slice(),
  score: score.slice(),
})
