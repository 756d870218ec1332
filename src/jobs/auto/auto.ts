import type { Answer, Goal } from '../../evaluate/tuning/ask-model.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { Space } from '../../evaluate/tuning/space.ts'
import { suggest } from '../../evaluate/tuning/tpe.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import { algorithms, type Resolved, resolve } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { OnProgress } from '../progress.ts'
import { type Budget, defaultBudget } from './budget.ts'
import { type Choice, chooseBlend } from './choose-blend.ts'
import { type Candidate, type Family, factsOf, portfolio } from './portfolio.ts'
import { type Failure, isFailure, ownValues, runTrial, type Trial } from './trials.ts'

export interface AutoRequest {
  /** a part of train held out; nothing else is looked at */
  cut: ValidationCut
  kind: QuestionKind
  goal: Goal
  itemFeatures?: ItemFeatures
  budget?: Budget
  seed?: number
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
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
  trials: {
    model: string
    options: Readonly<Record<string, unknown>>
    value: number
    pruned: boolean
    fitSeconds: number
    askSeconds: number
  }[]
  failures: Failure[]
  seconds: number
}

/** Trials of one family, and how it goes on. */
interface Running {
  family: Family
  space: Space
  /** starts that were not tried yet */
  waiting: Candidate[]
  trials: Trial[]
  spent: number
  closed: boolean
}

/** Best trials of each family whose answers are kept for the blend. */
const keptOfEach = 2
/** A family is not searched further than this. */
const mostOfEach = 60
/** Items of each question that every later trial says something about. */
const poolOfEach = 100
const mostPooled = 400
/** Below so many questions everything is noise: the first of the portfolio that fits is taken. */
const leastQuestions = 30

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
  const { cut, kind, goal, itemFeatures, budget = defaultBudget, seed = 1, threads, signal, onProgress } = request
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  const total = 'seconds' in budget ? budget.seconds : Number.POSITIVE_INFINITY
  const mostTrials = 'trials' in budget ? budget.trials : Number.POSITIVE_INFINITY
  const random = rng(seed)
  const nQuestions = cut.trial.targets.nRows
  const rows = Array.from(shuffled(nQuestions, random))
  const pool: Uint32Array[] = Array.from({ length: nQuestions }, () => new Uint32Array(0))
  const families = portfolio(kind, factsOf(cut.train), itemFeatures).map(runningOf)
  const failures: Failure[] = []
  let nTrials = 0

  // room for fitting what is chosen, and for choosing it
  const left = () =>
    Number.isFinite(total)
      ? total - elapsed() - Math.max(0.1 * total, reserve(families)) - Math.min(15, 0.15 * total)
      : total
  const expected = ({ family, trials }: Running) => {
    if (!Number.isFinite(total)) return 1
    const recent = trials.slice(-3)
    return recent.length > 0
      ? Math.max(...recent.map(secondsOf))
      : family.roughSeconds + nQuestions * cut.train.nCols * 1.2e-8
  }

  for (;;) {
    signal?.throwIfAborted()
    if (nTrials >= mostTrials || left() <= 0) break
    const running = next(families, expected, left())
    if (!running) break
    const candidate = running.waiting.shift() ?? proposed(running, random)
    const isFirst = running.trials.length === 0
    const rival = bestOfAll([running])
    const outcome = await runTrial({
      ...{ candidate, cut, rows, goal, pool, seed, threads, itemFeatures, signal },
      rival: rival && ownValues(rival),
      mostSeconds: Number.isFinite(total) ? Math.max(1, isFirst ? left() * 0.5 : left()) : 1e6,
    })
    nTrials++
    if (isFailure(outcome)) {
      failures.push(outcome)
      running.spent += Number.isFinite(total) ? outcome.seconds : 1
      if (running.trials.length === 0 && running.waiting.length === 0) running.closed = true
      // what was refused or too slow once will be again
      if (isFirst) running.closed = true
    } else {
      running.trials.push(outcome)
      running.spent += Number.isFinite(total) ? secondsOf(outcome) : 1
      if (isFirst) widen(pool, rows, outcome.answers)
      forgetAnswers(running)
    }
    const best = bestOfAll(families)
    onProgress?.({
      stage: `auto ${candidate.model}${best ? `, best ${goal.key} ${best.value.toFixed(4)} ${best.candidate.model}` : ''}`,
      ...(Number.isFinite(total)
        ? { done: Math.min(total, Math.round(elapsed())), total, unit: 's' }
        : { done: nTrials, total: mostTrials, unit: 'trials' }),
    })
  }

  const kept = families.flatMap(({ trials }) => trials.filter(({ answers }) => answers.length > 0))
  const best = bestOfAll(families)
  if (!best)
    throw new RangeError(
      `auto: no model could be fitted: ${failures.map(({ candidate, why }) => `${candidate.model}: ${why}`).join('; ')}`,
    )
  const choice: Choice =
    nQuestions < leastQuestions
      ? {
          candidate: best.candidate,
          value: best.value,
          why: [`only ${nQuestions} questions could be held out: no blend`],
        }
      : await chooseBlend({
          kept: strongest(kept),
          cut,
          rows,
          goal,
          seed,
          secondsForFit: Math.max(1, total - elapsed()),
          signal,
        })
  return {
    resolved: { ...resolve(choice.candidate.model, choice.candidate.options), label: 'auto' },
    chosen: choice.candidate,
    why: choice.why,
    goal: goal.key,
    value: choice.value,
    questions: nQuestions,
    trials: families.flatMap(({ trials }) =>
      trials.map(({ candidate, value, pruned, fitSeconds, askSeconds }) => ({
        ...candidate,
        value,
        pruned,
        fitSeconds,
        askSeconds,
      })),
    ),
    failures,
    seconds: elapsed(),
  }
}

function runningOf(family: Family): Running {
  const { space = {} } = algorithms[family.name]!
  const searched = Object.entries(space).filter(([option]) => !Object.hasOwn(family.fixed ?? {}, option))
  return {
    family,
    space: Object.fromEntries(searched) as Space,
    waiting: family.starts.map(({ model, options }) => ({ model, options })),
    trials: [],
    spent: 0,
    closed: false,
  }
}

const secondsOf = ({ fitSeconds, askSeconds }: Trial) => fitSeconds + askSeconds

/** The family whose turn it is: everybody's first, then who had least for what it promises. */
function next(families: readonly Running[], expected: (running: Running) => number, left: number): Running | undefined {
  const open = families.filter((running) => !running.closed && expected(running) < left && canGoOn(running))
  const unseen = open.filter(({ trials }) => trials.length === 0)
  const cheap = unseen.find((running) => expected(running) < 0.2 * left)
  if (cheap) return cheap
  const best = bestOfAll(families)?.value ?? 0
  const need = (running: Running) => (running.spent + expected(running)) / promise(running, best)
  const seen = open.filter(({ trials }) => trials.length > 0)
  return [...seen, ...unseen].sort((a, b) => need(a) - need(b))[0]
}

function canGoOn({ waiting, space, trials }: Running): boolean {
  return waiting.length > 0 || (Object.keys(space).length > 0 && trials.length < mostOfEach)
}

/** What a second for this family is worth: as much as it is near the best, less when it has come to rest. */
function promise({ trials }: Running, best: number): number {
  const own = bestOf(trials)
  if (!own || best <= 0) return 1
  const near = Math.max(0.1, Math.exp(-(best - own.value) / (0.08 * best)))
  const since = trials.length - 1 - trials.indexOf(own)
  return near * (since >= 10 ? 0.3 : 1)
}

function proposed({ family, space, trials }: Running, random: () => number): Candidate {
  const tried = trials.map(({ resolved, value }) => ({ point: resolved.options, value }))
  const base = bestOf(trials)
  const point = suggest(space, tried, random)
  // what is not searched stays as it is in the best
  const kept = Object.entries(base?.resolved.options ?? {}).filter(([option]) => !Object.hasOwn(space, option))
  return { model: family.name, options: { ...Object.fromEntries(kept), ...family.fixed, ...point } }
}

const bestOf = (trials: readonly Trial[]): Trial | undefined =>
  trials
    .filter(({ pruned }) => !pruned)
    .reduce<Trial | undefined>((best, one) => (best && best.value >= one.value ? best : one), undefined)

const bestOfAll = (families: readonly Running[]): Trial | undefined =>
  bestOf(families.flatMap(({ trials }) => bestOf(trials) ?? []))

/** Blends are made of so many at most. */
const strongest = (trials: readonly Trial[]) => [...trials].sort((a, b) => b.value - a.value).slice(0, 14)

/** What fitting the best few again will take. */
function reserve(families: readonly Running[]): number {
  const fits = families.flatMap(({ trials }) => bestOf(trials) ?? []).sort((a, b) => b.value - a.value)
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

/** Answers take room: only those of the best are kept. */
function forgetAnswers({ trials }: Running): void {
  const ranked = trials.filter(({ answers }) => answers.length > 0).sort((a, b) => b.value - a.value)
  for (const trial of ranked.slice(keptOfEach)) trial.answers = []
}
