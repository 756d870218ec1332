import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'

/** Steps after which what is left of a walk, walkOn^steps, is not followed. */
const leastLeft = 0.01
/** Items between two turns of the event loop. */
const itemsPerTurn = 64

export interface WalkOptions {
  /** share of the walkers that walk on at each step, the others restart: p, below 1 */
  walkOn: number
  /** share of the restarts that land on other items by `teleport`; the rest stay where they came from: β */
  teleportShare: number
  /** items kept of a row, the best; also how many a walk is followed to at each step */
  nNeighbours: number
}

/**
 * Where a random walk with restart from each item ends, row by row:
 *
 *     M = (1 − p) Σ_{k ≥ 0} p^k T R^k        T = β teleport + (1 − β) I,  R = walk
 *
 * walk and teleport are n × n with rows that add up to 1 or are empty. At every step a walk goes on from the nNeighbours
 * items where most of it is, so that a row costs nNeighbours · the entries of a row of R · log_p(1 / 100), whatever the
 * number of items; rows are cut to the nNeighbours best. With nNeighbours ≥ n it is M to p^steps < 1 / 100.
 * Source: Choi et al., WSDM 2022 (S-Walk); the cut at every step is ours.
 */
export async function restartWalk(
  walk: Csr,
  teleport: Csr,
  { walkOn, teleportShare, nNeighbours }: WalkOptions,
  signal?: AbortSignal,
): Promise<Csr> {
  const n = walk.nRows
  const nSteps = walkOn > 0 ? Math.ceil(Math.log(leastLeft) / Math.log(walkOn)) : 0
  const out = new GrowingCsr(n)
  const sum = new SparseSum(n, nNeighbours)
  let here = new SparseSum(n, nNeighbours)
  let there = new SparseSum(n, nNeighbours)
  for (let i = 0; i < n; i++) {
    if (i % itemsPerTurn === itemsPerTurn - 1) {
      await setImmediate()
      signal?.throwIfAborted()
    }
    here.add(i, (1 - walkOn) * (1 - teleportShare))
    for (let at = teleport.rowStart[i]!; at < teleport.rowStart[i + 1]!; at++)
      here.add(teleport.column[at]!, (1 - walkOn) * teleportShare * teleport.value[at]!)
    for (let step = 0; ; step++) {
      const bound = here.bound()
      for (let k = 0; k < here.size; k++) sum.add(here.item[k]!, here.value[here.item[k]!]!)
      if (step === nSteps) break
      for (let k = 0; k < here.size; k++) {
        const from = here.item[k]!
        const mass = here.value[from]!
        if (mass < bound) continue
        for (let at = walk.rowStart[from]!; at < walk.rowStart[from + 1]!; at++)
          there.add(walk.column[at]!, walkOn * mass * walk.value[at]!)
      }
      here.clear()
      ;[here, there] = [there, here]
    }
    here.clear()
    const bound = sum.bound()
    for (const j of sum.item.subarray(0, sum.size).sort()) if (sum.value[j]! >= bound) out.add(j, sum.value[j]!)
    out.endRow()
    sum.clear()
  }
  return out.finish(n)
}

/** A sparse vector that is added to: values by item, and which items have one. */
class SparseSum {
  readonly value: Float64Array
  readonly item: Uint32Array
  size = 0
  readonly #most: number
  readonly #row: Float64Array
  readonly #kth: KthLargest

  constructor(n: number, most: number) {
    this.value = new Float64Array(n)
    this.item = new Uint32Array(n)
    this.#most = most
    this.#row = new Float64Array(n)
    this.#kth = new KthLargest(Math.min(most, n), n)
  }

  add(i: number, x: number): void {
    if (x <= 0) return
    if (this.value[i] === 0) this.item[this.size++] = i
    this.value[i]! += x
  }

  /** The least of the `most` largest; 0 when there are no more. */
  bound(): number {
    if (this.size <= this.#most) return 0
    for (let k = 0; k < this.size; k++) this.#row[k] = this.value[this.item[k]!]!
    return this.#kth.of(this.#row, this.size)
  }

  clear(): void {
    for (let k = 0; k < this.size; k++) this.value[this.item[k]!] = 0
    this.size = 0
  }
}

/** What is above 0 of each row, at most the `most` largest and then equal ones by rising column, as shares of their sum. */
export function shares({ nRows, nCols, rowStart, column, value }: Csr, most: number): Csr {
  const out = new GrowingCsr(nRows)
  for (let i = 0; i < nRows; i++) {
    const [from, to] = [rowStart[i]!, rowStart[i + 1]!]
    const sorted = Array.from(value.subarray(from, to))
      .filter((x) => x > 0)
      .sort((a, b) => b - a)
      .slice(0, most)
    const total = sorted.reduce((sum, x) => sum + x, 0)
    const least = sorted.at(-1) ?? 0
    let nEqual = sorted.filter((x) => x === least).length
    for (let at = from; at < to; at++) {
      const x = value[at]!
      if (x <= 0 || x < least || (x === least && nEqual-- <= 0)) continue
      out.add(column[at]!, x / total)
    }
    out.endRow()
  }
  return out.finish(nCols)
}
