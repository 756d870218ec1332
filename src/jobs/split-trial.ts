import { readSplitFile } from '../collect/split-files/read-split-file.ts'
import type { SplitEvents, SplitFormat } from '../collect/split-files/split-events.ts'
import { Fault } from '../contract/fault.ts'
import type { Trial } from '../evaluate/trial.ts'
import { type Interactions, takeInteractions } from '../model/interactions.ts'
import { interactionsFrom } from '../model/interactions-from.ts'
import { csrFrom, takeRows } from '../numbers/csr.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'

/** A published split, ready to be learnt from and asked. */
export interface SplitTrial extends Trial {
  items: Vocabulary
  train: Interactions
  /** the user or session of each row of the trial; of several rows when every prefix of a session is a question */
  asked: string[]
}

export interface SplitRequest {
  train: string
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
 * @throws Fault  not-found, no-access, bad-file; bad-data when there is nothing to ask; bad-request for a missing file
 */
export async function readSplitTrial({ train, test, format, seen }: SplitRequest): Promise<SplitTrial> {
  if (test === undefined && format !== 'sequence')
    throw new Fault('bad-request', `test: got none, want a file: only the format sequence holds its own test`)
  const events = await readSplitFile(train, format)
  const asked = test === undefined ? undefined : await readSplitFile(test, format)
  const trial =
    format === 'sessions' || format === 'session-lines'
      ? sessionTrial(events, asked!, format)
      : rowTrial(...(asked ? ([events, asked] as const) : lastLeftOut(events)), format)
  if (trial.histories.nRows === 0) throw new Fault('bad-data', `${test ?? train}: got no row to ask about`)
  const repeats = format === 'sessions' || format === 'session-lines' || format === 'baskets'
  return (seen ?? (repeats ? 'include' : 'exclude')) === 'exclude' ? { ...trial, exclude: trial.histories } : trial
}

/** Histories are rows of train. */
function rowTrial(events: SplitEvents, test: SplitEvents, format: SplitFormat): SplitTrial {
  const rows = new Vocabulary(events.row)
  const items = new Vocabulary(events.item)
  for (const id of test.row) rows.add(id)
  for (const id of test.item) items.add(id)
  const train = interactionsOf(events, rows, items, format)
  const targets = csrFrom(rows.size, items.size, rowsOf(test.row, rows), rowsOf(test.item, items), undefined, 'max')
  for (let at = 0; at < targets.value.length; at++) targets.value[at] = 1
  const wanted = Array.from(rows.ids.keys()).filter((r) => targets.rowStart[r + 1]! > targets.rowStart[r]!)
  return {
    items,
    train,
    histories: takeInteractions(train, wanted),
    targets: takeRows(targets, wanted),
    asked: wanted.map((r) => rows.ids[r] as string),
  }
}

/** Histories are beginnings of the sessions of a file of their own. */
function sessionTrial(events: SplitEvents, test: SplitEvents, format: SplitFormat): SplitTrial {
  const items = new Vocabulary(events.item)
  for (const id of test.item) items.add(id)
  for (const id of test.target?.values() ?? []) items.add(id)
  const train = interactionsOf(events, new Vocabulary(events.row), items, format)
  const sessions = new Vocabulary(test.row)
  const whole = interactionsOf(test, sessions, items, format)
  if (format === 'session-lines') {
    const { target } = test
    if (!target) throw new Fault('bad-data', 'test: got sessions without an item to predict, want prefix TAB target')
    const wanted = sessions.ids.map((id) => items.row(target.get(id) ?? ''))
    const kept = wanted.flatMap((item, r) => (item >= 0 ? [r] : []))
    const histories = takeInteractions(whole, kept)
    return {
      items,
      train,
      histories,
      targets: oneEach(
        items.size,
        kept.map((r) => wanted[r] as number),
      ),
      asked: kept.map((r) => sessions.ids[r] as string),
    }
  }
  const { rowStart, item, day } = whole.sequences!
  const events2 = { row: [] as number[], item: [] as number[], day: [] as number[] }
  const wanted: number[] = []
  const asked: string[] = []
  for (let s = 0; s < sessions.size; s++)
    for (let next = rowStart[s]! + 1; next < rowStart[s + 1]!; next++) {
      for (let e = rowStart[s]!; e < next; e++) {
        events2.row.push(wanted.length)
        events2.item.push(item[e]!)
        events2.day.push(day[e]!)
      }
      wanted.push(item[next]!)
      asked.push(sessions.ids[s] as string)
    }
  const histories = interactionsFrom(
    wanted.length,
    items.size,
    { row: Uint32Array.from(events2.row), item: Uint32Array.from(events2.item), day: Float64Array.from(events2.day) },
    'sum',
  )
  return { items, train, histories, targets: oneEach(items.size, wanted), asked }
}

function interactionsOf(events: SplitEvents, rows: Vocabulary, items: Vocabulary, format: SplitFormat): Interactions {
  return interactionsFrom(
    rows.size,
    items.size,
    {
      row: rowsOf(events.row, rows),
      item: rowsOf(events.item, items),
      // only their order in the file is known: no session is older than another, later ones are looked at first
      ...(format === 'session-lines' && { day: new Float64Array(events.item.length) }),
      ...(events.day && { day: Float64Array.from(events.day) }),
      ...(events.value && { weight: Float32Array.from(events.value) }),
      ...(events.basket && { basket: Uint32Array.from(events.basket), day: Float64Array.from(events.basket) }),
    },
    format === 'pairs' ? 'max' : 'sum',
  )
}

/** The last event of every row that has more than one, apart from the others. */
function lastLeftOut(events: SplitEvents): readonly [SplitEvents, SplitEvents] {
  const last = new Map<string, number>()
  const count = new Map<string, number>()
  events.row.forEach((row, e) => {
    last.set(row, e)
    count.set(row, (count.get(row) ?? 0) + 1)
  })
  const isTest = (e: number) => last.get(events.row[e]!) === e && count.get(events.row[e]!)! > 1
  const part = (test: boolean): SplitEvents => {
    const kept = Array.from(events.row.keys()).filter((e) => isTest(e) === test)
    return { row: kept.map((e) => events.row[e] as string), item: kept.map((e) => events.item[e] as string) }
  }
  return [part(false), part(true)]
}

function oneEach(nCols: number, item: number[]) {
  const row = Uint32Array.from(item.keys())
  return csrFrom(item.length, nCols, row, Uint32Array.from(item), undefined, 'max')
}

const rowsOf = (ids: readonly string[], vocabulary: Vocabulary) => Uint32Array.from(ids, (id) => vocabulary.row(id))
