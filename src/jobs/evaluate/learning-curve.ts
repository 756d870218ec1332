import { type LearnedPart, type LearningCurve, learningCurve } from '../../evaluate/learning-curve.ts'
import { after, daysOf, ofPeople } from '../../evaluate/part-of-interactions.ts'
import type { Trial } from '../../evaluate/trial.ts'
import type { Interactions } from '../../model/interactions.ts'
import { endToEnd } from '../../numbers/end-to-end.ts'
import { rng } from '../../numbers/rng.ts'
import { mean, shuffled } from '../../numbers/stats.ts'

/** Eighths of the data that are learned from; the whole is measured anyway. */
const eighths = [1, 2, 3, 4, 5, 6, 7] as const

/** So many weeks are looked ahead, but never further than half of what there is. */
const weeksAhead = 3

export interface LearningRequest {
  train: Interactions
  trial: Trial
  /** the metric of each user after learning from all of `train` */
  perUser: Float64Array
  /** the same after learning from a part of it */
  learn: (train: Interactions, trial: Trial) => Promise<Float64Array>
  seed: number
}

/** What was learned from growing parts of one training set; with those of other folds it becomes a curve. */
export interface Learned {
  unit: LearningCurve['unit']
  /** by eighth of the data; missing where an eighth holds nothing */
  parts: (LearnedPart | undefined)[]
  /** so much more is looked ahead, in the unit */
  more: number
}

/**
 * Fits one model again on 1/8 … 7/8 of the data and asks it the same people for the same things.
 *
 * Where times are known, a part is the last so many weeks up to the cut, both for the model and for what it is told of
 * those who ask: what the shop would be if it had opened later. Where they are not, it is so many people drawn by the
 * seed (each part holds the smaller ones), and those who ask are told of as they are.
 *
 * Costs three and a half fits and seven rounds of asking, for each fold.
 */
export async function followLearning({ train, trial, perUser, learn, seed }: LearningRequest): Promise<Learned> {
  const days = daysOf(train)
  const partOf = days ? lastWeeks(days, train, trial) : somePeople(train, trial, seed)
  const parts: Learned['parts'] = []
  for (const eighth of eighths) {
    const part = partOf(eighth / 8)
    const { size, train: learnt } = part
    const interactions = learnt.column.length
    parts.push(interactions === 0 ? undefined : { size, interactions, perUser: await learn(learnt, part.trial) })
  }
  const { size } = partOf(1)
  parts.push({ size, interactions: train.column.length, perUser })
  const more = days ? Math.min(weeksAhead, size / 2) : Math.round(size / 4)
  return { unit: days ? 'weeks' : 'people', parts, more }
}

/**
 * The curve of one training set, or of the folds of a cross-validation taken together: the users of all folds stand side by
 * side, sizes are means over the folds. An eighth that is empty in one fold is left out in all.
 * @param metric  what was followed, e.g. ndcg@10
 */
export function curveOfFolds(metric: string, folds: readonly Learned[], seed: number): LearningCurve {
  const [first] = folds
  if (!first) throw new RangeError('curveOfFolds: got nothing')
  const parts = first.parts.flatMap((_, eighth) => {
    const same = folds.flatMap(({ parts }) => parts[eighth] ?? [])
    if (same.length < folds.length) return []
    return {
      size: mean(same.map(({ size }) => size)),
      interactions: Math.round(mean(same.map(({ interactions }) => interactions))),
      perUser: endToEnd(
        Float64Array,
        same.map(({ perUser }) => perUser),
      ),
    }
  })
  return learningCurve(metric, first.unit, parts, mean(folds.map(({ more }) => more)), seed)
}

interface Part {
  size: number
  train: Interactions
  trial: Trial
}

function lastWeeks({ first, last }: { first: number; last: number }, train: Interactions, trial: Trial) {
  return (share: number): Part => {
    const size = ((last - first) * share) / 7
    const from = last - 7 * size
    if (share === 1) return { size, train, trial }
    const { histories } = trial
    return {
      size,
      train: after(train, from),
      trial: histories.sequences ? { ...trial, histories: after(histories, from) } : trial,
    }
  }
}

function somePeople(train: Interactions, trial: Trial, seed: number) {
  const active = Uint32Array.from({ length: train.nRows }, (_, r) => r).filter(
    (r) => train.rowStart[r + 1]! > train.rowStart[r]!,
  )
  const order = shuffled(active.length, rng(seed))
  return (share: number): Part => {
    const size = Math.round(active.length * share)
    const keep = new Uint8Array(train.nRows)
    for (let at = 0; at < size; at++) keep[active[order[at]!]!] = 1
    return { size, train: share === 1 ? train : ofPeople(train, keep), trial }
  }
}
