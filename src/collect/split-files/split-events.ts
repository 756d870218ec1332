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

/** What a file of a split holds: events in the order of the file. Columns of equal length; absent where the format has none. */
export interface SplitEvents {
  /** the user or session each event belongs to */
  row: string[]
  item: string[]
  /** a weight or a rating */
  value?: number[]
  /** days since 1970, with fractions */
  day?: number[]
  /** the basket of its row, from 0 */
  basket?: number[]
  /** what a session is tested with, by row: `session-lines` only */
  target?: Map<string, string>
}
