import { setImmediate } from 'node:timers/promises'
import { type Csr, transpose } from '../numbers/csr.ts'
import { topK } from '../numbers/topk.ts'

export interface NeighbourOptions {
  /** kept per item, the strongest first; equal ones by lower position */
  nNeighbours: number
  /** trust in a pair: its likeness is multiplied by n / (n + shrinkage), n = users who have both */
  shrinkage: number
  /** may an item be its own neighbour */
  withSelf: boolean
}

/** Multiply-adds between two looks at the abort signal: some tens of milliseconds. */
const workBetweenLooks = 2e7

/**
 * The strongest neighbours of every item: rows of WᵀW, each cut to its nNeighbours largest entries above 0.
 *
 * @param m  users × items; its values are not read
 * @param w  W's value for each entry of m
 * @returns  nItems × nItems; row i lists the neighbours of i, columns rising
 *
 * Σ_u n_u² multiply-adds in double precision, in one row of nItems accumulators: memory is that of m twice over and of
 * the result. A row that reaches few items lists them as it goes; one that reaches many is scanned instead.
 */
export async function nearestNeighbours(
  m: Csr,
  w: Float64Array,
  { nNeighbours, shrinkage, withSelf }: NeighbourOptions,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<Csr> {
  const n = m.nCols
  const { start, user, weight } = byItem(m, w)
  const sum = new Float64Array(n)
  const common = new Uint32Array(shrinkage > 0 ? n : 0)
  const reached = new Uint32Array(n)
  const kept = new Uint32Array(n)
  const nMost = Math.min(nNeighbours, n)
  const largest = new Largest(nMost)
  const out = new GrowingCsr(n)
  let workToLook = 0
  for (let i = 0; i < n; i++) {
    const work = reachOf(m, user, start[i]!, start[i + 1]!)
    workToLook -= work + 1
    if (workToLook < 0) {
      workToLook = workBetweenLooks
      onProgress?.(i, n)
      await setImmediate()
      signal?.throwIfAborted()
    }
    // Telling which items were reached costs a branch per addition: with many additions scanning all items is cheaper.
    const isDense = work > 4 * n
    let nReached = 0
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const to = m.rowStart[user[a]! + 1]!
      const wi = weight[a]!
      if (isDense) for (let b = m.rowStart[user[a]!]!; b < to; b++) sum[m.column[b]!]! += wi * w[b]!
      else
        for (let b = m.rowStart[user[a]!]!; b < to; b++) {
          const j = m.column[b]!
          if (sum[j] === 0) reached[nReached++] = j
          sum[j]! += wi * w[b]!
        }
      if (shrinkage > 0) for (let b = m.rowStart[user[a]!]!; b < to; b++) common[m.column[b]!]!++
    }
    if (!withSelf) sum[i] = 0
    const nCandidates = isDense ? n : nReached
    largest.clear()
    for (let c = 0; c < nCandidates; c++) {
      const j = isDense ? c : reached[c]!
      if (shrinkage > 0) sum[j]! *= common[j]! / (common[j]! + shrinkage) || 0
      if (sum[j]! > 0) largest.offer(sum[j]!)
    }
    // Everything not below the threshold: the k largest, and those that tie with the last of them.
    const { threshold } = largest
    let nKept = 0
    let nTied = 0
    for (let c = 0; c < nCandidates; c++) {
      const j = isDense ? c : reached[c]!
      if (sum[j]! > 0 && sum[j]! >= threshold) {
        kept[nKept++] = j
        if (sum[j] === threshold) nTied++
      }
    }
    const row = isDense ? kept.subarray(0, nKept) : kept.subarray(0, nKept).sort()
    let tiesToTake = nTied - (nKept - Math.min(nKept, nMost))
    for (let at = 0; at < nKept; at++)
      if (sum[row[at]!] !== threshold || tiesToTake-- > 0) out.add(row[at]!, sum[row[at]!]!)
    out.endRow()
    for (let c = 0; c < nCandidates; c++) {
      const j = isDense ? c : reached[c]!
      sum[j] = 0
      if (shrinkage > 0) common[j] = 0
    }
  }
  onProgress?.(n, n)
  return out.finish(n)
}

/** Of every column only its nRows largest entries: how many neighbourhoods an item may appear in. */
export function cutColumns(m: Csr, nRows: number): Csr {
  const turned = transpose(m)
  const out = new GrowingCsr(turned.nRows)
  for (let c = 0; c < turned.nRows; c++) {
    const value = turned.value.subarray(turned.rowStart[c]!, turned.rowStart[c + 1]!)
    for (const at of topK(value, nRows).sort()) out.add(turned.column[turned.rowStart[c]! + at]!, value[at]!)
    out.endRow()
  }
  return transpose(out.finish(m.nRows))
}

/** The entries in order of item, as `transpose` would give them, but with weights in double precision. */
function byItem(m: Csr, w: Float64Array): { start: Uint32Array; user: Uint32Array; weight: Float64Array } {
  const start = new Uint32Array(m.nCols + 1)
  for (let at = 0; at < m.column.length; at++) start[m.column[at]! + 1]!++
  for (let i = 0; i < m.nCols; i++) start[i + 1]! += start[i]!
  const next = start.slice(0, m.nCols)
  const user = new Uint32Array(m.column.length)
  const weight = new Float64Array(m.column.length)
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const to = next[m.column[at]!]!++
      user[to] = u
      weight[to] = w[at]!
    }
  return { start, user, weight }
}

function reachOf(m: Csr, user: Uint32Array, from: number, to: number): number {
  let reach = 0
  for (let a = from; a < to; a++) reach += m.rowStart[user[a]! + 1]! - m.rowStart[user[a]!]!
  return reach
}

/** The k largest numbers of a stream: a heap whose least guards the door. */
class Largest {
  readonly #heap: Float64Array
  #size = 0

  constructor(k: number) {
    this.#heap = new Float64Array(k)
  }

  clear(): void {
    this.#size = 0
  }

  /** The least of the k largest; −Infinity while there are fewer. */
  get threshold(): number {
    return this.#size < this.#heap.length ? Number.NEGATIVE_INFINITY : (this.#heap[0] ?? Number.POSITIVE_INFINITY)
  }

  offer(value: number): void {
    const heap = this.#heap
    if (this.#size < heap.length) {
      let at = this.#size++
      for (let up = (at - 1) >> 1; at > 0 && heap[up]! > value; up = (at - 1) >> 1) {
        heap[at] = heap[up]!
        at = up
      }
      heap[at] = value
    } else if (value > this.threshold) {
      let at = 0
      for (let child = 1; child < heap.length; child = 2 * at + 1) {
        if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++
        if (heap[child]! >= value) break
        heap[at] = heap[child]!
        at = child
      }
      heap[at] = value
    }
  }
}

/** Rows appended one by one into arrays that double, so that memory follows what is kept and not what might be. */
class GrowingCsr {
  readonly #rowStart: Uint32Array
  #column = new Uint32Array(1024)
  #value = new Float32Array(1024)
  #row = 0
  #size = 0

  constructor(nRows: number) {
    this.#rowStart = new Uint32Array(nRows + 1)
  }

  add(column: number, value: number): void {
    if (this.#size === this.#column.length) {
      this.#column = grown(this.#column, new Uint32Array(this.#size * 2))
      this.#value = grown(this.#value, new Float32Array(this.#size * 2))
    }
    this.#column[this.#size] = column
    this.#value[this.#size++] = value
  }

  endRow(): void {
    this.#rowStart[++this.#row] = this.#size
  }

  finish(nCols: number): Csr {
    return {
      nRows: this.#row,
      nCols,
      rowStart: this.#rowStart,
      column: this.#column.slice(0, this.#size),
      value: this.#value.slice(0, this.#size),
    }
  }
}

function grown<T extends Uint32Array | Float32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
