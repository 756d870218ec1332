/** What a table of algorithms has to say of each for names and options to be decided. */
interface Named {
  defaults: object
  variants?: Readonly<Record<string, object>>
  check(options: never): void
}

/** An algorithm that was asked for, with every option decided. */
export interface ResolvedIn<A> {
  /** as it was asked for, e.g. "item-knn:bm25" */
  label: string
  algorithm: A
  options: Record<string, unknown>
}

/** What can be asked of a table: every algorithm and every variant. */
export function labelsOf(table: Readonly<Record<string, Named>>): string[] {
  return Object.entries(table).flatMap(([name, { variants }]) => [
    name,
    ...Object.keys(variants ?? {}).map((variant) => `${name}:${variant}`),
  ])
}

/**
 * `name` or `name:variant` with options on top: the defaults, then the variant's, then `overrides`.
 * @throws RangeError  an unknown name, variant or option (naming those there are) or a refused value
 */
export function resolveLabel<A extends Named>(
  table: Readonly<Record<string, A>>,
  label: string,
  overrides: Readonly<Record<string, unknown>> = {},
): ResolvedIn<A> {
  const [name = '', variant] = label.split(':', 2)
  const algorithm = lookUp(table, name)
  const chosen = variant === undefined ? {} : algorithm && lookUp(algorithm.variants ?? {}, variant)
  if (!algorithm || !chosen) throw new RangeError(`got "${label}", want one of ${labelsOf(table).join(', ')}`)
  const possible = Object.keys(algorithm.defaults)
  for (const option of Object.keys(overrides))
    if (!possible.includes(option))
      throw new RangeError(
        `${label}: got the option "${option}", want ${possible.length ? `one of ${possible.join(', ')}` : 'none, it has no options'}`,
      )
  const options = { ...algorithm.defaults, ...chosen, ...overrides }
  try {
    algorithm.check(options as never)
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${label}: ${error.message}`, { cause: error })
    throw error
  }
  return { label, algorithm, options }
}

const lookUp = <T>(from: Readonly<Record<string, T>>, key: string) => (Object.hasOwn(from, key) ? from[key] : undefined)
