import type { Csr } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import type { Interactions } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'

/** What is held back of every history when nobody says otherwise. */
const usualShare = 0.2

/** So many histories tell enough. */
const mostAsked = 2000

export interface HeldOut {
  /** the interactions without what is held out */
  rest: Interactions
  /** rows of `rest` with something held out, at most so many as asked for */
  rows: number[]
  /** users × items, value 1: held out */
  targets: Csr
}

/**
 * A cut inside the interactions for choosing weights: of every history with at least two items the last fifth of its
 * events in favour, where their order is known, and otherwise a fifth of its items by the seed. At least one, never all;
 * baskets are held out whole where there are several.
 * @param share  how much is held out, 0 to 1; 0: the last event or basket, or one item
 * @param most   rows that are asked, at most
 */
export function holdOut(interactions: Interactions, seed: number, share = usualShare, most = mostAsked): HeldOut {
  const { rest, targets } = interactions.sequences
    ? lastEvents(interactions, share)
    : randomItems(interactions, seed, share)
  const withTarget = Array.from({ length: targets.nRows }, (_, r) => r).filter(
    (r) => targets.rowStart[r + 1]! > targets.rowStart[r]!,
  )
  const random = rng(seed)
  const chosen = withTarget
    .map((r) => [random(), r] as const)
    .sort(([a], [b]) => a - b)
    .slice(0, most)
  return { rest, rows: chosen.map(([, r]) => r).sort((a, b) => a - b), targets }
}

function lastEvents({ nRows, nCols, sequences, userFeatures }: Interactions, share: number) {
  const { rowStart, item, day, weight, basket } = sequences!
  const kept: number[] = []
  const row = new Uint32Array(item.length)
  const target = { row: [] as number[], item: [] as number[] }
  for (let r = 0; r < nRows; r++) {
    const [from, to] = [rowStart[r]!, rowStart[r + 1]!]
    const cut =
      to - from < 2 ? to : betweenBaskets(basket, from, to, Math.min(to - 1, Math.ceil(to - share * (to - from))))
    for (let e = from; e < to; e++) {
      row[e] = r
      if (e < cut) kept.push(e)
      else if (weight[e]! > 0) {
        target.row.push(r)
        target.item.push(item[e]!)
      }
    }
  }
  const rest = interactionsFrom(
    nRows,
    nCols,
    {
      row: Uint32Array.from(kept, (e) => row[e]!),
      item: Uint32Array.from(kept, (e) => item[e]!),
      day: Float64Array.from(kept, (e) => day[e]!),
      weight: Float32Array.from(kept, (e) => weight[e]!),
      basket: Uint32Array.from(kept, (e) => basket[e]!),
    },
    'sum',
  )
  return { rest: { ...rest, ...(userFeatures && { userFeatures }) }, targets: ones(nRows, nCols, target) }
}

/**
 * Where what came together begins that the cut falls into, or, when that is the row's first, where it ends: whoever
 * is asked next time stands between two baskets, never inside one. A row that is all one basket is cut where it was.
 */
function betweenBaskets(basket: Uint32Array, from: number, to: number, cut: number): number {
  let start = cut
  while (start > from && basket[start - 1] === basket[cut]) start--
  if (start > from) return start
  let end = cut
  while (end < to && basket[end] === basket[cut]) end++
  return end < to ? end : cut
}

function randomItems(
  { nRows, nCols, rowStart, column, value, userFeatures }: Interactions,
  seed: number,
  share: number,
) {
  const random = rng(seed)
  const kept = { row: [] as number[], item: [] as number[], weight: [] as number[] }
  const target = { row: [] as number[], item: [] as number[] }
  for (let r = 0; r < nRows; r++) {
    const [from, to] = [rowStart[r]!, rowStart[r + 1]!]
    const n = to - from < 2 ? 0 : Math.max(1, Math.floor(share * (to - from)))
    const out = new Set(
      Array.from({ length: to - from }, (_, k) => [random(), k] as const)
        .sort(([a], [b]) => a - b)
        .slice(0, n)
        .map(([, k]) => from + k),
    )
    for (let at = from; at < to; at++) {
      if (out.has(at)) {
        target.row.push(r)
        target.item.push(column[at]!)
        continue
      }
      kept.row.push(r)
      kept.item.push(column[at]!)
      kept.weight.push(value[at]!)
    }
  }
  const events = {
    row: Uint32Array.from(kept.row),
    item: Uint32Array.from(kept.item),
    weight: Float32Array.from(kept.weight),
  }
  const { sequences, ...rest } = interactionsFrom(nRows, nCols, events, 'sum')
  return { rest: { ...rest, ...(userFeatures && { userFeatures }) }, targets: ones(nRows, nCols, target) }
}

function ones(nRows: number, nCols: number, { row, item }: { row: number[]; item: number[] }): Csr {
  const loose = { row: Uint32Array.from(row), item: Uint32Array.from(item) }
  const { sequences, ...matrix } = interactionsFrom(nRows, nCols, loose, 'max')
  return matrix
}
