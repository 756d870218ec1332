import type { PrepareConfig } from '../config.ts'
import type { EventColumns } from '../event-columns.ts'

/** What can become of a row. The position is the number a step writes; every row leaves a step as exactly one of these. */
export const fates = ['kept', 'dropped', 'merged', 'quarantined'] as const
export type Fate = (typeof fates)[number]

export const kept = fates.indexOf('kept')
export const dropped = fates.indexOf('dropped')
export const merged = fates.indexOf('merged')
export const quarantined = fates.indexOf('quarantined')

/** Some pieces of a purchase that came back. */
export interface Return {
  /** row of the purchase in the log */
  row: number
  /** when they came back */
  timeMs: number
  pieces: number
}

/** What is known of the catalogue beside the log, where it is known. */
export interface Known {
  /** variant -> the product it is a variant of */
  readonly parents: ReadonlyMap<string, string>
  /** pairs of ids under which one thing is sold */
  readonly twins: readonly (readonly [string, string])[]
  /** of whom all is known that must be (steps/required-fields.ts); missing: nothing must be */
  readonly complete?: { readonly items?: ReadonlySet<string>; readonly people?: ReadonlySet<string> }
  /** what is known of products, where a step asks for it */
  readonly traits: ReadonlyMap<string, ItemTraits>
}

/** What is known of a product: of its category the path from the top, of its brand and of each attribute a path of one. */
export type ItemTraits = readonly { of: string; path: readonly string[]; weight: number }[]

/** What one step hands to the next: the rows still standing, and what was found out about them. */
export interface Lot {
  readonly log: EventColumns
  /** rows of the log still standing, rising; to be looked at and not kept, as the next lot's lie in the same array */
  readonly rows: Uint32Array
  /** row of the log -> person, −1 unknown */
  readonly person: Int32Array
  readonly persons: readonly string[]
  /** row of the log -> the product that it counts for, −1 none */
  readonly item: Int32Array
  readonly items: readonly string[]
  /** row of the log -> price of one piece, NaN unknown */
  readonly price: Float64Array
  readonly known: Known
  readonly returns: readonly Return[]
  /** people who buy for a business, where they are a segment of their own */
  readonly wholesale?: ReadonlySet<number>
}

/** A value that a kept row gained or had changed. */
export interface Change {
  /** row of the log */
  row: number
  field: string
  before: string | null
  /** null: it is not known any more; a number: a position in the verdict's `names` */
  after: string | number | null
  why: string
}

/** A step's verdict. Counting, sampling and taking rows out is the pipeline's work, so no step can lose one. */
export interface Verdict {
  /** parallel to `lot.rows`: positions in `fates`; left out where every row is kept */
  fate?: Uint8Array
  /** why a row (a position in `lot.rows`) was not kept; asked for those only, and only when a ledger is kept */
  why(k: number): string
  /** the row of the log that now stands for a merged one, −1 where none in particular does */
  into?(k: number): number
  /** for the ledger, asked for only when one is kept: one for each value that is not what it was */
  changes?(): Iterable<Change>
  /** what `after` may number: of millions of changes none looks its word up by its letters */
  names?: readonly string[]
  /** rows that were kept and gained something they lacked */
  filled?: number
  /** what happened, in a sentence a merchant understands */
  note: string
  /** what later steps must know */
  found?: Partial<Pick<Lot, 'person' | 'persons' | 'item' | 'items' | 'price' | 'returns' | 'wholesale'>>
}

/** One thing that is wrong with raw data, and what is done about it. Changes nothing it is given. */
export interface Step {
  readonly name: string
  /** what it does and why, in a sentence */
  readonly about: string
  /** nothing can be learnt without it: it is never left out */
  readonly essential?: true
  /** steps that must have run before, where they run at all */
  readonly after?: readonly string[]
  judge(lot: Lot, config: PrepareConfig): Verdict
}

/** "1 line", "2,345 lines". */
export const counted = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`
