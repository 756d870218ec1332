import { baskets } from './baskets/baskets.ts'
import { blendsOf } from './blends/blends.ts'
import { contentOf } from './content/content.ts'
import { factors } from './factors/factors.ts'
import { graph } from './graph/graph.ts'
import { linear } from './linear/linear.ts'
import type { Algorithm } from './model.ts'
import { neighbours } from './neighbours/neighbours.ts'
import { popularity } from './popularity/popularity.ts'
import { rankingOf } from './ranking/ranking.ts'
import { labelsOf, type ResolvedIn, resolveLabel } from './resolve-label.ts'
import { sessions } from './sessions/sessions.ts'

/** Every algorithm by name, family by family. A new one is a new row there; contract.test.ts runs for each. */
export const algorithms: Readonly<Record<string, Algorithm>> = {
  ...popularity,
  ...neighbours,
  ...linear,
  ...graph,
  ...factors,
  ...sessions,
  ...baskets,
  ...contentOf(() => algorithms),
  ...blendsOf(() => algorithms),
  ...rankingOf(() => algorithms),
}

/** An algorithm that was asked for, with every option decided. */
export type Resolved = ResolvedIn<Algorithm>

/** What can be asked for: every algorithm and every variant. */
export const labels = (): string[] => labelsOf(algorithms)

/** `name` or `name:variant` of the table, with options on top (resolve-label.ts). */
export const resolve = (label: string, overrides?: Readonly<Record<string, unknown>>): Resolved =>
  resolveLabel(algorithms, label, overrides)
