import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { inspect, type Source } from '../rows/source-bytes.ts'
import { EventCollector } from './event-collector.ts'
import { readBaskets } from './read-baskets.ts'
import { readDelimited } from './read-delimited.ts'
import { readLines } from './read-lines.ts'
import { type KnownIds, type SplitEvents, type SplitFormat, splitFormats } from './split-events.ts'

const readers: Record<SplitFormat, (source: Source, into: EventCollector) => Promise<void>> = {
  pairs: (source, into) => readDelimited(source, { row: 'user', item: 'item', value: 'maybe', day: 'maybe' }, into),
  ratings: (source, into) => readDelimited(source, { row: 'user', item: 'item', value: 'must', day: 'maybe' }, into),
  sequence: (source, into) =>
    readDelimited(source, { row: 'user', item: 'item', value: 'ignore', day: 'ignore' }, into),
  sessions: (source, into) =>
    readDelimited(source, { row: 'session', item: 'item', value: 'ignore', day: 'must' }, into),
  lightgcn: (source, into) => readLines(source, 'row-first', into),
  'session-lines': (source, into) => readLines(source, 'items-only', into),
  baskets: readBaskets,
}

/**
 * Files of somebody else's split, plain or gzip'd, read as they are, one after the other: nothing is cleaned, dropped or
 * reordered.
 *
 * @param known  ids of another part of the split; those of these files are added to them
 * @throws Fault  not-found, no-access; bad-file naming the line, what came and what was wanted
 * O(bytes) time, memory for the columns and for each id once.
 */
export async function readSplitFile(
  paths: string | readonly string[],
  format: SplitFormat,
  known: KnownIds = { rows: new Vocabulary(), items: new Vocabulary() },
): Promise<SplitEvents> {
  const into = new EventCollector(known)
  for (const path of [paths].flat()) {
    const source = await inspect(path)
    if (source.parquet) throw new Fault('bad-file', `${path}: got Parquet, want ${splitFormats[format]}`)
    const before = into.length
    into.file = basename(path)
    await readers[format](source, into)
    if (into.length === before) throw new Fault('bad-file', `${path}: got no rows, want ${splitFormats[format]}`)
  }
  return into.finish()
}
