import type { Event } from '../contract/event.ts'
import type { Interactions } from '../model/interactions.ts'
import type { Model } from '../model/model.ts'
import type { Vocabulary } from '../numbers/vocabulary.ts'

/** How events weigh, as training weighed them: the serving side must not have a second opinion. */
export interface Weighing {
  /** weight of each item of one person's events (> 0 liked, < 0 disliked, absent: says nothing), ages counted from atMs; `standsFor` says of products which other they count for */
  weigh(events: readonly Event[], atMs: number, standsFor: ReadonlyMap<string, string>): ReadonlyMap<string, number>
  /** weight of each event of one person by itself, 0 when it says nothing */
  each(newestFirst: readonly Event[], atMs: number): ArrayLike<number>
  /** events further apart than this belong to two visits */
  basketGapMs: number
  /** how weights of one pair become one */
  repeats: 'max' | 'sum'
  /** an event this old counts half; 0 = age does not matter */
  halfLifeDays: number
}

/** A published model version, read back: everything serving needs, and no way to change it. */
export interface Trained {
  version: string
  model: Model
  /** model row <-> item id */
  items: Vocabulary
  /** row of `histories` <-> user id */
  users: Vocabulary
  /** users × items, the matrix it was trained on; with its events when the model reads them */
  histories: Interactions
  /** 1 where the entry of `histories` stands for a purchase; parallel to `histories.column` */
  bought: Uint8Array
  /** share of the known users who have the item in their history, in [0, 1] */
  popularity: Float32Array
  weighing: Weighing
  /** products that counted for another when the model was trained, and for which: variants, things under two ids */
  standsFor: ReadonlyMap<string, string>
  /** pairs of ids that are one person to the model; of these, the ones that the store kept and may have taken back */
  samePerson: { pairs: readonly (readonly [string, string])[]; merges: readonly (readonly [string, string])[] }
  /** the moment from which ages were counted when `histories` was weighed */
  weighedMs: number
  /** names of the columns that say what is known of people, the year ages count to, who buys for a business, and how fields are read (of no matter here); absent: the model reads none */
  people?: { names: string[]; year: number; wholesale?: ReadonlySet<string>; fields?: object }
  /** sequence number of the newest event the snapshot holds: later ones are not in `histories` */
  untilSeq: number
}
