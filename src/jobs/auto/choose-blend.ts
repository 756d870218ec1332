import { baggedWeights, blendedValues, blendGain, blendingOf, greedyWeights } from '../../evaluate/tuning/ensemble.ts'
import type { Goal } from '../../evaluate/tuning/goal.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { resolve } from '../../model/algorithms.ts'
import { type Had, hadChoices } from '../../model/blends/had.ts'
import { defaultMemoryLimitBytes } from '../../model/fit.ts'
import type { Interactions } from '../../model/interactions.ts'
import { type Normalisation, normalisations } from '../../numbers/normalise.ts'
import { mean } from '../../numbers/stats.ts'
import type { Candidate, Outcome } from '../trials/run-trial.ts'

/** A candidate with what came of it. */
export interface Trial extends Outcome {
  candidate: Candidate
}

export interface Choice {
  candidate: Candidate
  value: number
  /** how many the value is of, where they were not all */
  questions?: number
  why: string[]
}

export interface ChooseRequest {
  /** trials with answers to all questions */
  kept: readonly Trial[]
  cut: ValidationCut
  rows: readonly number[]
  goal: Goal
  seed: number
  /** questions that weights are chosen by, at most: what the time there is allows */
  mostBlended: number
  /** what fitting the chosen may take */
  secondsForFit: number
  /** what all parts may take together */
  memoryLimitBytes?: number | undefined
  signal?: AbortSignal | undefined
}

/** More parts cost every list their time. */
const mostParts = 6

/**
 * The blend of what was tried, or the best single one where a blend brings nothing on questions that did not choose its
 * weights. That gain is judged without a margin for chance: blends of good models that differ nearly always gain, and
 * weights from half of the questions are worse than those from all.
 */
export async function chooseBlend({
  kept,
  cut,
  rows,
  goal,
  seed,
  mostBlended,
  secondsForFit,
  memoryLimitBytes,
  signal,
}: ChooseRequest): Promise<Choice> {
  const { trial } = cut
  const answers = kept.map(({ answers }) => answers)
  const greedy = { mayJoin: joinRule(kept, cut.train, secondsForFit, memoryLimitBytes), ...(signal && { signal }) }
  const tryOne = async (normalise: Normalisation, had: Had) => {
    const blending = blendingOf(answers, trial, rows.slice(0, mostBlended), goal, { normalise, had })
    const weights = await greedyWeights(blending, greedy)
    return { normalise, had, weights, value: mean(blendedValues(blending, weights)), blending }
  }
  const policies: readonly Had[] = trial.exclude ? ['keep'] : hadChoices
  let best = await tryOne('z-score', 'keep')
  for (const had of policies.slice(1)) best = better(best, await tryOne('z-score', had))
  for (const normalise of normalisations.slice(1)) best = better(best, await tryOne(normalise, best.had))
  const { gain, error } = await blendGain(best.blending, { seed, ...greedy })
  const weights = await baggedWeights(best.blending, { seed, ...greedy })
  const value = mean(blendedValues(best.blending, weights))

  const single = kept.reduce((a, b) => (b.value > a.value ? b : a))
  const parts = kept.flatMap(({ candidate: { model, options } }, m) =>
    weights[m]! > 0 ? [{ model, options, weight: weights[m]! }] : [],
  )
  const questions = Math.min(rows.length, mostBlended)
  const there = mean(single.values[single.had].subarray(0, questions))
  // a figure of other questions is no rival of the blend's
  const onThose = questions < rows.length ? ` (${there.toFixed(4)} on the ${questions} that blends are weighed by)` : ''
  const name = `${single.candidate.model} ${goal.key} ${single.value.toFixed(4)}${onThose}`
  if (parts.length > 1 && gain > 0)
    return {
      candidate: { model: 'blend', options: { parts, normalise: best.normalise, had: best.had } },
      value,
      questions,
      why: [
        `best single model: ${name}`,
        `a blend of ${parts.length} gains ${signed(gain)} ± ${error.toFixed(4)} on questions that did not choose its weights`,
        ...policyWords(policies, best.had),
      ],
    }
  return {
    candidate:
      single.had === 'keep'
        ? single.candidate
        : { model: 'blend', options: { parts: [{ ...single.candidate, weight: 1 }], had: single.had } },
    value: single.value,
    why: [
      `best single model: ${name}`,
      `a blend brings nothing on questions that did not choose its weights (${signed(gain)} ± ${error.toFixed(4)})`,
      ...policyWords(policies, single.had),
    ],
  }
}

/** Kernels have one memory of 4 GiB for all parts. */
const kernelBytes = 3.6 * 2 ** 30

/**
 * What may be one blend: few parts that can be fitted in the time and memory there is. Parts that hold a matrix of items ×
 * items share the memory of the kernels, and while one is fitted it takes half as much again.
 */
function joinRule(
  kept: readonly Trial[],
  train: Interactions,
  seconds: number,
  memoryLimitBytes = defaultMemoryLimitBytes,
) {
  const square = train.nCols ** 2 * 4
  const parts = kept.map(({ candidate, fitSeconds }) => {
    const { algorithm, options } = resolve(candidate.model, candidate.options)
    const bytes = algorithm.memoryBytes(train, options)
    return { fitSeconds, bytes, dense: bytes > 1.5 * square ? square : 0 }
  })
  return (taken: readonly number[], m: number): boolean => {
    const all = [...taken, m].map((at) => parts[at]!)
    const sum = (of: (part: (typeof parts)[number]) => number) => all.reduce((total, part) => total + of(part), 0)
    const dense = sum((part) => part.dense)
    return (
      all.length === 1 ||
      (all.length <= mostParts &&
        1.2 * sum((part) => part.fitSeconds) <= seconds &&
        sum((part) => part.bytes) <= 0.9 * memoryLimitBytes &&
        (dense <= square || dense + square <= kernelBytes))
    )
  }
}

const better = <T extends { value: number }>(a: T, b: T): T => (b.value > a.value ? b : a)

const signed = (x: number) => `${x < 0 ? '' : '+'}${x.toFixed(4)}`

const words = {
  keep: 'what a history holds may come again',
  'drop-last': 'the newest item of a history does not come again at once, older ones may',
  drop: 'what a history holds does not come again',
} as const satisfies Record<Had, string>

const policyWords = (policies: readonly Had[], had: Had) => (policies.length > 1 ? [words[had]] : [])
