import type { Csr } from '../numbers/csr.ts'
import { rowsPerList } from './best-job.ts'
import { cutRows } from './job.ts'
import type { Best, Kernels, Systems } from './kernels.ts'
import type { KernelMemory } from './memory.ts'
import type { Pool } from './pool.ts'
import { sliceRows } from './shared-rows.ts'

/** Places in lists made at a time. */
const listPlaces = 1 << 22

/** Kernels.recommend: rows are solved and asked in parts, so that their lists have room in the kernels' memory. */
export async function recommend(
  kernels: Kernels,
  memory: KernelMemory,
  pool: Pool,
  { rows, y, spectrum, ridges, signal }: Systems,
  k: number,
  exclude?: Csr,
): Promise<Best> {
  const { nRows } = rows
  const best = {
    k,
    count: new Uint32Array(nRows),
    item: new Uint32Array(nRows * k),
    score: new Float32Array(nRows * k),
  }
  const most = Math.min(k, y.nRows)
  if (most === 0) return best
  const spectrumRoom = kernels.factors(spectrum.length / y.stride, y.stride)
  spectrumRoom.array.set(spectrum)
  const perPart = Math.max(rowsPerList, Math.floor(listPlaces / most / rowsPerList) * rowsPerList)
  const room = kernels.factors(1 + 2 * most, Math.min(nRows, perPart))
  try {
    for (let first = 0; first < nRows; first += perPart) {
      const n = Math.min(perPart, nRows - first)
      const part = sliceRows(rows, first, n)
      const blockStart = cutRows(part.rowStart, n, 0, Number.POSITIVE_INFINITY, rowsPerList)
      const [count, item, score] = [room.place, room.place + 4 * n, room.place + 4 * n * (1 + most)]
      const flops = (part.column.length + n * (y.stride / 3)) * y.stride ** 2 + n * y.nRows * y.stride * 2
      const job = {
        kind: 'top' as const,
        nBlocks: blockStart.length - 1,
        blockStart,
        rows: part,
        y: y.place,
        nItems: y.nRows,
        stride: y.stride,
        spectrum: spectrumRoom.place,
        ridges: ridges.subarray(first, first + n),
        k: most,
        exclude: exclude && sliceRows(exclude, first, n),
        ...{ count, item, score },
      }
      await pool.run(job, flops, signal)
      best.count.set(memory.words(count, n), first)
      const items = memory.words(item, n * most)
      const scores = memory.floats(score, n * most)
      for (let r = 0; r < n; r++) {
        const have = best.count[first + r]!
        best.item.set(items.subarray(r * most, r * most + have), (first + r) * k)
        best.score.set(scores.subarray(r * most, r * most + have), (first + r) * k)
      }
    }
    return best
  } finally {
    kernels.release(spectrumRoom)
    kernels.release(room)
  }
}
