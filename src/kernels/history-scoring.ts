import type { Csr } from '../numbers/csr.ts'
import type { Best } from './kernels.ts'
import type { KernelMemory } from './memory.ts'
import type { Pool } from './pool.ts'
import { scoreRows } from './score-rows.ts'
import { rowsPerBlock, type Scorer, scorerScratch } from './scorer.ts'
import { sharedLists, unshared } from './shared-lists.ts'
import { scorerSharer, sharedRows } from './shared-rows.ts'
import { touchedParts, touchedRowsPerBlock } from './touched-items.ts'

/** What scorers say of histories: the best, all on threads, or all on the calling one. kernels.ts says what each promises. */
export class HistoryScoring {
  readonly #memory: KernelMemory
  readonly #pool: Pool
  readonly #shareScorer = scorerSharer()

  constructor(memory: KernelMemory, pool: Pool) {
    this.#memory = memory
    this.#pool = pool
  }

  async rank(scorer: Scorer, histories: Csr, k: number, exclude?: Csr, signal?: AbortSignal): Promise<Best> {
    const { nRows, nCols: nItems } = histories
    const most = Math.min(k, nItems)
    const best = sharedLists(nRows, k)
    if (most === 0 || nRows === 0) return unshared(best)
    const perBlock = touchedParts(scorer, histories) ? touchedRowsPerBlock : rowsPerBlock(scorer, nItems)
    const job = {
      kind: 'rank' as const,
      nBlocks: Math.ceil(nRows / perBlock),
      rowsPerBlock: perBlock,
      nRows,
      nItems,
      histories: sharedRows(histories),
      exclude: exclude && sharedRows(exclude),
      scorer: this.#shareScorer(scorer),
      ...best,
    }
    await this.#pool.run(job, nRows * nItems * 8, signal)
    return unshared(best)
  }

  scoreAll(scorer: Scorer, histories: Csr, out: Float32Array<SharedArrayBuffer>, signal?: AbortSignal): Promise<void> {
    const { nRows, nCols: nItems } = histories
    const perBlock = rowsPerBlock(scorer, nItems)
    const job = {
      kind: 'score' as const,
      nBlocks: Math.ceil(nRows / perBlock),
      rowsPerBlock: perBlock,
      ...{ nRows, nItems, out },
      histories: sharedRows(histories),
      scorer: this.#shareScorer(scorer),
    }
    return this.#pool.run(job, nRows * nItems * 8, signal)
  }

  score(scorer: Scorer, histories: Csr, out: Float32Array): void {
    const { nRows, nCols: nItems } = histories
    const perBlock = Math.min(nRows, rowsPerBlock(scorer, nItems))
    const scratch = this.#memory.take(scorerScratch(scorer, nItems, histories, perBlock))
    try {
      const { table } = this.#pool
      for (let from = 0; from < nRows; from += perBlock) {
        const to = Math.min(nRows, from + perBlock)
        const part = out.subarray(from * nItems, to * nItems)
        scoreRows(scorer, histories, from, to, nItems, part, table, this.#memory.memory.buffer, scratch)
      }
    } finally {
      this.#memory.give(scratch)
    }
  }
}
