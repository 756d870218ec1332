import type { Csr } from '../numbers/csr.ts'
import { byItem } from './by-item.ts'
import type { NeighbourWatch } from './kernels.ts'
import type { KernelMemory } from './memory.ts'
import type { NeighbourOptions, NeighboursJob } from './neighbours-job.ts'
import type { Pool } from './pool.ts'

/** Multiply-adds of a block: a share of all, but some milliseconds at least and some tens of them at most. */
const [leastWork, mostWork] = [2 ** 18, 2 ** 22]
const blocksWanted = 256
/** Likenesses that a block keeps at most, unless one row has more. */
const mostRoom = 2 ** 17
/** What the choosing costs beside a multiply-add that reached an item, in flops. */
const perMultiplyAdd = 4

/** Kernels.neighbours: the rows of people go into the kernels' memory for as long as it runs, what is found is kept in shared arrays. */
export async function neighbours(
  memory: KernelMemory,
  pool: Pool,
  m: Csr,
  w: Float64Array,
  options: NeighbourOptions,
  { left = w, signal, onProgress }: NeighbourWatch = {},
): Promise<Csr> {
  const { nRows, nCols, rowStart, column } = m
  const nEntries = column.length
  // first, as it may be refused
  const place = memory.take(12 * nEntries + 4 * (nRows + 1))
  const starts = place + 12 * nEntries
  try {
    interleave(w, column, memory.words(place, 3 * nEntries))
    memory.words(starts, nRows + 1).set(rowStart)
    const { work, ...ofItems } = byItem(m, left)
    const blocks = cut(work, Math.min(options.nNeighbours, nCols))
    const room = blocks.roomStart[blocks.nBlocks]!
    const job: NeighboursJob = {
      kind: 'neighbours',
      ...blocks,
      ...{ nRows, nCols, starts, entries: place, options },
      byItem: ofItems,
      count: new Uint32Array(new SharedArrayBuffer(4 * nCols)),
      column: new Uint32Array(new SharedArrayBuffer(4 * room)),
      value: new Float32Array(new SharedArrayBuffer(4 * room)),
    }
    await pool.run(job, perMultiplyAdd * sum(work), signal, onProgress)
    return joined(job)
  } finally {
    memory.give(place)
  }
}

/** A weight and its column side by side, so that a row of them is fetched as one. */
function interleave(w: Float64Array, column: Uint32Array, out: Uint32Array): void {
  const halves = new Uint32Array(w.buffer, w.byteOffset, 2 * w.length)
  for (let at = 0; at < w.length; at++) {
    out[3 * at] = halves[2 * at]!
    out[3 * at + 1] = halves[2 * at + 1]!
    out[3 * at + 2] = column[at]!
  }
}

/** Blocks of about equal work, and room for what each may keep: of an item at most k, and no more than it reaches. */
function cut(work: Float64Array, k: number): Pick<NeighboursJob, 'nBlocks' | 'blockStart' | 'roomStart'> {
  const share = Math.min(mostWork, Math.max(leastWork, sum(work) / blocksWanted))
  const starts = [0]
  const rooms = [0]
  let [room, cost] = [0, 0]
  for (let i = 0; i < work.length; i++) {
    room += Math.min(k, work[i]!)
    cost += work[i]! + 1
    if (cost < share && room - rooms.at(-1)! < mostRoom && i + 1 < work.length) continue
    starts.push(i + 1)
    rooms.push(room)
    cost = 0
  }
  return { nBlocks: starts.length - 1, blockStart: Uint32Array.from(starts), roomStart: Float64Array.from(rooms) }
}

/** What the blocks kept, moved together where it lies; where that would hold on to much more room than it needs, a copy. */
function joined({ nBlocks, nCols, blockStart, roomStart, count, column, value }: NeighboursJob): Csr {
  const rowStart = new Uint32Array(nCols + 1)
  for (let i = 0; i < nCols; i++) rowStart[i + 1] = rowStart[i]! + count[i]!
  for (let b = 0; b < nBlocks; b++) {
    const [at, end] = [rowStart[blockStart[b]!]!, rowStart[blockStart[b + 1]!]!]
    column.copyWithin(at, roomStart[b]!, roomStart[b]! + end - at)
    value.copyWithin(at, roomStart[b]!, roomStart[b]! + end - at)
  }
  const size = rowStart[nCols]!
  const isTight = column.length <= 1.125 * size
  return {
    nRows: nCols,
    nCols,
    rowStart,
    column: isTight ? column.subarray(0, size) : column.slice(0, size),
    value: isTight ? value.subarray(0, size) : value.slice(0, size),
  }
}

const sum = (numbers: Float64Array) => numbers.reduce((total, one) => total + one, 0)
