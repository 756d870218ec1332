import type { SplitEvents, SplitFormat } from '../../collect/split-files/split-events.ts'
import { Fault } from '../../contract/fault.ts'
import { csrFrom } from '../../numbers/csr.ts'

/** What a reader of figures should know of a published split, counted. */
export interface SplitFacts {
  /** events of each file that name a pair a second time */
  repeated: { train: number; test: number }
  /** of the test: different pairs, and those that stand in train too; for sessions: sessions and those of one name */
  pairs: number
  shared: number
  /** users (not sessions: all of them are new) and items that only the test holds */
  unknown: { users: number; items: number }
}

/**
 * @param known  how many rows and items train holds; what comes after them stands only in the test
 */
export function splitFacts(
  train: SplitEvents,
  test: SplitEvents,
  known: { rows: number; items: number },
  bySession: boolean,
): SplitFacts {
  const [learnt, asked] = [matrixOf(train), matrixOf(test)]
  const repeated = {
    train: train.row.length - learnt.column.length,
    test: test.row.length - asked.column.length,
  }
  const unknown = { users: bySession ? 0 : test.rows.size - known.rows, items: test.items.size - known.items }
  if (bySession) {
    // lines have no names: their numbers say nothing
    const shared = test.target ? 0 : test.rows.ids.filter((id) => train.rows.row(id) >= 0).length
    return { repeated, pairs: test.rows.size, shared, unknown }
  }
  const hasIt = new Uint32Array(learnt.nCols)
  let shared = 0
  for (let r = 0; r < asked.nRows; r++) {
    for (let at = learnt.rowStart[r]!; at < learnt.rowStart[r + 1]!; at++) hasIt[learnt.column[at]!] = r + 1
    for (let at = asked.rowStart[r]!; at < asked.rowStart[r + 1]!; at++)
      shared += Number(hasIt[asked.column[at]!] === r + 1)
  }
  return { repeated, pairs: asked.column.length, shared, unknown }
}

const matrixOf = ({ rows, items, row, item }: SplitEvents) =>
  csrFrom(rows.size, items.size, row, item, undefined, 'max')

/** Formats in which what stands in train is expected to come again. */
const repeating: readonly SplitFormat[] = ['baskets']

/**
 * A test of which most stands in train is no test: the wrong file, or a split that leaks. Less than half is said and
 * counted, as published files hold such pairs and published figures include them (docs/decisions/0111).
 * @throws Fault leak
 */
export function refuseSplitLeak(
  { shared, pairs }: SplitFacts,
  { format, train, test }: { format: SplitFormat; train: string | readonly string[]; test: string },
): void {
  if ([train].flat().includes(test))
    throw new Fault('leak', `test: got ${test}, which is the file to learn from, want another one`)
  if (repeating.includes(format) || shared * 2 <= pairs) return
  const what = format === 'sessions' ? 'sessions' : 'pairs'
  throw new Fault(
    'leak',
    `test: ${count(shared)} of the ${count(pairs)} ${what} of ${test} stand in train, want a test that train does not hold`,
  )
}

/** The same in words for the report: what a reader would otherwise not know. */
export function splitWarnings(
  { repeated, pairs, shared, unknown }: SplitFacts,
  { format, seen }: { format: SplitFormat; seen: 'exclude' | 'include' },
): string[] {
  const warnings: string[] = []
  if (shared > 0 && format === 'sessions')
    warnings.push(`${count(shared)} of the ${count(pairs)} test sessions have the name of a training session.`)
  else if (shared > 0 && format === 'ratings')
    warnings.push(
      `${count(shared)} of the ${count(pairs)} rated pairs of the test stand in train too: models know them.`,
    )
  else if (shared > 0)
    warnings.push(
      seen === 'exclude'
        ? `${count(shared)} of the ${count(pairs)} test pairs stand in train too: as what somebody had is left out of their list, these count as missed.`
        : `${count(shared)} of the ${count(pairs)} test pairs stand in train too: a list that repeats the history finds them.`,
    )
  if (format === 'pairs' || format === 'lightgcn' || format === 'ratings') {
    if (repeated.train > 0)
      warnings.push(`${count(repeated.train)} lines of train repeat a pair: each pair counts once.`)
    if (repeated.test > 0)
      warnings.push(`${count(repeated.test)} lines of the test repeat a pair: each pair counts once.`)
  }
  if (unknown.users > 0) warnings.push(`${count(unknown.users)} users stand only in the test.`)
  if (unknown.items > 0) warnings.push(`${count(unknown.items)} items stand only in the test.`)
  return warnings
}

const count = (n: number) => n.toLocaleString('en')
