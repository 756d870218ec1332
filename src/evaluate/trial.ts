import { type Interactions, stackInteractions } from '../model/interactions.ts'
import type { Csr } from '../numbers/csr.ts'

/** Questions to a model with known answers: row by row a history and what came after it. */
export interface Trial {
  histories: Interactions
  /** the same shape; value 1 where the item was what came. Rows without any are not asked */
  targets: Csr
  /** items that a row's list must not hold, the same shape; missing: anything may come again */
  exclude?: Csr
  /** rows of one number are questions of one person or session, and no more independent than these; missing: each alone */
  group?: Uint32Array
}

/**
 * Questions below each other, as when every fold of a cross-validation has been asked: the same row of each is the same
 * person's.
 */
export function stackTrials(trials: readonly Trial[]): Trial {
  const [first] = trials
  if (!first) throw new RangeError('stackTrials: got nothing')
  if (trials.length === 1) return first
  const exclude = trials.flatMap((trial) => trial.exclude ?? [])
  return {
    histories: stackInteractions(trials.map(({ histories }) => histories)),
    targets: stackInteractions(trials.map(({ targets }) => targets)),
    group: Uint32Array.from(trials.flatMap(({ targets, group }) => [...(group ?? Array(targets.nRows).keys())])),
    ...(exclude.length === trials.length && { exclude: stackInteractions(exclude) }),
  }
}
