import { parentPort, workerData } from 'node:worker_threads'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { NeighbourRows } from './neighbour-rows.ts'
import type { Assignment, Chunk } from './neighbours-in-parallel.ts'

/** A thread of neighboursInParallel: takes rows until there are none left. */
const { pattern, w, entries, options, chunkRows, next } = workerData as Assignment
const rows = new NeighbourRows(pattern, w, options, entries)
for (;;) {
  const from = Atomics.add(next, 0, chunkRows)
  if (from >= pattern.nCols) break
  const to = Math.min(pattern.nCols, from + chunkRows)
  const out = new GrowingCsr(to - from)
  for (let i = from; i < to; i++) rows.appendTo(out, i)
  const chunk: Chunk = { from, rows: out.finish(pattern.nCols) }
  const { rowStart, column, value } = chunk.rows
  parentPort?.postMessage(chunk, [rowStart.buffer, column.buffer, value.buffer] as ArrayBuffer[])
}
