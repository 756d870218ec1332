import type { Csr } from '../numbers/csr.ts'
import { cutRows } from './job.ts'
import type { Factors } from './kernels.ts'
import type { KernelMemory } from './memory.ts'
import type { Pool } from './pool.ts'
import type { Rows } from './scorer.ts'
import type { HeldCsr } from './sparse-job.ts'

/** Sparse matrices in the kernels' memory, where all threads see them; one that nobody refers to any more gives its room back. */
export class HeldMatrices {
  readonly #memory: KernelMemory
  readonly #pool: Pool
  readonly #garbage: FinalizationRegistry<number>

  constructor(memory: KernelMemory, pool: Pool, garbage: FinalizationRegistry<number>) {
    this.#memory = memory
    this.#pool = pool
    this.#garbage = garbage
  }

  hold({ nRows, nCols, rowStart, column, value }: Csr): HeldCsr {
    const memory = this.#memory
    const n = column.length
    const starts = memory.take((nRows + 1) * 4)
    const columns = memory.take(n * 4)
    const values = memory.take(n * 4)
    memory.words(starts, nRows + 1).set(rowStart)
    memory.words(columns, n).set(column)
    memory.floats(values, n).set(value)
    const held = { nRows, nCols, starts, columns, values }
    for (const place of [starts, columns, values]) this.#garbage.register(held, place, held)
    return held
  }

  held({ nRows, starts, columns, values }: HeldCsr): Rows {
    const rowStart = this.#memory.words(starts, nRows + 1)
    const n = rowStart[nRows]!
    return { rowStart, column: this.#memory.words(columns, n), value: this.#memory.floats(values, n) }
  }

  drop(m: HeldCsr): void {
    this.#garbage.unregister(m)
    for (const place of [m.starts, m.columns, m.values]) this.#memory.give(place)
  }

  async combine(m: HeldCsr, y: Factors, out: Factors, signal?: AbortSignal): Promise<void> {
    if (y.nRows !== m.nCols || out.nRows !== m.nRows || out.stride !== y.stride)
      throw new RangeError(
        `combine: ${m.nRows} x ${m.nCols} times ${y.nRows} x ${y.dim} into ${out.nRows} x ${out.dim}`,
      )
    const rowStart = this.#memory.words(m.starts, m.nRows + 1)
    const nEntries = rowStart[m.nRows]!
    const blockStart = cutRows(rowStart, m.nRows, 4, Math.max(4096, nEntries / 512), 4096)
    const nBlocks = blockStart.length - 1
    const job = { kind: 'combine' as const, nBlocks, blockStart, rows: m, y: y.place, stride: y.stride, out: out.place }
    await this.#pool.run(job, nEntries * y.stride * 2, signal)
  }
}
