import { availableParallelism } from 'node:os'
import type { Answer } from '../../evaluate/tuning/ask-model.ts'
import { defaultBudget } from '../trials/budget.ts'
import { type Candidate, type Failure, isFailure, type Outcome } from '../trials/run-trial.ts'
import { TrialPool } from '../trials/trial-pool.ts'
import { type AutoRequest, benchOf } from './auto-request.ts'
import type { Trial } from './choose-blend.ts'
import { bestOf, type RunningFamily } from './running-family.ts'
import { mayHaveTrees } from './trees-upon.ts'

/** Items of each answer that are kept. */
const depthKept = 150
/** Items of each question that every later trial says something about: so many of the best of each family. */
const poolOfEach = 100
const mostPooled = 400
/** Of the time so much is left for trees upon the blend: trying them, and fitting them for good. */
const shareForTrees = 0.2
/** A family whose first trial takes more than this share of what is left is too slow to be searched. */
const mostForFirst = 0.35
/** Unless it takes no longer than this. */
const shortSeconds = 20
/** A fit that will take more than this share of the budget has all cores to itself, and more of what is left. */
const [longShare, mostForLong] = [0.1, 0.5]
/** Trials under way at a time where the budget is in trials: whatever the number of cores, so that they do not decide. */
const abreast = 2

/**
 * Tries candidates until the budget is used up or nothing is left to try: everybody's first, then of the family that had least
 * time for what it promises. What came of them is in the families.
 *
 * @param rows     questions, in the order in which they are asked
 * @param random   all chance
 * @param elapsed  seconds since the whole choice began
 * @returns        what could not be fitted, and why
 * @throws signal.reason
 */
export async function searchFamilies(
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

/** The best trial of any of them. */
export const bestOfAll = (families: readonly RunningFamily[]): Trial | undefined =>
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
