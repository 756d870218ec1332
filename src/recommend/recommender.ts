import type { Event, EventKind } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import type { Reason, RecommendationAnswer, RecommendationRequest } from '../contract/recommendation.ts'
import type { Csr } from '../numbers/csr.ts'
import { bestThatPass } from './best-that-pass.ts'
import type { Candidates } from './candidates.ts'
import { type Catalogue, canonicalPath } from './catalogue.ts'
import { type History, historyOf } from './history.ts'
import { popularReason, similarReason, strangerReason, tasteReason, viewedReason } from './reasons.ts'
import { Scorer } from './scorer.ts'
import { Shortlist } from './shortlist.ts'
import { type Sieve, sieve } from './sieve.ts'
import type { Trained } from './trained.ts'

/** What a request cannot say itself. */
export interface Circumstances {
  /** the id of the answer */
  id: string
  /** the person's row in the trained histories, −1 when there is none or it must not be used */
  userRow: number
  /** their events that are not in that row, in any order; with no row, all of them */
  events: readonly Event[]
  /** what is known of the person, one row in the columns of `trained.people` */
  userFeatures?: Csr
}

const viewingKinds: readonly EventKind[] = ['view', 'click', 'add_to_cart', 'wishlist']

/** The reason for an item, worked out when it stays. */
type Reasons = (row: number) => () => Reason

/** How many items of the history a reason names. */
const nBecause = 3

/** A family has fewer levels: parents that go round in a circle are left after so many. */
const highest = 32

/**
 * A trained model and a catalogue, made into answers. Knows neither HTTP nor disk nor the clock: who asks and what they did
 * since are handed in, so every answer can be made again.
 */
export class Recommender {
  readonly trained: Trained
  readonly catalogue: Catalogue
  readonly #scorer: Scorer
  #candidates: Candidates | undefined
  /** model row -> catalogue position; an item that left the catalogue keeps a position that is not open */
  readonly #position: Int32Array
  /** model rows, most popular first */
  readonly #byPopularity: Uint32Array
  #similar: Float32Array | undefined

  constructor(trained: Trained, catalogue: Catalogue) {
    this.trained = trained
    this.catalogue = catalogue
    this.#scorer = new Scorer(trained.model)
    this.#position = Int32Array.from(trained.items.ids, (id) => catalogue.reserve(id))
    const { popularity } = trained
    this.#byPopularity = Uint32Array.from(popularity.keys()).sort((a, b) => popularity[b]! - popularity[a]! || a - b)
  }

  /** From now on for-you lists come from these where enough of them pass, and from all items elsewhere. */
  lookAmong(candidates: Candidates): void {
    this.#candidates = candidates
  }

  /** @throws Fault bad-request  a `similar` that does not say like what */
  async recommend(request: RecommendationRequest, now: Circumstances): Promise<RecommendationAnswer> {
    const history = historyOf(this.trained, now.userRow, now.events, now.userFeatures, (id) => this.#countsFor(id))
    const named = [...(request.exclude ?? []), ...(request.kind === 'similar' ? (request.items ?? []) : [])]
    const leftOut = new Set([...named, ...named.map((id) => this.#countsFor(id)), ...history.disliked])
    if (request.excludeBought !== false) for (const id of history.bought) leftOut.add(id)
    // "recently viewed, but nothing that was seen" would be an empty row by definition
    if (request.excludeSeen && request.kind !== 'recently-viewed') for (const id of history.seen) leftOut.add(id)
    const passes = sieve(this.catalogue, request.filter, leftOut)
    const list = new Shortlist(this.catalogue, request.limit ?? 10)
    switch (request.kind ?? 'for-you') {
      case 'for-you':
        await this.#forYou(history, passes, list)
        break
      case 'similar':
        this.#similarTo(request.items ?? [], passes, list)
        break
      case 'popular':
        this.#popular(passes, list, popularReason())
        break
      case 'recently-viewed':
        this.#recentlyViewed(history, passes, list)
        break
    }
    return { id: now.id, model: this.trained.version, items: list.items() }
  }

  async #forYou(history: History, passes: Sieve, list: Shortlist): Promise<void> {
    const { row } = history
    const stranger = row.column.length === 0 && !row.userFeatures?.column.length
    if (!stranger) {
      const { model, items } = this.trained
      const reason = (row: number) => () => {
        if (model.kind === 'popular') return popularReason()
        const because = model.because(history.row, row, nBecause).map((of) => items.ids[of] as string)
        return tasteReason(this.catalogue, history, because)
      }
      if (!(await this.#takeCandidates(history, passes, list, reason)))
        await this.#scorer.score(history.row, (scores) => this.#takeBest(scores, passes, list, reason))
    }
    this.#popular(passes, list, stranger ? strangerReason : popularReason())
  }

  #similarTo(seeds: readonly string[], passes: Sieve, list: Shortlist): void {
    if (seeds.length === 0)
      throw new Fault('bad-request', 'items: got nothing, want at least one product id for kind similar')
    const { model, items } = this.trained
    const known = [...new Set(seeds.map((id) => this.#countsFor(id)))].filter((id) => items.row(id) >= 0)
    if (model.similarInto && known.length > 0) {
      this.#similar ??= new Float32Array(2 * model.nItems)
      const mean = this.#similar.subarray(0, model.nItems).fill(0)
      const one = this.#similar.subarray(model.nItems)
      for (const id of known) {
        model.similarInto(items.row(id), one)
        for (let i = 0; i < one.length; i++) mean[i]! += one[i]! / known.length
      }
      const reason = similarReason(this.catalogue, known)
      this.#takeBest(mean, passes, list, () => () => reason)
    }
    // Then what sells on the same shelf, from the narrowest shelf outwards, then anywhere.
    for (const id of seeds) {
      const path = this.catalogue.item(id)?.category
      for (let shelf = path && canonicalPath(path); shelf && !list.full; shelf = above(shelf)) {
        const within = this.catalogue.categoriesWithin(shelf)
        const onShelf: Sieve = (at) => within[this.catalogue.category[at]!] === 1 && passes(at)
        this.#popular(onShelf, list, popularReason(shelf.split(' > ').at(-1)))
      }
    }
    this.#popular(passes, list, popularReason())
  }

  #recentlyViewed(history: History, passes: Sieve, list: Shortlist): void {
    for (const { kind, item, timeMs } of history.events) {
      if (item === undefined || !viewingKinds.includes(kind)) continue
      const position = this.catalogue.position(item)
      if (position >= 0 && passes(position)) list.offer(position, timeMs, () => viewedReason)
    }
  }

  /** The product of the model for which one counts: itself, what it stood for in training, or the parent of a new variant. */
  #countsFor(id: string): string {
    const { items, standsFor } = this.trained
    let at: string | undefined = id
    for (let height = 0; at !== undefined && height < highest; height++) {
      if (items.row(at) >= 0) return at
      at = standsFor.get(at) ?? this.catalogue.parentOf(at)
    }
    return id
  }

  /** What of a model's product may be shown: itself, else the first of its variants that passes; −1 none. */
  #shown(row: number, passes: Sieve): number {
    const position = this.#position[row]!
    if (passes(position)) return position
    for (const variant of this.catalogue.variantsOf(position)) if (passes(variant)) return variant
    return -1
  }

  /** Fills what is missing with what most people have. */
  #popular(passes: Sieve, list: Shortlist, reason: Reason): void {
    const { popularity } = this.trained
    for (const row of this.#byPopularity) {
      if (list.full) return
      const position = this.#shown(row, passes)
      if (position >= 0) list.offer(position, popularity[row]!, () => reason)
    }
  }

  /** Fills the list from the candidates; false, with nothing taken, when too few of them pass. */
  async #takeCandidates({ row }: History, passes: Sieve, list: Shortlist, reason: Reasons): Promise<boolean> {
    if (!this.#candidates) return false
    // what the person has is likely among their best, and likely left out
    const k = 4 * list.missing + row.column.length + 64
    const { item, score } = await this.#candidates.find(row, k)
    const fill = (into: Shortlist) => {
      for (let at = 0; at < item.length && score[at]! > 0 && !into.full; at++) {
        const position = this.#position[item[at]!]!
        if (passes(position)) into.offer(position, score[at]!, reason(item[at]!))
      }
      return into.full
    }
    return fill(new Shortlist(this.catalogue, list.missing)) && fill(list)
  }

  /**
   * The best that pass, in order. Only scores above zero are evidence; what is left is filled with what is popular, and
   * says so.
   */
  #takeBest(scores: Float32Array, passes: Sieve, list: Shortlist, reason: Reasons): void {
    // Variants of one product fall together, so more are fetched than asked; many variants, many more.
    for (let k = list.missing + 16; ; k *= 4) {
      const best = bestThatPass(scores, k, (row) => this.#shown(row, passes) >= 0)
      for (const row of best) {
        list.offer(this.#shown(row, passes), scores[row]!, reason(row))
        if (list.full) return
      }
      if (best.length < k) return
    }
  }
}

/** The shelf that holds this one; undefined at the top. */
function above(shelf: string): string | undefined {
  const cut = shelf.lastIndexOf(' > ')
  return cut < 0 ? undefined : shelf.slice(0, cut)
}
