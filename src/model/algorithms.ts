import { baskets } from './baskets/baskets.ts'
import { blendsOf } from './blends/blends.ts'
import { contentOf } from './content/content.ts'
import { factors } from './factors/factors.ts'
import { graph } from './graph/graph.ts'
import { linear } from './linear/linear.ts'
import type { Algorithm } from './model.ts'
import { neighbours } from './neighbours/neighbours.ts'
import { popularity } from './popularity/popularity.ts'
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
}

/** An algorithm that was asked for, with every option decided. */
export interface Resolved {
  /** as it was asked for, e.g. "item-knn:bm25" */
  label: string
  algorithm: Algorithm
  options: Record<string, unknown>
}

/** What can be asked for: every algorithm and every variant. */
export function labels(): string[] {
  return Object.entries(algorithms).flatMap(([name, { variants }]) => [
    name,
    ...Object.keys(variants ?? {}).map((variant) => `${name}:${variant}`),
  ])
}

/**
 * `name` or `name:variant` with options on top: the defaults, then the variant's, then `overrides`.
 * @throws RangeError  an unknown name, variant or option (naming those there are) or a refused value
 */
export function resolve(label: string, overrides: Readonly<Record<string, unknown>> = {}): Resolved {
  const [name = '', variant] = label.split(':', 2)
  const algorithm = lookUp(algorithms, name)
  const chosen = variant === undefined ? {} : algorithm && lookUp(algorithm.variants ?? {}, variant)
  if (!algorithm || !chosen) throw new RangeError(`got "${label}", want one of ${labels().join(', ')}`)
  const possible = Object.keys(algorithm.defaults)
  for (const option of Object.keys(overrides))
    if (!possible.includes(option))
      throw new RangeError(
        `${label}: got the option "${option}", want ${possible.length ? `one of ${possible.join(', ')}` : 'none, it has no options'}`,
      )
  const options = { ...algorithm.defaults, ...chosen, ...overrides }
  try {
    algorithm.check(options)
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${label}: ${error.message}`, { cause: error })
    throw error
  }
  return { label, algorithm, options }
}

const lookUp = <T>(from: Readonly<Record<string, T>>, key: string) => (Object.hasOwn(from, key) ? from[key] : undefined)
