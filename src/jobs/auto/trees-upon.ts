import type { Goal } from '../../evaluate/tuning/goal.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { Part } from '../../model/blends/parts.ts'
import { mean } from '../../numbers/stats.ts'
import { type Candidate, isFailure, type Workbench } from '../trials/run-trial.ts'
import { TrialPool } from '../trials/trial-pool.ts'
import type { Choice, Trial } from './choose-blend.ts'

/** Trees learn from so many histories, at most, and with fewer than the least it is not tried. */
const [mostQuestions, leastQuestions] = [10_000, 1500]
/** Of the time that is left: what is kept is fitted once more. */
const shareForTrial = 0.4
/** What a question costs while trees are grown, in seconds, from above. */
const growing = 0.006
/** Trials do not take exactly what they took before. */
const caution = 1.3

/**
 * Trees learn from the end of every history what comes after it: of sessions, which are asked after every click, that is another
 * question, and of pairs without an order nothing is known that the parts do not know.
 */
export const mayHaveTrees = ({ asks }: QuestionKind) => asks !== 'session' && asks !== 'items'

export interface UponRequest {
  choice: Choice
  /** trials among which the parts of a blend are */
  kept: readonly Trial[]
  bench: Workbench & { goal: Goal }
  threads: number
  /** for trying and for fitting what is kept; Infinity where time does not count */
  seconds: number
  signal?: AbortSignal | undefined
}

/**
 * The chosen blend with trees upon it (`rerank`), where these gain more than the standard error of what they gain, question by
 * question, on the questions that chose the blend: the trees were learnt inside train and have not seen them. A blend
 * that knows of what a history holds (`had`) is left as it is.
 * @throws signal.reason
 */
export async function treesUpon({ choice, kept, bench, threads, seconds, signal }: UponRequest): Promise<Choice> {
  const { model, options } = choice.candidate
  const { parts, normalise, had } = options as { parts: Part[]; normalise: string; had: string }
  if (model !== 'blend' || parts.length < 2 || had !== 'keep') return choice
  const mostSeconds = Number.isFinite(seconds) ? shareForTrial * seconds : 1e6
  const questions = affordable(parts, kept, bench.rows.length, mostSeconds)
  if (!(questions >= leastQuestions)) return choice
  // weights mean something beside the scores that they were chosen for; for others they are learnt
  const same = normalise === 'z-score' ? parts : parts.map(({ weight, ...part }) => part)
  const upon: Candidate = { model: 'rerank', options: { parts: same, depth: Math.max(10, bench.goal.k), questions } }
  const pool = new TrialPool(bench, threads, signal)
  try {
    const [plain, trees] = await Promise.all(
      [choice.candidate, upon].map((candidate) => pool.run({ candidate, depth: 0, mostSeconds })),
    )
    if (!plain || !trees || isFailure(plain) || isFailure(trees)) return choice
    const gains = trees.values.keep.map((value, q) => value - plain.values.keep[q]!)
    const gain = mean(gains)
    const error = Math.sqrt(mean(gains.map((one) => (one - gain) ** 2)) / gains.length)
    const said = `${gain < 0 ? '' : '+'}${gain.toFixed(4)} ± ${error.toFixed(4)}`
    if (!(gain > error))
      return { ...choice, why: [...choice.why, `trees upon it bring nothing that is shown (${said})`] }
    return { candidate: upon, value: mean(trees.values.keep), why: [...choice.why, `trees upon it gain ${said}`] }
  } finally {
    await pool.close()
  }
}

/** Questions that trees can be learnt from in the time. */
function affordable(parts: readonly Part[], kept: readonly Trial[], nAsked: number, seconds: number): number {
  const trials = parts.flatMap(({ options }) => kept.find(({ candidate }) => candidate.options === options) ?? [])
  const fit = trials.reduce((sum, { fitSeconds }) => sum + fitSeconds, 0)
  const each = trials.reduce((sum, { askSeconds }) => sum + askSeconds, 0) / nAsked
  const left = seconds / caution - 2 * fit - nAsked * each
  return Math.min(mostQuestions, Math.floor(left / (each + growing)))
}
