import { setImmediate } from 'node:timers/promises'
import type { Kernels } from '../kernels/kernels.ts'
import type { Interactions } from './interactions.ts'
import type { Model } from './model.ts'

/**
 * What each of these models scores every item for each history, on all threads where the models can say how and on the calling
 * thread otherwise: the numbers of `scoreInto`.
 * @returns  for each model nRows × nItems, row-major
 */
export async function scoresOf(
  models: readonly Model[],
  histories: Interactions,
  kernels: Kernels,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const size = histories.nRows * histories.nCols
  const scores = models.map(() => new Float32Array(new SharedArrayBuffer(4 * size)))
  const onThreads = models.map((model, m) => {
    const told = model.scoring?.(histories)
    return told && kernels.scoreAll(told.scorer, told.histories, scores[m]!, signal)
  })
  // the threads begin before this one does its part
  await setImmediate()
  for (const [m, model] of models.entries()) if (!onThreads[m]) model.scoreInto(histories, scores[m]!)
  await Promise.all(onThreads)
  return scores
}
