import type { Interactions } from '../model/interactions.ts'
import type { TopK } from '../model/model.ts'
import { rng } from '../numbers/rng.ts'
import { shuffled } from '../numbers/stats.ts'
import type { Measured } from './compare.ts'
import type { Trial } from './trial.ts'

/** What one customer had, what came, and what each model would have shown: items by their columns. */
export interface SampleRows {
  /** row of the trial */
  row: number
  /** newest first where the order is known, each item once */
  history: number[]
  ordered: boolean
  /** how many items the history holds, shown or not */
  had: number
  wanted: number[]
  lists: { model: string; items: number[] }[]
}

/** An item as a reader meets it. */
export interface SampleItem {
  id: string
  title?: string
}

/** The same with names; who it was is not said. */
export interface Sample {
  history: SampleItem[]
  /** the history is told newest first; without times its order says nothing */
  ordered: boolean
  had: number
  wanted: SampleItem[]
  lists: { model: string; items: (SampleItem & { hit: boolean })[] }[]
}

const nShown = 10

/**
 * A few customers as examples, drawn by the seed and not by how well they were served: one from each fifth of the asked
 * by length of history, shortest first, so that newcomers and regulars are both seen.
 */
export function sampleRows(
  { trial, users, measured }: { trial: Trial; users: Uint32Array; measured: readonly Measured[] },
  seed: number,
  n = 5,
): SampleRows[] {
  const { histories, targets } = trial
  const had = (at: number) => histories.rowStart[users[at]! + 1]! - histories.rowStart[users[at]!]!
  // shuffled first, so that among equals chance decides
  const order = Array.from(shuffled(users.length, rng(seed))).sort((a, b) => had(a) - had(b))
  const chosen = Array.from({ length: Math.min(n, order.length) }, (_, k) => {
    const at = Math.floor(((k + 0.5) * order.length) / Math.min(n, order.length))
    return order[at] as number
  })
  return chosen.map((at) => {
    const row = users[at]!
    return {
      row,
      history: newestFirst(histories, row).slice(0, nShown),
      ordered: histories.sequences !== undefined,
      had: had(at),
      wanted: Array.from(targets.column.subarray(targets.rowStart[row]!, targets.rowStart[row + 1]!)).slice(0, nShown),
      lists: measured.map(({ label, lists }) => ({ model: label, items: listOf(lists, at) })),
    }
  })
}

function newestFirst({ rowStart, column, sequences }: Interactions, row: number): number[] {
  if (!sequences) return Array.from(column.subarray(rowStart[row]!, rowStart[row + 1]!))
  const { rowStart: start, item } = sequences
  return [...new Set(Array.from(item.subarray(start[row]!, start[row + 1]!)).reverse())]
}

/** The list of the user at this place of all that were asked; lists come in blocks. */
function listOf(lists: readonly TopK[], at: number): number[] {
  let before = 0
  for (const { k, count, item } of lists) {
    const r = at - before
    if (r < count.length) return Array.from(item.subarray(r * k, r * k + Math.min(nShown, count[r]!)))
    before += count.length
  }
  return []
}

/** Names in the place of columns. */
export function named(
  rows: readonly SampleRows[],
  idOf: (item: number) => string,
  titles: ReadonlyMap<string, string> = new Map(),
): Sample[] {
  const name = (item: number): SampleItem => {
    const id = idOf(item)
    const title = titles.get(id)
    return { id, ...(title !== undefined && { title }) }
  }
  return rows.map(({ history, ordered, had, wanted, lists }) => ({
    history: history.map(name),
    ordered,
    had,
    wanted: wanted.map(name),
    lists: lists.map(({ model, items }) => ({
      model,
      items: items.map((item) => ({ ...name(item), hit: wanted.includes(item) })),
    })),
  }))
}
