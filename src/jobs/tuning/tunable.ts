import { Fault } from '../../contract/fault.ts'
import type { Point, Space, Value } from '../../evaluate/tuning/space.ts'
import { resolve } from '../../model/algorithms.ts'
import type { Part } from '../../model/blends/parts.ts'
import { asBadRequest } from '../as-bad-request.ts'

/**
 * What of a model can be searched: the space that it declares without what the caller has decided, and of a blend the
 * weights of its parts besides.
 * @throws Fault bad-request  an unknown model or option, or nothing to search
 */
export function spaceOf(model: string, options: Readonly<Record<string, unknown>>): Space {
  const { algorithm, options: all } = asBadRequest('model', () => resolve(model, options))
  const declared = Object.entries(algorithm.space ?? {}).filter(([option]) => !Object.hasOwn(options, option))
  const weights =
    algorithm.name === 'blend'
      ? (all.parts as Part[]).map((_, at) => [`parts.${at}.weight`, { low: 0, high: 1 }] as const)
      : []
  const space = Object.fromEntries([...declared, ...weights]) as Space
  if (Object.keys(space).length === 0)
    throw new Fault(
      'bad-request',
      `model: ${model} declares no option worth searching beside ${Object.keys(options).join(', ') || 'none'}`,
    )
  return space
}

/** The options with a point's values set; a name such as parts.0.weight goes into what lies there. */
export function optionsAt(
  options: Readonly<Record<string, unknown>>,
  point: Point,
  model: string,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...options }
  for (const [option, value] of Object.entries(point)) {
    const [name = '', at, field] = option.split('.')
    if (at === undefined || field === undefined) {
      all[name] = value
      continue
    }
    const parts = (all[name] ?? resolve(model).options[name]) as Record<string, unknown>[]
    all[name] = parts.map((part, index) => (index === Number(at) ? { ...part, [field]: value } : part))
  }
  return all
}

/** The values that options have at the places of a space; what has none there stands in the middle, as the weights of a blend do. */
export function pointOf(space: Space, options: Readonly<Record<string, unknown>>): Point {
  return Object.fromEntries(
    Object.keys(space).map((option) => {
      const [name = '', at, field] = option.split('.')
      const here =
        at === undefined ? options[name] : (options[name] as Record<string, unknown>[])[Number(at)]?.[field ?? '']
      return [option, (here ?? 0.5) as Value]
    }),
  )
}
