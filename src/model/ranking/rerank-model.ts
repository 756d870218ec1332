import { setImmediate } from 'node:timers/promises'
import type { Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'
import { type Algorithms, BlendModel } from '../blends/blend-model.ts'
import { type Interactions, takeInteractions } from '../interactions.ts'
import type { Model, ModelParts, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'
import { scoresOf } from '../scores-of.ts'
import { candidatesOf, featuresOf, type HowChosen } from './candidates.ts'
import { type Forest, predict } from './forest.ts'
import { factsOf, type ItemFacts, storedFacts } from './item-facts.ts'

/** Histories scored together at least, and scores held at a time: 64 MiB, twice. */
const [rowsTogether, mostScores] = [32, 1 << 24]

export interface RerankContent {
  kernels: Kernels
  /** the parts, weighted: what the trees begin from */
  blend: BlendModel
  forest: Forest
  facts: ItemFacts
  how: HowChosen
  /** what the blend's order (candidates.ts, first) is multiplied by before the trees are added */
  scale: number
}

/** Candidates in the order of blend and trees, everything else below them in the order of the blend. */
export class RerankModel implements Model {
  readonly kind = 'rerank'
  readonly nItems: number
  readonly #content: RerankContent

  constructor(content: RerankContent) {
    this.#content = content
    this.nItems = content.blend.nItems
  }

  static load({ meta, arrays }: ModelParts, kernels: Kernels, algorithms: ReturnType<Algorithms>): RerankModel {
    const { blend, facts, how, scale } = meta as Record<string, object> & { how: HowChosen; scale: number }
    if (!blend || !facts || !how) throw new RangeError('rerank: the parts lack blend, facts or how')
    const named = (prefix: string) =>
      Object.fromEntries(
        Object.entries(arrays).flatMap(([name, values]) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), values]] : [],
        ),
      )
    const forest = named('forest.') as unknown as Forest
    if (!(forest.root instanceof Uint32Array && forest.value instanceof Float64Array))
      throw new RangeError('rerank: the parts lack the forest')
    const loaded = BlendModel.load({ meta: blend as ModelParts['meta'], arrays: named('blend.') }, kernels, algorithms)
    const wanted = featuresOf(loaded.fitted.length)
    if (meta.nFeatures !== wanted)
      throw new RangeError(`rerank: trees over ${meta.nFeatures ?? 'other'} features, want ${wanted} of this version`)
    return new RerankModel({
      kernels,
      blend: loaded,
      forest,
      facts: factsOf({ meta: facts as ModelParts['meta'], arrays: named('facts.') }),
      how,
      scale,
    })
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    const scores = this.#content.blend.fitted.map(({ model }) => {
      const one = new Float32Array(histories.nRows * this.nItems)
      model.scoreInto(histories, one)
      return one
    })
    this.#rankInto(scores, histories, out)
  }

  /** @param all  what each part scores; it is written over */
  #rankInto(all: readonly Float32Array[], histories: Interactions, out: Float32Array): void {
    const { blend, forest, facts, how, scale } = this.#content
    const { start, item, nFeatures, features, first, blended } = candidatesOf(blend.fitted, all, histories, facts, how)
    for (let r = 0; r < histories.nRows; r++) {
      const row = out.subarray(r * this.nItems, (r + 1) * this.nItems)
      const scores = first.slice(start[r], start[r + 1])
      for (let c = 0; c < scores.length; c++)
        scores[c] = scale * scores[c]! + predict(forest, features, (start[r]! + c) * nFeatures)
      const least = scores.length > 0 ? scores.reduce((a, b) => Math.min(a, b)) : 0
      belowInto(blended.subarray(r * this.nItems, (r + 1) * this.nItems), least, row)
      for (let c = 0; c < scores.length; c++) row[item[start[r]! + c]!] = scores[c]!
    }
  }

  similarInto(item: number, out: Float32Array): void {
    this.#content.blend.similarInto(item, out)
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return this.#content.blend.because(history, item, limit)
  }

  /** Threads score some hundred rows while the candidates of those before are looked at here. */
  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const { nRows } = histories
    const models = this.#content.blend.fitted.map(({ model }) => model)
    const perPiece = Math.max(rowsTogether, Math.floor(mostScores / Math.max(1, this.nItems * models.length)))
    const best = emptyTopK(nRows, k)
    const out = new Float32Array(Math.min(perPiece, nRows) * this.nItems)
    const piece = (from: number) => {
      const rows = Uint32Array.from({ length: Math.max(0, Math.min(perPiece, nRows - from)) }, (_, r) => from + r)
      const asked = takeInteractions(histories, rows)
      const scores = rows.length > 0 ? scoresOf(models, asked, this.#content.kernels) : Promise.resolve([])
      // what it may throw is thrown where it is awaited
      scores.catch(() => {})
      return { asked, scores }
    }
    let next = piece(0)
    for (let from = 0; from < nRows; from += perPiece) {
      const { asked, scores } = next
      const all = await scores
      next = piece(from + perPiece)
      await setImmediate()
      this.#rankInto(all, asked, out)
      for (let r = 0; r < asked.nRows; r++) {
        const row = out.subarray(r * this.nItems, (r + 1) * this.nItems)
        const own = exclude?.column.subarray(exclude.rowStart[from + r], exclude.rowStart[from + r + 1]) ?? []
        for (const i of own) row[i] = Number.NEGATIVE_INFINITY
        const top = topK(row, k)
        best.count[from + r] = top.length
        best.item.set(top, (from + r) * k)
        for (const [rank, i] of top.entries()) best.score[(from + r) * k + rank] = row[i]!
      }
    }
    return best
  }

  parts(): ModelParts {
    const { blend, forest, facts, how, scale } = this.#content
    const [blendParts, factParts] = [blend.parts(), storedFacts(facts)]
    const named = (prefix: string, arrays: object) =>
      Object.entries(arrays).map(([name, values]) => [prefix + name, values] as const)
    return {
      meta: {
        ...{ blend: blendParts.meta, facts: factParts.meta, how, scale },
        nFeatures: featuresOf(blend.fitted.length),
      },
      arrays: Object.fromEntries([
        ...named('blend.', blendParts.arrays),
        ...named('facts.', factParts.arrays),
        ...named('forest.', forest),
      ]),
    }
  }
}

/** row = the scores squeezed into [top − 2, top − 1], their order kept. */
function belowInto(scores: Float32Array, top: number, row: Float32Array): void {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! < low) low = scores[i]!
    if (scores[i]! > high) high = scores[i]!
  }
  const spread = high > low ? high - low : 1
  for (let i = 0; i < scores.length; i++) row[i] = top - 2 + (scores[i]! - low) / spread
}
