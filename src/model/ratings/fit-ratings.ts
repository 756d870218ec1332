import { defaultMemoryLimitBytes } from '../fit.ts'
import type { ResolvedIn } from '../resolve-label.ts'
import type { RatingAlgorithm, RatingContext, RatingModel, Ratings } from './rating-model.ts'

/**
 * The door to every rating algorithm: refuses, before anything is begun, what cannot go well, and then fits.
 * @throws RangeError  a bad option, or more memory needed than allowed
 */
export async function fitRatings(
  { label, algorithm, options }: ResolvedIn<RatingAlgorithm>,
  ratings: Ratings,
  { memoryLimitBytes = defaultMemoryLimitBytes, ...context }: RatingContext & { memoryLimitBytes?: number },
): Promise<RatingModel> {
  algorithm.check(options)
  const size = { nUsers: ratings.nRows, nItems: ratings.nCols, nRatings: ratings.column.length }
  const bytes = algorithm.memoryBytes(size, options)
  if (bytes > memoryLimitBytes)
    throw new RangeError(
      `${label}: ${size.nRatings.toLocaleString('en')} ratings need ${mebibytes(bytes)} MiB, ${mebibytes(memoryLimitBytes)} are allowed; raise the limit or choose a model that needs less`,
    )
  context.signal?.throwIfAborted()
  return algorithm.fit(ratings, options, context)
}

const mebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20).toLocaleString('en')
