import { readSplitFile } from '../../collect/split-files/read-split-file.ts'
import type { SplitEvents, SplitFormat } from '../../collect/split-files/split-events.ts'
import { Fault } from '../../contract/fault.ts'
import type { Trial } from '../../evaluate/trial.ts'
import { type Interactions, takeInteractions } from '../../model/interactions.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { csrFrom, takeRows } from '../../numbers/csr.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { oneEach, sessionQuestions } from './session-questions.ts'
import { refuseSplitLeak, type SplitFacts, splitFacts } from './split-facts.ts'
import { splitOrder } from './split-order.ts'

/** A published split, ready to be learnt from and asked. */
export interface SplitTrial extends Trial {
  users: Vocabulary
  items: Vocabulary
  train: Interactions
  /** the user or session of each row of the trial; of several rows when every prefix of a session is a question */
  asked: string[]
  /** what stands in it twice, on both sides or only in the test */
  facts: SplitFacts
  /** how the test lies in time, where that is known */
  order: 'all' | 'person' | 'none'
}

export interface SplitRequest {
  /** one file or several, read one after the other */
  train: string | readonly string[]
  /** `sequence` may do without: then the last item of every row is the test */
  test?: string
  format: Exclude<SplitFormat, 'ratings'>
  /** may a list hold what the row has had before; by default only where repeats are the point: sessions and baskets */
  seen?: 'exclude' | 'include'
}

/**
 * Reads a split as it was published: train is what models learn from, test is what they are asked.
 *
 * pairs, lightgcn   a user's history is their row of train, every pair of theirs in test is wanted
 * baskets           likewise, the history with its baskets
 * sequence          history in order; wanted is their test item, or without a test file the last of their sequence
 * sessions          every beginning of a test session is a history, the item that follows is wanted
 * session-lines     the history is the prefix, the item after the tab is wanted
 *
 * Items and users that stand only in the test are asked for all the same: nobody can know them, and published figures
 * count them as missed.
 * @throws Fault  not-found, no-access, bad-file; bad-data when there is nothing to ask; bad-request for a missing file;
 *   leak when most of the test stands in train (docs/decisions/0111)
 */
export async function readSplitTrial({ train, test, format, seen }: SplitRequest): Promise<SplitTrial> {
  if (test === undefined && format !== 'sequence')
    throw new Fault('bad-request', `test: got none, want a file: only the format sequence holds its own test`)
  const events = await readSplitFile(train, format)
  const size = { rows: events.rows.size, items: events.items.size }
  const bySession = format === 'sessions' || format === 'session-lines'
  const asked =
    test === undefined
      ? undefined
      : await readSplitFile(test, format, { rows: bySession ? new Vocabulary() : events.rows, items: events.items })
  const facts = splitFacts(...(asked ? ([events, asked] as const) : lastLeftOut(events)), size, bySession)
  if (test !== undefined) refuseSplitLeak(facts, { format, train, test })
  const trial = bySession
    ? sessionTrial(events, asked!, format)
    : rowTrial(...(asked ? ([events, asked] as const) : lastLeftOut(events)), format)
  if (trial.histories.nRows === 0) throw new Fault('bad-data', `${test ?? train}: got no row to ask about`)
  const repeats = bySession || format === 'baskets'
  const order = asked && !bySession ? splitOrder(events, asked) : 'none'
  const known = { ...trial, users: events.rows, items: events.items, facts, order }
  return (seen ?? (repeats ? 'include' : 'exclude')) === 'exclude' ? { ...known, exclude: trial.histories } : known
}

type Questions = Omit<SplitTrial, 'users' | 'items' | 'facts' | 'order'>

/** Histories are rows of train. */
function rowTrial(events: SplitEvents, test: SplitEvents, format: SplitFormat): Questions {
  const { rows, items } = events
  const train = interactionsOf(events, format)
  const targets = csrFrom(rows.size, items.size, test.row, test.item, undefined, 'max')
  const wanted = Uint32Array.from(rows.ids.keys()).filter((r) => targets.rowStart[r + 1]! > targets.rowStart[r]!)
  return {
    train,
    histories: takeInteractions(train, wanted),
    targets: takeRows(targets, wanted),
    asked: Array.from(wanted, (r) => rows.ids[r] as string),
  }
}

/** Histories are beginnings of the sessions of a file of their own. */
function sessionTrial(events: SplitEvents, test: SplitEvents, format: SplitFormat): Questions {
  const train = interactionsOf(events, format)
  const whole = interactionsOf(test, format)
  const named = (session: Uint32Array) => Array.from(session, (s) => test.rows.ids[s] as string)
  if (format === 'sessions') {
    const { histories, targets, session } = sessionQuestions(whole)
    return { train, histories, targets, group: session, asked: named(session) }
  }
  const { target } = test
  if (!target) throw new Fault('bad-data', 'test: got sessions without an item to predict, want prefix TAB target')
  const kept = Uint32Array.from(test.rows.ids.keys()).filter((r) => target.has(r))
  return {
    train,
    histories: takeInteractions(whole, kept),
    targets: oneEach(
      test.items.size,
      Uint32Array.from(kept, (r) => target.get(r) as number),
    ),
    asked: named(kept),
  }
}

export function interactionsOf(
  { rows, items, row, item, day, value, basket }: SplitEvents,
  format: SplitFormat,
): Interactions {
  return interactionsFrom(
    rows.size,
    items.size,
    {
      row,
      item,
      // only their order in the file is known: no session is older than another, later ones are looked at first
      ...(format === 'session-lines' && { day: new Float64Array(item.length) }),
      ...(day && { day }),
      ...(value && { weight: value }),
      ...(basket && { basket, day: Float64Array.from(basket) }),
    },
    format === 'pairs' ? 'max' : 'sum',
  )
}

/** The last event of every row that has more than one, apart from the others. */
function lastLeftOut({ rows, items, row, item }: SplitEvents): readonly [SplitEvents, SplitEvents] {
  const last = new Uint32Array(rows.size)
  const count = new Uint32Array(rows.size)
  for (let e = 0; e < row.length; e++) {
    last[row[e]!] = e
    count[row[e]!]!++
  }
  const isTest = (e: number) => last[row[e]!] === e && count[row[e]!]! > 1
  const part = (test: boolean): SplitEvents => {
    const kept = Uint32Array.from(row.keys()).filter((e) => isTest(e) === test)
    return { rows, items, row: kept.map((e) => row[e]!), item: kept.map((e) => item[e]!) }
  }
  return [part(false), part(true)]
}
