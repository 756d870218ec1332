import { type RowSketch, rowsRead } from '../numbers/row-sketch.ts'
import { LeakError } from './leak-check.ts'

/**
 * Refuses options that were chosen by looking at the test: a tuning writes down which rows it could read (all it was given,
 * to learn from or to choose by), and none of them may be asked for.
 *
 * @param read   by a tuning, as it recorded them
 * @param asked  hashes of the rows of the test, made in the same way
 * @throws LeakError  naming the model and how many rows
 */
export function refuseTuningLeak(model: string, read: RowSketch, asked: Float64Array): void {
  const n = rowsRead(read, asked)
  if (n === 0) return
  const all = Math.round((n * read.rows) / Math.max(1, read.hashes.length))
  throw new LeakError(
    `leak: the options of ${model} were tuned on ${read.hashes.length < read.rows ? 'about ' : ''}${all.toLocaleString('en')} of the ${asked.length.toLocaleString('en')} rows of this test; tune them on what comes before it`,
  )
}
