import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'
import { type Clicks, lastClicks } from './clicks.ts'
import type { SessionKnnOptions } from './session-knn.ts'
import type { SessionIndex } from './session-postings.ts'

/** Queries between two turns of the event loop: some tens of milliseconds. */
const queriesPerTurn = 256

/** The index and the arrays that queries share: one query at a time, nothing allocated that grows with the data. */
export class SessionKnnModel implements Model {
  readonly kind = 'session-knn'
  readonly #index: SessionIndex
  readonly #options: SessionKnnOptions
  readonly #idf: Float64Array
  /** of the sessions in the sample */
  readonly #session: Uint32Array
  readonly #similarity: Float64Array
  readonly #place: Uint32Array
  /** scores of the query at hand, all 0 between queries; and which items have one */
  readonly #score: Float64Array
  readonly #scored: Uint32Array

  constructor(index: SessionIndex, options: SessionKnnOptions) {
    this.#index = index
    this.#options = options
    const { nItems, listStart, day } = index
    const nSample = Math.min(options.nSample, day.length)
    this.#session = new Uint32Array(nSample)
    this.#similarity = new Float64Array(nSample)
    this.#place = new Uint32Array(nSample)
    this.#score = new Float64Array(nItems)
    this.#scored = new Uint32Array(nItems)
    this.#idf = Float64Array.from({ length: nItems }, (_, i) => {
      const n = listStart[i + 1]! - listStart[i]!
      return n > 0 ? 1 + options.idf * Math.log(day.length / n) : 0
    })
  }

  get nItems(): number {
    return this.#index.nItems
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    out.fill(0, 0, histories.nRows * this.nItems)
    for (let r = 0; r < histories.nRows; r++) {
      const n = this.#ask(lastClicks(histories, r, this.#options.nLast))
      for (let at = 0; at < n; at++) {
        const i = this.#scored[at]!
        out[r * this.nItems + i] = this.#score[i]!
      }
      this.#forget(n)
    }
  }

  similarInto(item: number, out: Float32Array): void {
    out.fill(0)
    const n = this.#ask({ item: Uint32Array.of(item), day: this.#index.day.at(-1) ?? 0 })
    for (let at = 0; at < n; at++) out[this.#scored[at]!] = this.#score[this.#scored[at]!]!
    this.#forget(n)
    out[item] = Number.NEGATIVE_INFINITY
  }

  /** Each click asked by itself: what it alone says for the item. */
  because(history: Interactions, item: number, limit: number): number[] {
    const { item: clicked, day } = lastClicks(history, 0, this.#options.nLast)
    return [...new Set(clicked)]
      .filter((i) => i !== item && history.column.includes(i))
      .map((i) => {
        const n = this.#ask({ item: Uint32Array.of(i), day })
        const score = this.#score[item]!
        this.#forget(n)
        return { i, score }
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.i - b.i)
      .slice(0, limit)
      .map(({ i }) => i)
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const best = emptyTopK(histories.nRows, k)
    const barred = new Uint32Array(exclude ? this.nItems : 0)
    for (let r = 0; r < histories.nRows; r++) {
      if (r % queriesPerTurn === queriesPerTurn - 1) await setImmediate()
      if (exclude)
        for (let at = exclude.rowStart[r]!; at < exclude.rowStart[r + 1]!; at++) barred[exclude.column[at]!] = r + 1
      const n = this.#ask(lastClicks(histories, r, this.#options.nLast))
      best.count[r] = this.#best(n, k, r * k, best, (i) => barred[i] !== r + 1, exclude !== undefined)
      this.#forget(n)
    }
    return best
  }

  parts(): ModelParts {
    const { nItems, start, item, day } = this.#index
    return { meta: { nItems, options: this.#options }, arrays: { start, item, day } }
  }

  /** Scores for these clicks into #score; returns how many items have one, listed in #scored. */
  #ask(clicks: Clicks): number {
    const nSampled = this.#sample(clicks)
    const chosen = this.#mostSimilar(nSampled)
    const n = this.#vote(chosen, clicks)
    const last = clicks.item.at(-1)
    if (this.#options.lastItem === 'drop' && last !== undefined) this.#score[last] = 0
    return n
  }

  /**
   * The newest sessions that share an item: all postings are walked together, newest first. Leaves number, similarity and
   * the place (from the end, 0 = last) of the last click that is shared.
   */
  #sample({ item: clicked, day: now }: Clicks): number {
    const { listStart, posting, day, start } = this.#index
    const { positionWeight, positionScale, norm, recencyDays } = this.#options
    // each item once, by its last click
    const cursors: { at: number; end: number; weight: number; place: number }[] = []
    const seen = new Set<number>()
    for (let p = clicked.length - 1; p >= 0; p--) {
      const i = clicked[p]!
      if (seen.has(i)) continue
      seen.add(i)
      const share = (p + 1) / clicked.length
      const weight =
        positionWeight === 'same'
          ? 1
          : positionWeight === 'linear'
            ? share
            : positionWeight === 'quadratic'
              ? share * share
              : Math.exp((p + 1 - clicked.length) / positionScale)
      cursors.push({ at: listStart[i]!, end: listStart[i + 1]!, weight, place: clicked.length - 1 - p })
    }
    let n = 0
    while (n < this.#session.length) {
      let newest = -1
      for (const { at, end } of cursors) if (at < end && posting[at]! > newest) newest = posting[at]!
      if (newest < 0) break
      let similarity = 0
      let place = 0xffffffff
      for (const cursor of cursors) {
        if (cursor.at >= cursor.end || posting[cursor.at]! !== newest) continue
        cursor.at++
        similarity += cursor.weight
        if (cursor.place < place) place = cursor.place
      }
      if (norm === 'cosine') similarity /= Math.sqrt(seen.size * (start[newest + 1]! - start[newest]!))
      if (recencyDays > 0) similarity *= Math.exp(-Math.max(0, now - day[newest]!) / recencyDays)
      this.#session[n] = newest
      this.#similarity[n] = similarity
      this.#place[n++] = place
    }
    return n
  }

  /** Positions in the sample. Equal ones: the newer session. */
  #mostSimilar(nSampled: number): ArrayLike<number> {
    const { nNeighbours } = this.#options
    if (nSampled <= nNeighbours) return Array.from({ length: nSampled }, (_, at) => at)
    return topK(this.#similarity.subarray(0, nSampled), nNeighbours)
  }

  #vote(chosen: ArrayLike<number>, { item: clicked }: Clicks): number {
    const { start, item } = this.#index
    const { distanceScale, backward } = this.#options
    const even = distanceScale === 0 && backward === 1
    let n = 0
    for (let c = 0; c < chosen.length; c++) {
      const at = chosen[c]!
      const s = this.#session[at]!
      const weight = this.#similarity[at]! * this.#matchWeight(this.#place[at]!)
      if (weight <= 0) continue
      const shared = clicked[clicked.length - 1 - this.#place[at]!]!
      let sharedAt = start[s]!
      if (!even) while (item[sharedAt] !== shared) sharedAt++
      for (let e = start[s]!; e < start[s + 1]!; e++) {
        const i = item[e]!
        let vote = weight * this.#idf[i]!
        if (distanceScale > 0) vote *= Math.exp(-Math.abs(e - sharedAt) / distanceScale)
        if (e < sharedAt) vote *= backward
        if (vote <= 0) continue
        if (this.#score[i] === 0) this.#scored[n++] = i
        this.#score[i]! += vote
      }
    }
    return n
  }

  /** By the clicks since: never below 0. */
  #matchWeight(since: number): number {
    const { matchWeight, matchScale } = this.#options
    if (matchWeight === 'same') return 1
    if (matchWeight === 'linear') return Math.max(0, 1 - since / 10)
    if (matchWeight === 'inverse') return 1 / (since + 1)
    if (matchWeight === 'quadratic') return 1 / (since + 1) ** 2
    return Math.exp(-since / matchScale)
  }

  #forget(n: number): void {
    for (let at = 0; at < n; at++) this.#score[this.#scored[at]!] = 0
  }

  /** The k best of the n scored, then the lowest of the rest at 0, as scoring all and choosing would. */
  #best(n: number, k: number, base: number, out: TopK, passes: (i: number) => boolean, guarded: boolean): number {
    const items = this.#scored.subarray(0, n).sort()
    const scores = Float32Array.from(items, (i) => (guarded && !passes(i) ? Number.NEGATIVE_INFINITY : this.#score[i]!))
    const chosen = topK(scores, k)
    let count = 0
    for (const at of chosen) {
      if (scores[at]! <= 0) break
      out.item[base + count] = items[at]!
      out.score[base + count++] = scores[at]!
    }
    for (let i = 0; i < this.nItems && count < k; i++) {
      if (this.#score[i]! > 0 || (guarded && !passes(i))) continue
      out.item[base + count] = i
      out.score[base + count++] = 0
    }
    return count
  }
}
