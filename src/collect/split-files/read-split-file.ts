import { Fault } from '../../contract/fault.ts'
import { inspect, type Source } from '../source-bytes.ts'
import { readBaskets } from './read-baskets.ts'
import { readDelimited } from './read-delimited.ts'
import { readLines } from './read-lines.ts'
import { type SplitEvents, type SplitFormat, splitFormats } from './split-events.ts'

const readers: Record<SplitFormat, (source: Source) => Promise<SplitEvents>> = {
  pairs: (source) => readDelimited(source, { row: 'user', item: 'item', value: 'maybe', day: 'maybe' }),
  ratings: (source) => readDelimited(source, { row: 'user', item: 'item', value: 'must', day: 'maybe' }),
  sequence: (source) => readDelimited(source, { row: 'user', item: 'item', value: 'ignore', day: 'ignore' }),
  sessions: (source) => readDelimited(source, { row: 'session', item: 'item', value: 'ignore', day: 'must' }),
  lightgcn: (source) => readLines(source, 'row-first'),
  'session-lines': (source) => readLines(source, 'items-only'),
  baskets: readBaskets,
}

/**
 * A file of somebody else's split, plain or gzip'd, read as it is: nothing is cleaned, dropped or reordered.
 * @throws Fault  not-found, no-access; bad-file naming the line, what came and what was wanted
 */
export async function readSplitFile(path: string, format: SplitFormat): Promise<SplitEvents> {
  const source = await inspect(path)
  if (source.parquet) throw new Fault('bad-file', `${path}: got Parquet, want ${splitFormats[format]}`)
  const events = await readers[format](source)
  if (events.item.length === 0) throw new Fault('bad-file', `${path}: got no rows, want ${splitFormats[format]}`)
  return events
}
