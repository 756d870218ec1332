import type { Space } from '../../evaluate/tuning/space.ts'
import { suggest } from '../../evaluate/tuning/tpe.ts'
import { algorithms } from '../../model/algorithms.ts'
import type { Rng } from '../../numbers/rng.ts'
import type { Candidate } from '../trials/run-trial.ts'
import type { Trial } from './choose-blend.ts'
import type { Family } from './portfolio.ts'

/** A family is not searched further than this. */
const mostOfEach = 60
/** Best trials of each family whose answers are kept for the blend. */
const keptOfEach = 2
/** So many trials without a better one, and a family counts as found. */
const restAfter = 10

/** A family in the search: what was tried of it, what is being tried, and what it promises. */
export class RunningFamily {
  readonly family: Family
  readonly space: Space
  readonly trials: Trial[] = []
  /** trials that have been sent and not come back */
  inFlight = 0
  /** seconds, or trials where these are the budget */
  spent = 0
  closed = false
  readonly #waiting: Candidate[]

  constructor(family: Family) {
    this.family = family
    const { space = {} } = algorithms[family.name]!
    const fixed = family.fixed ?? {}
    this.space = Object.fromEntries(Object.entries(space).filter(([option]) => !Object.hasOwn(fixed, option))) as Space
    this.#waiting = [...family.starts]
  }

  get isNew(): boolean {
    return this.trials.length === 0
  }

  get canGoOn(): boolean {
    if (this.closed || (this.isNew && this.inFlight > 0)) return false
    const n = this.trials.length + this.inFlight
    return this.#waiting.length > 0 || (Object.keys(this.space).length > 0 && n < mostOfEach)
  }

  get best(): Trial | undefined {
    return bestOf(this.trials)
  }

  /** The next to be tried: a setting from the literature while there are any, then what TPE proposes. */
  next(random: Rng): Candidate {
    const start = this.#waiting.shift()
    if (start) return start
    const point = suggest(
      this.space,
      this.trials.map(({ options, value }) => ({ point: options, value })),
      random,
    )
    // what is not searched stays as it is in the best
    const kept = Object.entries(this.best?.options ?? {}).filter(([option]) => !Object.hasOwn(this.space, option))
    return { model: this.family.name, options: { ...Object.fromEntries(kept), ...this.family.fixed, ...point } }
  }

  add(trial: Trial): void {
    this.trials.push(trial)
    // answers take room
    const ranked = this.trials.filter(({ answers }) => answers.length > 0).sort((a, b) => b.value - a.value)
    for (const { answers } of ranked.slice(keptOfEach)) answers.length = 0
  }

  /** What a second for this family is worth: as much as it is near the best, less when it has come to rest. */
  promise(bestValue: number): number {
    const own = this.best
    if (!own || bestValue <= 0) return 1
    const near = Math.max(0.1, Math.exp(-(bestValue - own.value) / (0.08 * bestValue)))
    const since = this.trials.length - 1 - this.trials.indexOf(own)
    return near * (since >= restAfter ? 0.3 : 1)
  }
}

/** The best of those that were asked everything. */
export const bestOf = (trials: readonly Trial[]): Trial | undefined =>
  trials.reduce<Trial | undefined>(
    (best, one) => (one.pruned || (best && best.value >= one.value) ? best : one),
    undefined,
  )
