import { parentPort, workerData } from 'node:worker_threads'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { type RowQueue, workThrough } from '../rows-in-parallel.ts'
import { NeighbourRows } from './neighbour-rows.ts'
import type { Assignment } from './neighbours-in-parallel.ts'

/** A thread of neighboursInParallel. */
const { pattern, w, entries, options, queue } = workerData as Assignment & { queue: RowQueue }
const rows = new NeighbourRows(pattern, w, options, entries)
workThrough(
  queue,
  pattern.nCols,
  (from, to) => {
    const out = new GrowingCsr(to - from)
    for (let i = from; i < to; i++) rows.appendTo(out, i)
    return out.finish(pattern.nCols)
  },
  (chunk, buffers) => parentPort?.postMessage(chunk, buffers),
)
