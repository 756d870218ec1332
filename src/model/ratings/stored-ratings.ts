import type { RatingParts, Ratings } from './rating-model.ts'

/** Ratings as parts of a model that needs them to answer. */
export const storedRatings = ({ nCols, rowStart, column, value, scale }: Ratings): RatingParts => ({
  meta: { nItems: nCols, scale },
  arrays: { rowStart, column, value },
})

/** @throws RangeError  parts of something else */
export function ratingsOf(kind: string, { meta, arrays: { rowStart, column, value } }: RatingParts): Ratings {
  if (!(rowStart instanceof Uint32Array && column instanceof Uint32Array && value instanceof Float32Array))
    throw new RangeError(`${kind}: the parts lack one of the arrays rowStart, column, value`)
  const { nItems, scale } = meta as { nItems: number; scale: Ratings['scale'] }
  return { nRows: rowStart.length - 1, nCols: nItems, rowStart, column, value, scale }
}
