import type { Recommender } from '../../recommend/recommender.ts'
import type { Log } from './live.ts'
import type { CandidatesOf } from './look-among.ts'

/** Makes candidates beside a server at work: whoever answers scores all items until its own are there. */
export class CandidateMaker {
  readonly #candidatesOf: CandidatesOf
  readonly #log: Log | undefined
  #making: { stop: AbortController; done: Promise<void> } | undefined

  constructor(candidatesOf: CandidatesOf, log: Log | undefined) {
    this.#candidatesOf = candidatesOf
    this.#log = log
  }

  /** Those of an earlier recommender are given up. A failure is logged and leaves all items scored. */
  makeFor(recommender: Recommender): void {
    this.#making?.stop.abort()
    const stop = new AbortController()
    this.#making = { stop, done: this.#make(recommender, stop.signal) }
  }

  /** Resolves when nothing is being made any more. */
  async stop(): Promise<void> {
    this.#making?.stop.abort()
    await this.#making?.done
  }

  async #make(recommender: Recommender, signal: AbortSignal): Promise<void> {
    const { version, model } = recommender.trained
    try {
      const candidates = await this.#candidatesOf(model, signal)
      if (!candidates) return
      recommender.lookAmong(candidates)
      this.#log?.info({ model: version }, 'candidates made')
    } catch (error) {
      if (!signal.aborted) this.#log?.error({ err: error }, `all items are scored: ${(error as Error).message}`)
    }
  }
}
