import type { Interactions } from '../../model/interactions.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { GrowingArray } from '../../numbers/growing-array.ts'

/** Questions made of sessions. */
export interface SessionQuestions {
  histories: Interactions
  /** the shape of histories, one item a row */
  targets: Csr
  /** which session each question is a beginning of */
  session: Uint32Array
}

/**
 * Every beginning of a session asks for the item that follows: a session of n events makes n − 1 questions.
 *
 * @param sessions  with their order (sequences)
 * O(Σ n²) events, as a beginning is written out for each question.
 */
export function sessionQuestions({ nRows, nCols, sequences }: Interactions): SessionQuestions {
  if (!sequences) throw new RangeError('sessionQuestions: got sessions without their order')
  const { rowStart, item, day, weight } = sequences
  const [row, before] = [new GrowingArray(Uint32Array), new GrowingArray(Uint32Array)]
  const [when, how] = [new GrowingArray(Float64Array), new GrowingArray(Float32Array)]
  const [wanted, session] = [new GrowingArray(Uint32Array), new GrowingArray(Uint32Array)]
  for (let s = 0; s < nRows; s++)
    for (let next = rowStart[s]! + 1; next < rowStart[s + 1]!; next++) {
      for (let e = rowStart[s]!; e < next; e++) {
        row.push(wanted.length)
        before.push(item[e]!)
        when.push(day[e]!)
        how.push(weight[e]!)
      }
      wanted.push(item[next]!)
      session.push(s)
    }
  const events = { row: row.finish(), item: before.finish(), day: when.finish(), weight: how.finish() }
  return {
    histories: interactionsFrom(wanted.length, nCols, events, 'sum'),
    targets: oneEach(nCols, wanted.finish()),
    session: session.finish(),
  }
}

/** A row for each item, with 1 there. */
export function oneEach(nCols: number, item: Uint32Array): Csr {
  return csrFrom(item.length, nCols, Uint32Array.from(item.keys()), item, undefined, 'max')
}
