import { wantNumber } from '../check-options.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext, Need } from '../model.ts'
import { HybridModel } from './hybrid-model.ts'
import { type StackOptions, stacked } from './stacked.ts'

export type HybridOptions = StackOptions & {
  /** what learns from the stacked matrix: any algorithm that needs nothing but interactions */
  model: string
  /** of that algorithm */
  modelOptions: Readonly<Record<string, unknown>>
}

type Table = Readonly<Record<string, Algorithm>>

/**
 * Any model of interactions, with what is known of items and people stacked beside them (stacked.ts). Over item
 * neighbours it is ItemKNN-CFCBF (`cfcbf`), over EASE collective or feature-weighted EASE (`ease`), over iALS factors
 * that features share (`ials`), over a graph filter a graph with features among its people (`graph`). `content` leaves
 * the interactions to the history alone: items are alike by their features only, whatever anybody did.
 * An item without events is reached through its features, a person without events through theirs.
 *
 * Source: Mobasher et al., 2003, and Dacrema et al., TOIS 2021 (CFCBF); Jeunen et al., RecSys 2020 (CEASE).
 */
export function hybridOf(algorithms: () => Table): Algorithm<HybridOptions> {
  const inner = ({ model, modelOptions }: HybridOptions) => {
    const [name = '', variant] = model.split(':', 2)
    const algorithm = Object.hasOwn(algorithms(), name) ? algorithms()[name] : undefined
    const chosen = variant === undefined ? {} : algorithm?.variants?.[variant]
    const names = () => Object.keys(algorithms()).filter((one) => one !== 'hybrid' && one !== 'blend')
    if (!algorithm || !chosen || !names().includes(name))
      throw new RangeError(`model: got "${model}", want one of ${names().join(', ')}`)
    const unknown = Object.keys(modelOptions).find((option) => !Object.hasOwn(algorithm.defaults, option))
    if (unknown !== undefined) throw new RangeError(`modelOptions: ${model} has no option "${unknown}"`)
    const options = { ...algorithm.defaults, ...chosen, ...modelOptions }
    if ((algorithm.needs?.(options).length ?? 0) > 0)
      throw new RangeError(`model: ${model} needs more than interactions, want one that does not`)
    algorithm.check(options)
    return { label: model, algorithm, options }
  }
  const hybrid: Algorithm<HybridOptions> = {
    name: 'hybrid',
    defaults: {
      model: 'item-knn:tfidf',
      modelOptions: { nNeighbours: 300, withSelf: false },
      fields: { text: 1, category: 0.5, brand: 0.5, price: 0.2, attributes: 0.5 },
      itemWeight: 1,
      userWeight: 0,
    },
    variants: {
      cfcbf: {},
      content: { itemWeight: 1000 },
      ease: { model: 'ease', modelOptions: {} },
      ials: { model: 'ials', modelOptions: {} },
      graph: { model: 'graph-filter', modelOptions: {} },
    },
    space: {
      itemWeight: { low: 0.05, high: 5, scale: 'log' },
      userWeight: { choices: [0, 0.1, 0.3, 1] },
    },

    needs({ itemWeight, userWeight }) {
      const needed: Need[] = []
      if (itemWeight > 0) needed.push('itemFeatures')
      if (userWeight > 0) needed.push('userFeatures')
      return needed
    },

    check(options) {
      if (typeof options.model !== 'string')
        throw new RangeError(`model: got ${JSON.stringify(options.model)}, want a name`)
      if (typeof options.modelOptions !== 'object' || options.modelOptions === null)
        throw new RangeError(`modelOptions: got ${JSON.stringify(options.modelOptions)}, want an object`)
      inner(options)
      checkFields(options.fields)
      wantNumber('itemWeight', options.itemWeight, 0, 1e6)
      wantNumber('userWeight', options.userWeight, 0, 1e6)
    },

    memoryBytes(interactions, options) {
      const { algorithm, options: own } = inner(options)
      return algorithm.memoryBytes(interactions, own) * 1.5 + interactions.column.length * 48
    },

    async fit(interactions: Interactions, options: HybridOptions, context: FitContext) {
      hybrid.check(options)
      context.signal?.throwIfAborted()
      const { itemFeatures, ...rest } = context
      const matrix = stacked(interactions, itemFeatures, options)
      const resolved = inner(options)
      const model = await fitModel(resolved, matrix, rest)
      return new HybridModel(interactions.nCols, resolved, model, options.userWeight)
    },

    load: (parts, kernels) => HybridModel.load(parts, kernels, algorithms()),
  }
  return hybrid
}

function checkFields(fields: unknown): void {
  const refuse = () => {
    throw new RangeError(`fields: got ${JSON.stringify(fields)}, want a weight for at least one field, e.g. {"text":1}`)
  }
  if (typeof fields !== 'object' || fields === null || Object.keys(fields).length === 0) refuse()
  for (const weight of Object.values(fields as object)) if (!(weight >= 0 && weight < 1e6)) refuse()
}
