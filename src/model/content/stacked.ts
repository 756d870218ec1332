import { type Csr, csrFrom, transpose } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { ItemFeatures } from '../model.ts'
import { weightItems } from '../neighbours/item-weighting.ts'

export type StackOptions = {
  /** weight of each field of the items' features; fields that are not named are left out */
  fields: Readonly<Record<string, number>>
  /** how much all fields together weigh beside the interactions */
  itemWeight: number
  /** weight of a feature of a person beside an interaction of weight 1; 0 = people's features are left out */
  userWeight: number
}

/**
 * Interactions with what is known besides, as one matrix that any model of interactions can learn from:
 *
 *     X   b·U        a row for each person, and for each feature of an item
 *     a·Fᵀ  0        a column for each item, and for each feature of a person
 *
 * a = itemWeight, b = userWeight. Each field of F is weighed by TF-IDF and every item's part of it brought to the length
 * of the interactions of an average item, times the field's weight: a title counts as much as a purchase history does. So a
 * feature is a person who likes all items that have it, and an item that all people have whom it describes.
 */
export function stacked(interactions: Interactions, features: ItemFeatures | undefined, options: StackOptions): Csr {
  const { nRows, nCols, rowStart, column, value, userFeatures } = interactions
  const people = options.userWeight > 0 ? userFeatures : undefined
  const named = options.itemWeight > 0 && features ? fieldsOf(features, options.fields) : []
  const width = nCols + (people?.nCols ?? 0)
  const height = nRows + named.reduce((sum, { field }) => sum + field.nCols, 0)
  const scale = options.itemWeight * meanLength(interactions)
  const parts: { row: Uint32Array; column: Uint32Array; value: Float32Array }[] = [
    { row: rowsOf(rowStart), column, value },
  ]
  if (people)
    parts.push({
      row: rowsOf(people.rowStart),
      column: people.column.map((c) => nCols + c),
      value: people.value.map((v) => v * options.userWeight),
    })
  let below = nRows
  for (const { field, weight } of named) {
    const asRows = transpose(field)
    const weighed = weightItems(asRows, 'tfidf', { k1: 0, b: 0 })
    parts.push({
      row: rowsOf(asRows.rowStart).map((f) => below + f),
      column: asRows.column,
      value: Float32Array.from(weighed, (w) => Math.max(0, w) * weight * scale),
    })
    below += field.nCols
  }
  const size = parts.reduce((sum, { column }) => sum + column.length, 0)
  const all = { row: new Uint32Array(size), column: new Uint32Array(size), value: new Float32Array(size) }
  let at = 0
  for (const part of parts)
    for (let k = 0; k < part.column.length; k++) {
      if (!(part.value[k]! > 0)) continue
      all.row[at] = part.row[k]!
      all.column[at] = part.column[k]!
      all.value[at++] = part.value[k]!
    }
  const kept = [all.row.subarray(0, at), all.column.subarray(0, at), all.value.subarray(0, at)] as const
  return csrFrom(height, width, ...kept, 'max')
}

/** The named fields that there are. */
function fieldsOf({ fields }: ItemFeatures, weights: Readonly<Record<string, number>>) {
  return Object.entries(weights).flatMap(([name, weight]) => {
    const field = fields[name]
    return field && weight > 0 ? [{ field, weight }] : []
  })
}

/** Root mean square of the lengths of columns that are not empty; 1 when all are. */
function meanLength({ nCols, column, value }: Csr): number {
  const square = new Float64Array(nCols)
  for (let at = 0; at < column.length; at++) square[column[at]!]! += value[at]! ** 2
  let [sum, n] = [0, 0]
  for (let i = 0; i < nCols; i++)
    if (square[i]! > 0) {
      sum += square[i]!
      n++
    }
  return n > 0 ? Math.sqrt(sum / n) : 1
}

function rowsOf(rowStart: Uint32Array): Uint32Array {
  const row = new Uint32Array(rowStart.at(-1) ?? 0)
  for (let r = 0; r + 1 < rowStart.length; r++) row.fill(r, rowStart[r], rowStart[r + 1])
  return row
}
