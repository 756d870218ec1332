import { type Csr, transpose } from '../../numbers/csr.ts'
import { endToEnd } from '../../numbers/end-to-end.ts'
import { wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, Model, ModelParts, TopK } from '../model.ts'
import { recommendByScoring } from '../recommend-by-scoring.ts'

export type PopularAmongOptions = {
  /** a group is believed as if so many people of the whole shop were in it too */
  prior: number
  /** what several groups say together: 1 as if each knew nothing of the others, 0 as one */
  independence: number
}

/**
 * What people of the same country, age, segment (whatever is known of them) have. With n(i) the people who have item i of n in all, n_f the people
 * with feature f, n_f(i) those of them who have i, and F the features of who asks,
 *
 *     p(i)     = n(i) / n          p_f(i) = (n_f(i) + prior · p(i)) / (n_f + prior)
 *     score(i) = p(i) · Π_{f ∈ F} (p_f(i) / p(i))^w        w = |F|^(independence − 1)
 *
 * With nothing known it is the share of people who have it; so for whoever is new it is as good as `popular`, and better where groups differ.
 * Histories are not read. Fit O(Σ_people features · items), one row O(nItems + items of its groups).
 * Source: naive Bayes over demographic groups, after Pazzani, AI Review 1999, with additive smoothing.
 */
export const popularAmong: Algorithm<PopularAmongOptions> = {
  name: 'popular-among',
  defaults: { prior: 50, independence: 0.5 },
  space: { prior: { low: 1, high: 1000, scale: 'log' }, independence: { low: 0, high: 1 } },
  needs: () => ['userFeatures'],

  check({ prior, independence }) {
    wantNumber('prior', prior, 1e-6, 1e9)
    wantNumber('independence', independence, 0, 1)
  },

  memoryBytes({ nCols, column, userFeatures }) {
    const groups = userFeatures?.nCols ?? 0
    const each = userFeatures ? userFeatures.column.length / Math.max(1, userFeatures.nRows) : 0
    return nCols * 32 + groups * 16 + 12 * Math.min(groups * nCols, each * column.length)
  },

  async fit(interactions, options, { signal }) {
    popularAmong.check(options)
    signal?.throwIfAborted()
    const { nRows, nCols, column, userFeatures } = interactions
    if (!userFeatures) throw new RangeError('popular-among: got nothing about the people, want their features')
    const have = new Float32Array(nCols)
    for (const i of column) have[i]!++
    const ofGroup = transpose(userFeatures)
    const size = Float32Array.from({ length: ofGroup.nRows }, (_, f) => ofGroup.rowStart[f + 1]! - ofGroup.rowStart[f]!)
    return new PopularAmong({ nPeople: nRows, have, size, among: groupsHave(ofGroup, interactions) }, options)
  },

  load({ meta, arrays: { have, size, rowStart, column, value } }) {
    const floats = [have, size, value]
    const indices = [rowStart, column]
    if (!floats.every((a) => a instanceof Float32Array) || !indices.every((a) => a instanceof Uint32Array))
      throw new RangeError('popular-among: the parts lack one of the arrays have, size, rowStart, column, value')
    const among = { nRows: size!.length, nCols: have!.length, rowStart, column, value } as Csr & { value: Float32Array }
    const { nPeople, prior, independence } = meta as Record<string, number>
    const counts = { nPeople: nPeople ?? 0, have: have as Float32Array, size: size as Float32Array, among }
    return new PopularAmong(counts, { prior: prior ?? 1, independence: independence ?? 1 })
  },
}

/** How many of the people of each group have each item: groups × items. */
function groupsHave(ofGroup: Csr, { nCols, rowStart, column }: Csr): Csr & { value: Float32Array } {
  const count = new Float32Array(nCols)
  const starts = new Uint32Array(ofGroup.nRows + 1)
  const columns: Uint32Array[] = []
  const values: Float32Array[] = []
  for (let f = 0; f < ofGroup.nRows; f++) {
    const touched: number[] = []
    for (let at = ofGroup.rowStart[f]!; at < ofGroup.rowStart[f + 1]!; at++) {
      const u = ofGroup.column[at]!
      for (let k = rowStart[u]!; k < rowStart[u + 1]!; k++) if (count[column[k]!]!++ === 0) touched.push(column[k]!)
    }
    const items = Uint32Array.from(touched).sort()
    columns.push(items)
    values.push(Float32Array.from(items, (i) => count[i]!))
    for (const i of items) count[i] = 0
    starts[f + 1] = starts[f]! + items.length
  }
  const among = {
    ...{ nRows: ofGroup.nRows, nCols, rowStart: starts },
    column: endToEnd(Uint32Array, columns),
    value: endToEnd(Float32Array, values),
  }
  return among
}

interface Counts {
  nPeople: number
  /** people who have each item */
  have: Float32Array
  /** people in each group */
  size: Float32Array
  /** groups × items: of these, who have it */
  among: Csr & { value: Float32Array }
}

class PopularAmong implements Model {
  readonly kind = 'popular-among'
  readonly #counts: Counts
  readonly #options: PopularAmongOptions

  constructor(counts: Counts, options: PopularAmongOptions) {
    this.#counts = counts
    this.#options = options
  }

  get nItems(): number {
    return this.#counts.have.length
  }

  scoreInto({ nRows, userFeatures }: Interactions, out: Float32Array): void {
    const { nPeople, have, size, among } = this.#counts
    const { prior, independence } = this.#options
    const n = Math.max(1, nPeople)
    const said = new Float64Array(this.nItems)
    for (let r = 0; r < nRows; r++) {
      said.fill(0)
      let ofAll = 0
      let nGroups = 0
      const [from, to] = userFeatures ? [userFeatures.rowStart[r]!, userFeatures.rowStart[r + 1]!] : [0, 0]
      for (let at = from; at < to; at++) {
        const f = userFeatures!.column[at]!
        if (f >= size.length) continue
        nGroups++
        // what nobody of the group has, and what that says more where somebody has
        ofAll += Math.log(prior / (size[f]! + prior))
        for (let k = among.rowStart[f]!; k < among.rowStart[f + 1]!; k++) {
          const i = among.column[k]!
          said[i]! += Math.log1p((among.value[k]! * n) / (prior * have[i]!))
        }
      }
      const w = nGroups > 0 ? nGroups ** (independence - 1) : 0
      const row = r * this.nItems
      for (let i = 0; i < this.nItems; i++) out[row + i] = (have[i]! / n) * Math.exp(w * (ofAll + said[i]!))
    }
  }

  /** Nothing of the history: it is not read. */
  because(): number[] {
    return []
  }

  recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    return recommendByScoring(this, histories, k, exclude)
  }

  parts(): ModelParts {
    const { nPeople, have, size, among } = this.#counts
    const { rowStart, column, value } = among
    return { meta: { nPeople, ...this.#options }, arrays: { have, size, rowStart, column, value } }
  }
}
