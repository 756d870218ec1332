/** Means of the metrics of one trial, by their names at the doors. */
export type Figures = Readonly<Record<string, number>>

/** What a search wants: the goal as large as possible where the conditions hold. */
export interface Objective {
  /** as the doors name it: ndcg@10 */
  goal: string
  /** metrics that must not fall below a value: coverage@10 at least .2 */
  floors: readonly { key: string; least: number }[]
  /** metrics that may fall at most by a share of the best value found: ndcg@10 by 2 % */
  within: readonly { key: string; share: number }[]
}

/** Every metric that an objective reads, the goal first. */
export const keysOf = ({ goal, floors, within }: Objective): string[] => [
  ...new Set([goal, ...floors.map(({ key }) => key), ...within.map(({ key }) => key)]),
]

/** The best value found of each metric that may fall by a share of it. */
export const bestsOf = ({ within }: Objective, all: readonly Figures[]): Figures =>
  Object.fromEntries(within.map(({ key }) => [key, Math.max(...all.map((figures) => figures[key] as number))]))

/** By what share of the demand the conditions are missed, summed; 0 where all hold. */
export function missedBy({ floors, within }: Objective, figures: Figures, bests: Figures): number {
  const demands = [...floors, ...within.map(({ key, share }) => ({ key, least: (1 - share) * (bests[key] as number) }))]
  let missed = 0
  for (const { key, least } of demands) {
    const short = least - (figures[key] as number)
    if (short > 0) missed += short / Math.max(1e-9, Math.abs(least))
  }
  return missed
}

/**
 * One number to search by, larger is better: the goal where the conditions hold; where they do not, below all that hold
 * them, the less the more they are missed.
 */
export function scoreOf(objective: Objective, figures: Figures, bests: Figures): number {
  const missed = missedBy(objective, figures, bests)
  return missed === 0 ? (figures[objective.goal] as number) : -1e9 * (1 + missed)
}
