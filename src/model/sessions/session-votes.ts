import { KthLargest } from '../../numbers/kth-largest.ts'
import type { RepeatWeights } from './repeats.ts'
import type { SessionKnnOptions } from './session-knn.ts'
import type { SessionIndex } from './session-postings.ts'

/** Below this a table of ages has lost its precision, and ages are worked out one by one. */
const leastAgeWeight = 1e-200

/**
 * The formula of `sessionKnn`, one question at a time. What depends on an age, a place or a distance only stands in
 * tables, and every array is made here once: a question allocates nothing.
 */
export class SessionVotes {
  /** scores of the question at hand, all 0 between questions */
  readonly score: Float64Array
  /** which items have one, in no order */
  readonly scored: Uint32Array
  readonly #index: SessionIndex
  readonly #options: SessionKnnOptions
  readonly #repeats: RepeatWeights
  readonly #idf: Float64Array
  /** e^(−(days before the newest session) / recencyDays) */
  readonly #ageWeight: Float64Array
  /** by clicks since, and by places between */
  readonly #matchWeight: Float64Array
  readonly #distanceWeight: Float64Array
  /** of the sessions in the sample */
  readonly #session: Uint32Array
  readonly #similarity: Float64Array
  readonly #place: Uint32Array
  readonly #bound: KthLargest
  /** of the distinct items clicked on: how far their postings are read, the posting there, what a match adds */
  readonly #at: Uint32Array
  readonly #end: Uint32Array
  readonly #head: Int32Array
  readonly #weight: Float64Array
  readonly #clicksSince: Uint32Array
  /** the distinct items clicked on, from the last */
  readonly #clicked: Uint32Array
  /** the question in which an item was last clicked on */
  readonly #asked: Uint32Array
  #question = 0

  constructor(index: SessionIndex, options: SessionKnnOptions, repeats: RepeatWeights) {
    this.#index = index
    this.#repeats = repeats
    this.#options = options
    const { nItems, start, listStart, day } = index
    const { nLast, recencyDays, distanceScale, nNeighbours } = options
    const nSample = Math.min(options.nSample, day.length)
    this.score = new Float64Array(nItems)
    this.scored = new Uint32Array(nItems)
    this.#idf = Float64Array.from({ length: nItems }, (_, i) => {
      const n = listStart[i + 1]! - listStart[i]!
      return n > 0 ? 1 + options.idf * Math.log(day.length / n) : 0
    })
    const newest = day.at(-1) ?? 0
    this.#ageWeight = day.map((d) => (recencyDays > 0 ? Math.exp((d - newest) / recencyDays) : 1))
    let longest = 0
    for (let s = 0; s < day.length; s++) longest = Math.max(longest, start[s + 1]! - start[s]!)
    this.#matchWeight = Float64Array.from({ length: nLast }, (_, since) => matchWeight(since, options))
    this.#distanceWeight = Float64Array.from({ length: longest }, (_, places) =>
      distanceScale > 0 ? Math.exp(-places / distanceScale) : 1,
    )
    this.#session = new Uint32Array(nSample)
    this.#similarity = new Float64Array(nSample)
    this.#place = new Uint32Array(nSample)
    this.#bound = new KthLargest(Math.min(nNeighbours, nSample), nSample)
    this.#at = new Uint32Array(nLast)
    this.#end = new Uint32Array(nLast)
    this.#head = new Int32Array(nLast)
    this.#weight = new Float64Array(nLast)
    this.#clicksSince = new Uint32Array(nLast)
    this.#clicked = new Uint32Array(nLast)
    this.#asked = new Uint32Array(nItems)
  }

  /** Scores for these clicks into `score`; returns how many items have one, listed in `scored`. At most nLast clicks. */
  ask(clicks: Uint32Array): number {
    const looked = this.#lookUp(clicks)
    const n = this.#vote(this.#sample(looked), clicks)
    for (let place = 0; place < looked.nDistinct; place++)
      this.score[this.#clicked[place]!]! *= this.#repeats[Math.min(place, 3)]!
    return n
  }

  /** Every score is 0 again. */
  forget(n: number): void {
    for (let at = 0; at < n; at++) this.score[this.scored[at]!] = 0
  }

  /** Each item once, by its last click; returns how many with a posting. */
  #lookUp(clicked: Uint32Array): { nLists: number; nDistinct: number } {
    const { listStart, posting } = this.#index
    const question = ++this.#question
    let nLists = 0
    let nDistinct = 0
    for (let p = clicked.length - 1; p >= 0; p--) {
      const i = clicked[p]!
      if (this.#asked[i] === question) continue
      this.#asked[i] = question
      this.#clicked[nDistinct++] = i
      const [from, end] = [listStart[i]!, listStart[i + 1]!]
      if (from === end) continue
      this.#at[nLists] = from
      this.#end[nLists] = end
      this.#head[nLists] = posting[from]!
      this.#weight[nLists] = positionWeight(p, clicked.length, this.#options)
      this.#clicksSince[nLists++] = clicked.length - 1 - p
    }
    return { nLists, nDistinct }
  }

  /**
   * The newest sessions that share an item: all postings are walked together, newest first. Leaves number, similarity and
   * how many clicks ago the last shared item was; returns how many sessions.
   */
  #sample({ nLists, nDistinct }: { nLists: number; nDistinct: number }): number {
    const { posting, start, day } = this.#index
    const { norm, recencyDays } = this.#options
    const [at, end, head, weight] = [this.#at, this.#end, this.#head, this.#weight]
    const most = this.#session.length
    let first = -1
    for (let c = 0; c < nLists; c++) if (head[c]! > first) first = head[c]!
    // only how ages compare within an answer counts: the newest of the sample has the weight 1
    const unit = first < 0 ? 1 : this.#ageWeight[first]!
    const byTable = unit > leastAgeWeight
    let n = 0
    for (let s = first; s >= 0 && n < most; ) {
      let next = -1
      let similarity = 0
      let place = -1
      for (let c = 0; c < nLists; c++) {
        let h = head[c]!
        if (h === s) {
          similarity += weight[c]!
          // lists stand with the last click first
          if (place < 0) place = this.#clicksSince[c]!
          h = ++at[c]! < end[c]! ? posting[at[c]!]! : -1
          head[c] = h
        }
        if (h > next) next = h
      }
      if (norm === 'cosine') similarity /= Math.sqrt(nDistinct * (start[s + 1]! - start[s]!))
      if (recencyDays > 0)
        similarity *= byTable ? this.#ageWeight[s]! / unit : Math.exp((day[s]! - day[first]!) / recencyDays)
      this.#session[n] = s
      this.#similarity[n] = similarity
      this.#place[n++] = place
      s = next
    }
    return n
  }

  /** The most similar of the sample vote, of equally similar ones the newer. */
  #vote(nSampled: number, clicked: Uint32Array): number {
    const { nNeighbours } = this.#options
    const similarity = this.#similarity
    const bound = nSampled > nNeighbours ? this.#bound.of(similarity, nSampled) : 0
    let nEqual = nNeighbours
    if (bound > 0) for (let at = 0; at < nSampled; at++) if (similarity[at]! > bound) nEqual--
    let n = 0
    for (let at = 0; at < nSampled; at++) {
      if (similarity[at]! < bound || (similarity[at] === bound && nEqual-- <= 0)) continue
      n = this.#voteOf(at, clicked, n)
    }
    for (let at = 0; at < n; at++) this.score[this.scored[at]!]! *= this.#idf[this.scored[at]!]!
    return n
  }

  #voteOf(at: number, clicked: Uint32Array, already: number): number {
    const { start, item } = this.#index
    const { distanceScale, backward } = this.#options
    const [score, scored, distance] = [this.score, this.scored, this.#distanceWeight]
    const weight = this.#similarity[at]! * this.#matchWeight[this.#place[at]!]!
    const s = this.#session[at]!
    const [from, to] = [start[s]!, start[s + 1]!]
    let sharedAt = from
    if (distanceScale > 0 || backward !== 1) {
      const shared = clicked[clicked.length - 1 - this.#place[at]!]!
      while (item[sharedAt] !== shared) sharedAt++
    }
    let n = already
    for (let e = from; e < to; e++) {
      const vote = e < sharedAt ? weight * backward * distance[sharedAt - e]! : weight * distance[e - sharedAt]!
      if (vote <= 0) continue
      const i = item[e]!
      if (score[i] === 0) scored[n++] = i
      score[i]! += vote
    }
    return n
  }
}

function positionWeight(p: number, n: number, { positionWeight, positionScale }: SessionKnnOptions): number {
  if (positionWeight === 'same') return 1
  if (positionWeight === 'linear') return (p + 1) / n
  if (positionWeight === 'quadratic') return ((p + 1) / n) ** 2
  return Math.exp((p + 1 - n) / positionScale)
}

/** By the clicks since: never below 0. */
function matchWeight(since: number, { matchWeight, matchScale }: SessionKnnOptions): number {
  if (matchWeight === 'same') return 1
  if (matchWeight === 'linear') return Math.max(0, 1 - since / 10)
  if (matchWeight === 'inverse') return 1 / (since + 1)
  if (matchWeight === 'quadratic') return 1 / (since + 1) ** 2
  return Math.exp(-since / matchScale)
}
