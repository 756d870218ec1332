import { type CoOccurrence, coOccurrence } from '../numbers/co-occurrence.ts'
import type { ByItem } from './by-item.ts'
import { type KernelTable, takeLargestScratch } from './kernel-table.ts'
import { wholeVectors } from './scorer.ts'

export interface NeighbourOptions {
  /** kept per item, the strongest first; equal ones by lower position */
  nNeighbours: number
  /** trust in a pair: its likeness is multiplied by n / (n + shrinkage), n = users who have both */
  shrinkage: number
  /** added to the product of the lengths of two items' columns, by which their inner product is then divided */
  damping?: number
  /** those lengths; missing: nothing is divided */
  lengths?: Float64Array
  /** may an item be its own neighbour */
  withSelf: boolean
  /** sums are counts of people: what is made of them. Missing: the sums are the likeness */
  measure?: CoOccurrence
  /** with a measure: pairs that fewer people have are none */
  minSupport?: number
}

/** Rows of VᵀW, each cut to its largest entries. */
export interface NeighboursJob {
  kind: 'neighbours'
  nBlocks: number
  /** block b has the items blockStart[b] … blockStart[b + 1] − 1, and what it keeps stands from roomStart[b] on in column and value */
  blockStart: Uint32Array
  roomStart: Float64Array
  nRows: number
  nCols: number
  /** places: users × items by users, entries of 12 bytes: W's weight and the item */
  starts: number
  entries: number
  /** and by items, with V's */
  byItem: Omit<ByItem, 'work'>
  options: NeighbourOptions
  /** kept of every item */
  count: Uint32Array
  column: Uint32Array
  value: Float32Array
}

/** Entries by item that are copied in at a time. */
const together = 4096

/** Where a thread has what, from `scratch` on. */
function layout({ nCols, roomStart, nBlocks, options }: NeighboursJob, scratch: number) {
  let end = scratch
  const take = (bytes: number) => {
    const place = end
    end += 4 * wholeVectors(Math.ceil(bytes / 4))
    return place
  }
  let room = 0
  for (let b = 0; b < nBlocks; b++) room = Math.max(room, roomStart[b + 1]! - roomStart[b]!)
  const places = {
    sum: take(8 * nCols),
    reached: take(4 * (nCols + 1)),
    largest: take(takeLargestScratch(nCols)),
    users: take(4 * together),
    shares: take(8 * together),
    columns: take(4 * (room + 1)),
    values: take(4 * (room + 1)),
    common: take(options.shrinkage > 0 ? 4 * nCols : 0),
  }
  return { ...places, bytes: end - scratch }
}

export const neighboursScratch = (job: NeighboursJob) => layout(job, 0).bytes

export function runNeighboursBlock(
  job: NeighboursJob,
  block: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { nCols, byItem, options } = job
  const places = layout(job, scratch)
  const { sum, reached, largest } = places
  const sums = new Float64Array(buffer, sum, nCols).fill(-0)
  const users = new Uint32Array(buffer, places.users, together)
  const shares = new Float64Array(buffer, places.shares, together)
  const weigh = likenesses(job, places, buffer)
  const lastEntry = byItem.start[job.blockStart[block + 1]!]!
  // those copied in: from … to − 1
  let [from, to] = [0, 0]
  let kept = 0
  for (let i = job.blockStart[block]!; i < job.blockStart[block + 1]!; i++) {
    let nReached = 0
    const end = byItem.start[i + 1]!
    for (let a = byItem.start[i]!; a < end; a = Math.min(end, to)) {
      if (a >= to) {
        from = a
        to = Math.min(lastEntry, a + together)
        users.set(byItem.user.subarray(from, to))
        shares.set(byItem.weight.subarray(from, to))
      }
      const [rows, weights] = [places.users + 4 * (a - from), places.shares + 8 * (a - from)]
      const n = Math.min(end, to) - a
      nReached = table.addRows(job.starts, job.entries, rows, weights, n, sum, reached, nReached)
    }
    weigh?.(i, nReached)
    // whoever has i reaches i
    if (!options.withSelf && nReached > 0) sums[i] = 0
    const [columns, values] = [places.columns + 4 * kept, places.values + 4 * kept]
    job.count[i] = table.takeLargest(sum, reached, nReached, nCols, options.nNeighbours, columns, values, largest)
    kept += job.count[i]!
  }
  job.column.set(new Uint32Array(buffer, places.columns, kept), job.roomStart[block]!)
  job.value.set(new Float32Array(buffer, places.values, kept), job.roomStart[block]!)
}

/** Turns the sums of item i that were reached into likenesses; undefined where they are already. */
function likenesses(
  { nRows, nCols, byItem, starts, entries, options }: NeighboursJob,
  places: { sum: number; reached: number; common: number },
  buffer: ArrayBufferLike,
): ((i: number, nReached: number) => void) | undefined {
  const { shrinkage, damping = 0, lengths, measure, minSupport = 1 } = options
  if (shrinkage === 0 && !lengths && !measure) return undefined
  const sum = new Float64Array(buffer, places.sum, nCols)
  const reached = new Uint32Array(buffer, places.reached, nCols)
  const ofPair = measure && coOccurrence[measure]
  const start = byItem.start
  const common = new Uint32Array(buffer, places.common, shrinkage > 0 ? nCols : 0)
  const rowStart = new Uint32Array(buffer, starts, nRows + 1)
  const words = new Uint32Array(buffer, entries, 3 * rowStart[nRows]!)
  return (i, nReached) => {
    if (shrinkage > 0)
      for (let a = start[i]!; a < start[i + 1]!; a++)
        for (let b = rowStart[byItem.user[a]!]!; b < rowStart[byItem.user[a]! + 1]!; b++) common[words[3 * b + 2]!]!++
    for (let c = 0; c < nReached; c++) {
      const j = reached[c]!
      let x = sum[j]!
      if (shrinkage > 0) {
        x *= common[j]! / (common[j]! + shrinkage)
        common[j] = 0
      }
      if (lengths && x !== 0) x /= lengths[i]! * lengths[j]! + damping
      if (ofPair) x = x < minSupport ? 0 : ofPair(x, start[i + 1]! - start[i]!, start[j + 1]! - start[j]!, nRows)
      sum[j] = x
    }
  }
}
