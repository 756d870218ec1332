import { type Interactions, takeInteractions } from '../../model/interactions.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { csrFrom } from '../../numbers/csr.ts'
import type { Rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { QuestionKind } from './question-kind.ts'
import { mostQuestions, type ValidationCut } from './validation-cut.ts'

/** At least this share of the sessions is held out, so that one busy evening does not decide, and at most that. */
const [leastShare, mostShare] = [0.04, 0.2]

/**
 * The newest sessions whole, as a test follows train: every beginning of theirs is a question, of which some are drawn by
 * chance. Where sessions have no age, a later row is a newer session.
 */
export function sessionCut(train: Interactions, kind: QuestionKind, random: Rng): ValidationCut {
  const { nRows, nCols } = train
  const { rowStart, item, day } = train.sequences!
  const age = Float64Array.from({ length: nRows }, (_, r) =>
    rowStart[r + 1]! > rowStart[r]! ? day[rowStart[r + 1]! - 1]! : Number.NEGATIVE_INFINITY,
  )
  const byAge = Array.from(age.keys()).sort((a, b) => age[a]! - age[b]! || a - b)
  const least = nRows - Math.ceil(leastShare * nRows)
  const most = Math.max(1, nRows - Math.floor(mostShare * nRows))
  let cut = nRows
  for (let questions = 0; cut > most && (cut > least || questions < mostQuestions(nCols)); ) {
    cut--
    questions += Math.max(0, rowStart[byAge[cut]! + 1]! - rowStart[byAge[cut]!]! - 1)
  }
  const held = byAge.slice(cut)
  const beginnings: { session: number; end: number }[] = []
  for (const session of held)
    for (let end = rowStart[session]! + 1; end < rowStart[session + 1]!; end++) beginnings.push({ session, end })
  const order = shuffled(beginnings.length, random)
  const asked = beginnings.filter((_, at) => order[at]! < mostQuestions(nCols))
  const events = { row: [] as number[], item: [] as number[], day: [] as number[] }
  for (const [at, { session, end }] of asked.entries())
    for (let e = rowStart[session]!; e < end; e++) {
      events.row.push(at)
      events.item.push(item[e]!)
      events.day.push(day[e]!)
    }
  const histories = interactionsFrom(
    asked.length,
    nCols,
    { row: Uint32Array.from(events.row), item: Uint32Array.from(events.item), day: Float64Array.from(events.day) },
    kind.combine,
  )
  const wanted = Uint32Array.from(asked, ({ end }) => item[end]!)
  const targets = csrFrom(asked.length, nCols, Uint32Array.from(asked.keys()), wanted, undefined, 'max')
  return {
    train: takeInteractions(
      train,
      byAge.slice(0, cut).sort((a, b) => a - b),
    ),
    trial: { histories, targets, ...(kind.seen === 'exclude' && { exclude: histories }) },
  }
}
