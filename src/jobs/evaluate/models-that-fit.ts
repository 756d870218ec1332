import { Fault } from '../../contract/fault.ts'
import type { Resolved } from '../../model/algorithms.ts'
import { memoryRefusal } from '../../model/fit.ts'
import type { Interactions } from '../../model/interactions.ts'
import { baseline } from './measure-models.ts'

/**
 * Of several models those whose fit needs no more memory than allowed, told before anything is begun: one that is too large for the data
 * does not take the others' figures with it.
 * @returns  the models, and a sentence for each that stays out
 * @throws Fault bad-request  nothing is left but the baseline
 */
export function modelsThatFit(
  models: readonly Resolved[],
  train: Interactions,
): { models: Resolved[]; leftOut: string[] } {
  const refused = new Map<Resolved, string>()
  for (const model of models) {
    const why = memoryRefusal(model, train)
    if (why !== undefined) refused.set(model, why)
  }
  const left = models.filter((model) => !refused.has(model))
  const [first] = refused.values()
  if (first !== undefined && left.every(({ label }) => label === baseline))
    throw new Fault('bad-request', `models: ${first}`)
  return { models: left, leftOut: [...refused.values()].map((why) => `Left out, ${why}.`) }
}
