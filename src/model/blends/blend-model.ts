import { setImmediate } from 'node:timers/promises'
import { type Kernels, type Scorer, shareCsr } from '../../kernels/kernels.ts'
import { type Csr, takeRows } from '../../numbers/csr.ts'
import { addNormalised, type Normalisation, normalisations } from '../../numbers/normalise.ts'
import { wantOneOf } from '../check-options.ts'
import { type Interactions, takeInteractions } from '../interactions.ts'
import type { Algorithm, Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'
import { type Had, hadChoices, hadRows } from './had.ts'
import type { ResolvedPart } from './parts.ts'

/** Asked for late: a blend stands in the table that it looks its parts up in. */
export type Algorithms = () => Readonly<Record<string, Algorithm>>

interface Fitted {
  part: ResolvedPart
  weight: number
  model: Model
}

/** Histories between two turns of the event loop. */
const rowsTogether = 32
/** Scores of parts that only they can ask, at a time: 32 MiB, twice. */
const mostGiven = 1 << 23

type Told = readonly (Scoring | undefined)[]
const nMissing = (told: Told) => told.filter((scoring) => !scoring).length

export interface HowBlended {
  normalise: Normalisation
  had: Had
}

export class BlendModel implements Model {
  readonly kind = 'blend'
  readonly nItems: number
  readonly #parts: readonly Fitted[]
  readonly #how: HowBlended
  readonly #kernels: Kernels
  /** what parts score that only they can ask; the larger of a few requests stays */
  #given = new Float32Array(0)

  constructor(nItems: number, parts: readonly Fitted[], how: HowBlended, kernels: Kernels) {
    this.nItems = nItems
    this.#parts = parts
    this.#how = how
    this.#kernels = kernels
  }

  static load({ meta, arrays }: ModelParts, kernels: Kernels, algorithms: ReturnType<Algorithms>): BlendModel {
    // files of version 0.1 do not say what becomes of what a history holds: it was kept
    const { nItems, normalise, had = 'keep', parts } = meta as unknown as StoredBlend
    if (!Array.isArray(parts)) throw new RangeError('blend: the parts lack the list of its models')
    wantOneOf('normalise', normalise, normalisations)
    wantOneOf('had', had, hadChoices)
    const fitted = parts.map(({ label, name, options, weight, meta }, at): Fitted => {
      const algorithm = algorithms[name]
      if (!algorithm) throw new RangeError(`blend: made with "${name}", which is not there`)
      const prefix = `${at}.`
      const own = Object.entries(arrays).filter(([array]) => array.startsWith(prefix))
      const stored = Object.fromEntries(own.map(([array, values]) => [array.slice(prefix.length), values]))
      const part = { label, algorithm, options, weight }
      return { part, weight, model: algorithm.load({ meta, arrays: stored }, kernels) }
    })
    return new BlendModel(nItems, fitted, { normalise, had }, kernels)
  }

  /** The models with their weights, in order. */
  get fitted(): readonly Readonly<Fitted>[] {
    return this.#parts
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    const told = this.#told(histories)
    const size = histories.nRows * this.nItems * nMissing(told)
    if (this.#given.length < size) this.#given = new Float32Array(size)
    this.#scoreGiven(told, histories, 0, histories.nRows, this.#given)
    this.#kernels.score(this.#scorer(told, histories, this.#given), histories, out)
  }

  similarInto(item: number, out: Float32Array): void {
    out.fill(0)
    const one = new Float32Array(this.nItems)
    for (const { model, weight } of this.#parts) {
      if (!model.similarInto) continue
      model.similarInto(item, one)
      // its −Infinity would make every mean so
      one[item] = 0
      addNormalised(one, oneItem(this.nItems, item), weight, this.#how.normalise, out)
    }
    out[item] = Number.NEGATIVE_INFINITY
  }

  /** What the parts name, by their weights and how early they name it. */
  because(history: Interactions, item: number, limit: number): number[] {
    const argued = new Map<number, number>()
    for (const { model, weight } of this.#parts)
      for (const [rank, reason] of model.because(history, item, limit).entries())
        argued.set(reason, (argued.get(reason) ?? 0) + weight / (rank + 1))
    return [...argued]
      .filter(([, weight]) => weight > 0)
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, limit)
      .map(([reason]) => reason)
  }

  /**
   * Threads make the scores of the parts, fuse them and choose, thirty-two rows at a time. What only a part itself can
   * score is made here for some hundred rows while the threads are at work on those before.
   */
  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const { nRows } = histories
    const nGiven = nMissing(this.#told(takeInteractions(histories, [])))
    const perPiece = nGiven === 0 ? nRows : Math.max(rowsTogether, Math.floor(mostGiven / (nGiven * this.nItems)))
    const size = Math.min(perPiece, nRows) * nGiven * this.nItems
    const rooms = [0, 1].map(() => new Float32Array(new SharedArrayBuffer(4 * size)))
    const best = emptyTopK(nRows, k)
    let atWork: Promise<void> = Promise.resolve()
    for (let from = 0, turn = 0; from < nRows; from += perPiece, turn++) {
      const rows = Uint32Array.from({ length: Math.min(perPiece, nRows - from) }, (_, r) => from + r)
      const taken = rows.length === nRows ? histories : takeInteractions(histories, rows)
      const asked = { ...taken, ...shareCsr(taken) }
      const told = this.#told(asked)
      const given = rooms[turn % 2] as Float32Array
      for (let r = 0; r < rows.length && nGiven > 0; r += rowsTogether) {
        this.#scoreGiven(told, asked, r, Math.min(rows.length, r + rowsTogether), given)
        await setImmediate()
      }
      await atWork
      atWork = this.#kernels
        .rank(this.#scorer(told, asked, given), asked, k, exclude && takeRows(exclude, rows))
        .then(({ count, item, score }) => {
          best.count.set(count, from)
          best.item.set(item, from * k)
          best.score.set(score, from * k)
        })
      // what it may throw is thrown where it is awaited
      atWork.catch(() => {})
    }
    await atWork
    return best
  }

  /** Of each part how threads make its scores; undefined where only the part itself can. */
  #told(histories: Interactions): Told {
    return this.#parts.map(({ model }) => model.scoring?.(histories))
  }

  /** What these parts say of the rows from … to − 1: part after part, nRows × nItems each. */
  #scoreGiven(told: Told, histories: Interactions, from: number, to: number, out: Float32Array): void {
    const { nRows } = histories
    const untold = this.#parts.filter((_, p) => !told[p])
    if (untold.length === 0) return
    const rows = Array.from({ length: to - from }, (_, r) => from + r)
    const asked = to - from === nRows ? histories : takeInteractions(histories, rows)
    for (const [p, { model }] of untold.entries())
      model.scoreInto(asked, out.subarray((p * nRows + from) * this.nItems, (p * nRows + to) * this.nItems))
  }

  #scorer(told: Told, histories: Interactions, given: Float32Array): Scorer {
    const size = histories.nRows * this.nItems
    let nGiven = 0
    const parts = this.#parts.map(({ weight }, p) => {
      const scoring = told[p]
      if (scoring) return { ...scoring, weight }
      const scores = given.subarray(nGiven * size, (nGiven + 1) * size)
      nGiven++
      return { scorer: { kind: 'given' as const, scores, same: false }, histories, weight }
    })
    const { normalise, had } = this.#how
    return { kind: 'fused', parts, normalise, ...(had !== 'keep' && { last: hadRows(histories, had) }) }
  }

  parts(): ModelParts {
    const taken = this.#parts.map(({ model }) => model.parts())
    const parts = this.#parts.map(
      ({ part: { label, algorithm, options }, weight }, at): StoredPart => ({
        label,
        name: algorithm.name,
        options,
        weight,
        meta: taken[at]?.meta ?? {},
      }),
    )
    const arrays = taken.flatMap(({ arrays }, at) =>
      Object.entries(arrays).map(([name, values]) => [`${at}.${name}`, values] as const),
    )
    return { meta: { nItems: this.nItems, ...this.#how, parts }, arrays: Object.fromEntries(arrays) }
  }
}

interface StoredBlend extends Partial<HowBlended> {
  nItems: number
  normalise: Normalisation
  parts: StoredPart[]
}

interface StoredPart {
  label: string
  name: string
  options: Record<string, unknown>
  weight: number
  meta: Record<string, unknown>
}

const oneItem = (nCols: number, item: number) => ({
  nRows: 1,
  nCols,
  rowStart: Uint32Array.of(0, 1),
  column: Uint32Array.of(item),
})
