import type { Algorithm } from '../model.ts'

/** A model of a blend, as options say it: JSON. */
export interface Part {
  /** name or name:variant, as `--models` names it */
  model: string
  options?: Readonly<Record<string, unknown>>
  weight?: number
}

export interface ResolvedPart {
  label: string
  algorithm: Algorithm
  options: Record<string, unknown>
  weight: number | undefined
}

type Table = Readonly<Record<string, Algorithm>>

/** @throws RangeError  naming the part and what is wrong with it */
export function checkParts(parts: unknown, algorithms: Table): void {
  if (!Array.isArray(parts) || parts.length === 0 || parts.length > 50)
    throw new RangeError(`parts: got ${JSON.stringify(parts)?.slice(0, 60)}, want a list of 1 to 50 models`)
  for (const [at, part] of parts.entries()) {
    const refuse = (message: string) => {
      throw new RangeError(`parts[${at}]: ${message}`)
    }
    const { model, options, weight, ...rest } = part as Record<string, unknown>
    if (typeof model !== 'string') refuse(`got the model ${JSON.stringify(model)}, want a name`)
    if (Object.keys(rest).length > 0) refuse(`got "${Object.keys(rest)[0]}", want model, options and weight`)
    if (options !== undefined && (typeof options !== 'object' || options === null)) refuse('options: want an object')
    if (weight !== undefined && !(typeof weight === 'number' && Number.isFinite(weight)))
      refuse(`got the weight ${JSON.stringify(weight)}, want a number`)
    try {
      resolvePart(part as Part, algorithms)
    } catch (error) {
      refuse((error as Error).message)
    }
  }
}

export const resolveParts = (parts: readonly Part[], algorithms: Table): ResolvedPart[] =>
  parts.map((part) => resolvePart(part, algorithms))

function resolvePart({ model, options = {}, weight }: Part, algorithms: Table): ResolvedPart {
  const [name = '', variant] = model.split(':', 2)
  const algorithm = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
  const chosen = variant === undefined ? {} : algorithm?.variants?.[variant]
  if (!algorithm || !chosen || name === 'blend')
    throw new RangeError(`got the model "${model}", want one of ${Object.keys(algorithms).join(', ')}`)
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(algorithm.defaults, option))
  if (unknown) throw new RangeError(`${model} has no option "${unknown}"`)
  const all = { ...algorithm.defaults, ...chosen, ...options }
  algorithm.check(all)
  return { label: model, algorithm, options: all, weight }
}
