import type { Vocabulary } from '../../numbers/vocabulary.ts'

/** How the files of a published split are laid out. */
export const splitFormats = {
  pairs: 'TSV or CSV: user, item[, value[, time]], with or without a header',
  lightgcn: 'user item item … a line',
  sessions: 'TSV or CSV with a header naming SessionId, ItemId and Time',
  'session-lines': 'one session of item ids a line; the test: prefix TAB target',
  baskets: 'JSON {"user": [[item, …], …]}, or TSV or CSV with a header naming user, basket and item',
  sequence: 'user item a line, in the order of time',
  ratings: 'TSV or CSV: user, item, rating[, time], with or without a header',
} as const

export type SplitFormat = keyof typeof splitFormats

/**
 * What a file of a split holds: events in the order of the file. Columns of equal length; absent where the format has
 * none. An id is kept once, however many lines name it: twenty million lines are numbers, not strings.
 */
export interface SplitEvents {
  /** users or sessions */
  rows: Vocabulary
  items: Vocabulary
  /** the row and the item of each event */
  row: Uint32Array
  item: Uint32Array
  /** a weight or a rating */
  value?: Float32Array
  /** days since 1970, with fractions */
  day?: Float64Array
  /** the basket of its row, from 0 */
  basket?: Uint32Array
  /** row -> the item a session is tested with: `session-lines` only */
  target?: Map<number, number>
}

/** Ids that are known already, to which a file adds its own. */
export interface KnownIds {
  rows: Vocabulary
  items: Vocabulary
}
