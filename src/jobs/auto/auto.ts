import { availableParallelism } from 'node:os'
import type { Answer } from '../../evaluate/tuning/ask-model.ts'
import type { Goal } from '../../evaluate/tuning/goal.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { OnProgress } from '../progress.ts'
import { type Budget, defaultBudget } from '../trials/budget.ts'
import { type Candidate, type Failure, isFailure, type Outcome, type Workbench } from '../trials/run-trial.ts'
import { TrialPool } from '../trials/trial-pool.ts'
import { type Choice, chooseBlend, type Trial } from './choose-blend.ts'
import { type Family, factsOf, portfolio } from './portfolio.ts'
import { bestOf, RunningFamily } from './running-family.ts'
import { treesUpon } from './trees-upon.ts'

export interface AutoRequest {
  /** a part of train held out; nothing else is looked at */
  cut: ValidationCut
  kind: QuestionKind
  goal: Goal
  itemFeatures?: ItemFeatures
  budget?: Budget
  seed?: number
  threads?: number
  memoryLimitBytes?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

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

/** Items of each answer that are kept. */
const depthKept = 150
/** Items of each question that every later trial says something about: so many of the best of each family. */
const poolOfEach = 100
const mostPooled = 400
/** Of the time so much is left for trees upon the blend: trying them, and fitting them for good. */
const shareForTrees = 0.2
/** Below so many questions everything is noise: nothing is searched. */
const leastQuestions = 30
/** Blends are made of the best so many at most. */
const mostBlended = 14
/** A family whose first trial takes more than this share of what is left is too slow to be searched. */
const mostForFirst = 0.35
/** Unless it takes no longer than this. */
const shortSeconds = 20
/** A fit that will take more than this share of the budget has all cores to itself, and more of what is left. */
const [longShare, mostForLong] = [0.1, 0.5]
/** Trials under way at a time where the budget is in trials: whatever the number of cores, so that they do not decide. */
const abreast = 2

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
  const failures = few ? [] : await search(request, families, rows, random, elapsed)
  if (few)
    for (const family of families) {
      failures.push(...(await search({ ...request, budget: { trials: 1 } }, [family], rows, random, elapsed)))
      if (family.trials.length > 0) break
    }

  const best = bestOfAll(families)
  if (!best)
    throw new RangeError(
      `auto: no model could be fitted: ${failures.map(({ model, why }) => `${model}: ${why}`).join('; ')}`,
    )
  const kept = families.flatMap(({ trials }) => trials.filter(({ answers }) => answers.length > 0))
  const strongest = kept.sort((a, b) => b.value - a.value).slice(0, mostBlended)
  const timed = 'seconds' in budget
  const secondsForFit = timed ? Math.max(1, budget.seconds - elapsed()) : Number.POSITIVE_INFINITY
  const choice: Choice =
    nQuestions < leastQuestions
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
          mostBlended: 'seconds' in budget ? Math.min(4000, Math.max(500, Math.round(8 * budget.seconds))) : 2500,
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
    questions: nQuestions,
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

/** Tries candidates until the budget is used up or nothing is left to try; what came of them is in the families. */
async function search(
  request: AutoRequest,
  families: readonly RunningFamily[],
  rows: readonly number[],
  random: () => number,
  elapsed: () => number,
): Promise<(Candidate & Failure)[]> {
  const { cut, kind, goal, budget = defaultBudget, signal, onProgress } = request
  const threads = request.threads ?? availableParallelism()
  const timed = 'seconds' in budget
  const trials = new TrialPool(benchOf(request, rows), threads, signal)
  const pool: Uint32Array[] = rows.map(() => new Uint32Array(0))
  const failures: (Candidate & Failure)[] = []
  let nTrials = 0
  // room for fitting what is chosen, and for choosing it
  const left = () =>
    timed
      ? budget.seconds -
        elapsed() -
        Math.max(0.1 * budget.seconds, reserve(families)) -
        Math.min(40, 0.15 * budget.seconds) -
        (mayHaveTrees(kind) ? shareForTrees * budget.seconds : 0)
      : Number.POSITIVE_INFINITY
  const expected = ({ family, trials }: RunningFamily) => {
    if (!timed) return 1
    const recent = trials.slice(-3).map(secondsOf)
    return recent.length > 0 ? Math.max(...recent) : family.roughSeconds + rows.length * cut.train.nCols * 1.2e-8
  }

  const launch = (running: RunningFamily): Promise<() => void> => {
    const isFirst = running.isNew
    const candidate = running.next(random)
    const rival = running.best?.values[running.best.had]
    const cost = expected(running)
    running.inFlight++
    running.spent += cost
    nTrials++
    const alone = timed && cost > longShare * budget.seconds
    const share = alone ? mostForLong : mostForFirst
    const mostSeconds = timed
      ? Math.max(1, isFirst ? Math.min(left(), Math.max(shortSeconds, left() * share)) : left())
      : 1e6
    const task = { candidate, depth: depthKept, pool: [...pool], mostSeconds, alone, ...(rival && { rival }) }
    return trials.run(task).then((outcome) => () => {
      running.inFlight--
      if (timed) running.spent += (isFailure(outcome) ? outcome.seconds : secondsOf(outcome)) - cost
      if (isFailure(outcome)) {
        failures.push({ ...candidate, ...outcome })
        // what was refused or too slow once will be again
        running.closed ||= isFirst
      } else {
        running.add({ ...outcome, candidate })
        if (isFirst) widen(pool, rows, outcome.answers)
      }
    })
  }

  const underWay: Promise<() => void>[] = []
  try {
    for (;;) {
      signal?.throwIfAborted()
      while (underWay.length < (timed ? trials.threads : abreast)) {
        if (left() <= 0 || (!timed && nTrials >= budget.trials)) break
        const running = turnOf(families, expected, left())
        if (!running) break
        underWay.push(launch(running))
      }
      if (underWay.length === 0) return failures
      // where the clock does not count, results are taken in the order in which they were asked for
      const at = timed ? await firstOf(underWay) : 0
      const [take] = underWay.splice(at, 1)
      ;(await take)?.()
      const best = bestOfAll(families)
      onProgress?.({
        stage: best ? `auto: ${goal.key} ${best.value.toFixed(4)} by ${best.candidate.model}` : 'auto',
        ...(timed
          ? { done: Math.min(budget.seconds, Math.round(elapsed())), total: budget.seconds, unit: 's' }
          : { done: nTrials - underWay.length, total: budget.trials, unit: 'trials' }),
      })
    }
  } finally {
    // whoever is still under way hears of it by the signal or is ended
    for (const one of underWay) one.catch(() => {})
    await trials.close()
  }
}

/**
 * Trees learn from the end of every history what comes after it: of sessions, which are asked after every click, that is another
 * question, and of pairs without an order nothing is known that the parts do not know.
 */
const mayHaveTrees = ({ asks }: QuestionKind) => asks !== 'session' && asks !== 'items'

const benchOf = (
  { cut, goal, seed = 1, itemFeatures, memoryLimitBytes }: AutoRequest,
  rows: readonly number[],
): Workbench => ({
  ...{ cut, rows, goal, seed },
  ...(itemFeatures && { itemFeatures }),
  ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
})

/** Popularity comes first as it is cheap; where nothing can be compared it is the last resort. */
const usualFirst = ([popular, ...others]: readonly Family[]): Family[] =>
  [...others, ...(popular ? [popular] : [])].map((family) => ({ ...family, starts: family.starts.slice(0, 1) }))

const firstOf = (underWay: readonly Promise<unknown>[]) => Promise.race(underWay.map((one, at) => one.then(() => at)))

const secondsOf = ({ fitSeconds, askSeconds }: Outcome) => fitSeconds + askSeconds

/** The family whose turn it is: everybody's first, then who had least for what it promises. */
function turnOf(
  families: readonly RunningFamily[],
  expected: (running: RunningFamily) => number,
  left: number,
): RunningFamily | undefined {
  const open = families.filter((running) => running.canGoOn && expected(running) < left)
  const unseen = open.find((running) => running.isNew && expected(running) < 0.2 * left)
  if (unseen) return unseen
  const best = bestOfAll(families)?.value ?? 0
  const need = (running: RunningFamily) => (running.spent + expected(running)) / running.promise(best)
  return open.sort((a, b) => need(a) - need(b))[0]
}

const bestOfAll = (families: readonly RunningFamily[]): Trial | undefined =>
  bestOf(families.flatMap(({ best }) => best ?? []))

/** What fitting the best few again will take. */
function reserve(families: readonly RunningFamily[]): number {
  const fits = families.flatMap(({ best }) => best ?? []).sort((a, b) => b.value - a.value)
  return 1.2 * fits.slice(0, 3).reduce((sum, { fitSeconds }) => sum + fitSeconds, 0)
}

/** The best of this answer are of interest to everybody. */
function widen(pool: Uint32Array[], rows: readonly number[], answers: readonly Answer[]): void {
  for (const [q, { item, rank }] of answers.entries()) {
    const r = rows[q]!
    if (pool[r]!.length >= mostPooled) continue
    const wider = new Set<number>(pool[r])
    for (const [at, i] of item.entries()) if (rank[at]! < poolOfEach) wider.add(i)
    pool[r] = Uint32Array.from(wider).sort()
  }
}
