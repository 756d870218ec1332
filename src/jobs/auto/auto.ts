import { availableParallelism } from 'node:os'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import { defaultBudget } from '../trials/budget.ts'
import type { Candidate, Failure } from '../trials/run-trial.ts'
import { type AutoRequest, benchOf } from './auto-request.ts'
import { type Choice, chooseBlend, type Trial } from './choose-blend.ts'
import { type Family, factsOf, portfolio } from './portfolio.ts'
import { RunningFamily } from './running-family.ts'
import { bestOfAll, searchFamilies } from './search-families.ts'
import { mayHaveTrees, treesUpon } from './trees-upon.ts'

/** A trial as a report shows it. */
export interface TrialLine extends Candidate {
  value: number
  pruned: boolean
  fitSeconds: number
  askSeconds: number
}

export interface AutoChoice {
  /** what to fit on all of train: one model or a blend, under the label `auto` */
  resolved: Resolved
  /** the same as `--models` and `--options` would say it */
  chosen: Candidate
  /** in sentences */
  why: string[]
  goal: string
  /** of the chosen, on the questions it was chosen by: rather too high */
  value: number
  questions: number
  trials: TrialLine[]
  failures: (Candidate & Failure)[]
  seconds: number
}

/** Below so many questions everything is noise: nothing is searched. */
const leastQuestions = 30
/** Blends are chosen from so many at most. */
const mostBlended = 14

/**
 * Chooses a model, its options or a blend by itself. A portfolio of what is best known for this kind of question is tried
 * with settings from the literature, cheap ones first; then time goes to the families by how near they come to the best,
 * each searched by TPE; at last a greedy blend of the best of each is taken if it beats the best single one by more than
 * chance. All measured on the cut, which is made of train alone.
 *
 * With a budget of trials the choice depends on data and seed only; with one of seconds also on how fast the machine was.
 *
 * @throws signal.reason when aborted; RangeError when no candidate could be fitted
 */
export async function auto(request: AutoRequest): Promise<AutoChoice> {
  const { cut, kind, goal, itemFeatures, budget = defaultBudget, seed = 1, signal } = request
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  const nQuestions = cut.trial.targets.nRows
  const random = rng(seed)
  const rows = Array.from(shuffled(nQuestions, random))
  const all = portfolio(kind, factsOf(cut.train), itemFeatures)
  // too little to choose by: what is usual for this kind of question, the first of the portfolio that can be fitted
  const few = nQuestions < leastQuestions
  const families = (few ? usualFirst(all) : all).map((family) => new RunningFamily(family))
  const failures = few ? [] : await searchFamilies(request, families, rows, random, elapsed)
  if (few)
    for (const family of families) {
      failures.push(...(await searchFamilies({ ...request, budget: { trials: 1 } }, [family], rows, random, elapsed)))
      if (family.trials.length > 0) break
    }

  const best = bestOfAll(families)
  if (!best)
    throw new RangeError(
      `auto: no model could be fitted: ${failures.map(({ model, why }) => `${model}: ${why}`).join('; ')}`,
    )
  const strongest = forBlend(families.map(({ trials }) => trials.filter(({ answers }) => answers.length > 0)))
  const timed = 'seconds' in budget
  const secondsForFit = timed ? Math.max(1, budget.seconds - elapsed()) : Number.POSITIVE_INFINITY
  const choice: Choice = few
    ? {
        candidate: best.candidate,
        value: best.value,
        why: [`only ${nQuestions} questions could be held out, too few to choose by: what is usual for such data`],
      }
    : await chooseBlend({
        kept: strongest,
        cut,
        rows,
        goal,
        seed,
        mostBlended: timed ? Math.min(6000, Math.max(500, Math.round(16 * budget.seconds))) : 2500,
        secondsForFit,
        memoryLimitBytes: request.memoryLimitBytes,
        signal,
      })
  const upon = mayHaveTrees(kind)
    ? await treesUpon({
        ...{ choice, kept: strongest, bench: benchOf(request, rows), signal },
        threads: request.threads ?? availableParallelism(),
        seconds: timed ? budget.seconds - elapsed() : Number.POSITIVE_INFINITY,
      })
    : choice
  return {
    resolved: { ...resolve(upon.candidate.model, upon.candidate.options), label: 'auto' },
    chosen: upon.candidate,
    why: upon.why,
    goal: goal.key,
    value: upon.value,
    questions: upon.questions ?? nQuestions,
    trials: families.flatMap(({ trials }) =>
      trials.map(({ candidate, value, pruned, fitSeconds, askSeconds }) => ({
        ...candidate,
        ...{ value, pruned, fitSeconds, askSeconds },
      })),
    ),
    failures,
    seconds: elapsed(),
  }
}

/**
 * What a blend is chosen from, best first: the best of every family, since what knows something else helps even where it is weak by
 * itself, and then of the rest as many of the best as there is room for.
 */
function forBlend(byFamily: readonly (readonly Trial[])[]): Trial[] {
  const ranked = byFamily.map((trials) => trials.toSorted((a, b) => b.value - a.value))
  const rest = ranked.flatMap((trials) => trials.slice(1)).sort((a, b) => b.value - a.value)
  return [...ranked.flatMap((trials) => trials.slice(0, 1)), ...rest]
    .slice(0, mostBlended)
    .sort((a, b) => b.value - a.value)
}

/** Popularity comes first as it is cheap; where nothing can be compared it is the last resort. */
const usualFirst = ([popular, ...others]: readonly Family[]): Family[] =>
  [...others, ...(popular ? [popular] : [])].map((family) => ({ ...family, starts: family.starts.slice(0, 1) }))
