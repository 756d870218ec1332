import type { GateConfig } from '../../evaluate/gate/gate-config.ts'
import { type Answers, judge, type Role } from '../../evaluate/gate/judge.ts'
import { LastViewed } from '../../evaluate/gate/last-viewed.ts'
import { type GateVerdict, verdictOf } from '../../evaluate/gate/verdict.ts'
import { parseMetric } from '../../evaluate/metric-at-k.ts'
import { scoreUsers } from '../../evaluate/score-users.ts'
import type { Trial } from '../../evaluate/trial.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import { fitModel } from '../../model/fit.ts'
import { type Interactions, takeInteractions } from '../../model/interactions.ts'
import type { Model } from '../../model/model.ts'
import { type Csr, csrFrom, takeRows } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import { segmentsIn } from '../../prepare/segments.ts'
import type { ModelVersion, Store } from '../../store/store.ts'
import { featuresFor } from '../features/item-features.ts'
import { peopleFor, peopleLike } from '../features/user-features.ts'
import type { OnProgress } from '../progress.ts'
import { entriesThat } from './bought-pairs.ts'
import { type GateQuestions, gateQuestions } from './gate-questions.ts'
import { guardRails } from './guard-rails.ts'

/** Places of a list that coverage is measured on. */
const listLength = 10

export interface GateRequest {
  store: Store
  config: GateConfig
  force: boolean
  /** the recipe, and the model that was fitted by it to everything */
  candidate: Resolved
  model: Model
  /** what it was fitted to, and which of its entries were purchases */
  users: Vocabulary
  items: Vocabulary
  histories: Interactions
  bought: Uint8Array
  clean: CleanEvents
  /** what `clean` was prepared by */
  prepared: PrepareConfig
  /** whether wholesale buyers are a segment of their own */
  hasSegments: boolean
  kernels: Kernels
  /** a folder with a text model, for recipes that read embeddings */
  embeddings?: string | undefined
  seed: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/**
 * May this model replace the live one? Its recipe, the live model's recipe and the simple lists are fitted to the same
 * past and asked the same questions, about the newest weeks or whatever else suits the data (gate-questions.ts). So the comparison is of recipes on equal data; the live model's file has seen
 * the weeks in question and would win by having read the answers.
 *
 * Costs a second fit of the candidate, one of the live recipe where it is another, and five lists or fewer for each of at
 * most `maxTestUsers` customers.
 */
export async function gate(request: GateRequest): Promise<GateVerdict> {
  const { store, config, candidate, clean, prepared, seed, signal } = request
  const started = performance.now()
  const live = await store.published()
  const liveRecipe = live && recipeOf(live)
  const sameRecipe = liveRecipe !== undefined && isSame(liveRecipe, candidate)
  const questions = gateQuestions(config, clean, prepared.weights, seed)
  const { split, why, holdoutDays, rows } = questions
  const judgement =
    rows.length < config.minTestUsers
      ? undefined
      : await judgeOn(questions, request, sameRecipe ? undefined : liveRecipe)
  signal?.throwIfAborted()
  const rails = await guardRails({
    ...request,
    bought: entriesThat(request.histories, (at) => request.bought[at] === 1),
    year: new Date(clean.timeMs.at(-1) ?? 0).getUTCFullYear(),
  })
  return verdictOf(
    {
      model: candidate.label,
      goal: config.goal,
      margin: config.margin,
      split,
      why,
      ...(holdoutDays !== undefined && { holdoutDays }),
      testUsers: rows.length,
      minTestUsers: config.minTestUsers,
      ...(live && { live: live.version }),
      sameRecipe,
      ...(judgement && { judgement }),
      rails: [...(judgement ? [judgement.coverage] : []), ...rails],
      seconds: (performance.now() - started) / 1000,
    },
    request,
  )
}

async function judgeOn(questions: GateQuestions, request: GateRequest, live: Resolved | undefined) {
  const { store, config, candidate, kernels, seed, signal, onProgress } = request
  const { items, everyone, askers, rows, trial, learntUntilMs } = questions
  const popular = resolve('popular')
  const segmentOf = request.hasSegments ? segmentsIn(questions.clean, questions.learnt) : undefined
  const recipes = [candidate, popular, ...(live ? [live] : [])]
  const { userFeatures, people } = await peopleFor(
    recipes,
    everyone.ids,
    store,
    request.prepared,
    learntUntilMs,
    segmentOf,
  )
  const train = userFeatures ? { ...questions.train, userFeatures } : questions.train
  const histories =
    trial.histories === questions.train
      ? train
      : { ...trial.histories, ...(await peopleLike(people, askers, store, segmentOf)) }
  const features = await featuresFor(recipes, items, () => store.allItems(), {
    config: request.prepared,
    embeddings: request.embeddings,
    signal,
  })
  const goal = parseMetric(config.goal)
  const wanted = goal.k < listLength ? [goal, parseMetric(`ndcg@${listLength}`)] : [goal]

  const watch = (stage: string) => ({
    ...(signal && { signal }),
    onProgress: (done: number, total: number) => onProgress?.({ stage, done, total, unit: 'steps' }),
  })
  const fitted = (resolved: Resolved) =>
    fitModel(resolved, train, { kernels, seed, ...features, ...watch(`gate: train ${resolved.label}`) })
  const ask = async (label: string, model: Model, of: Trial, whose: Uint32Array): Promise<Answers> => {
    const { perUser, lists } = await scoreUsers(model, of, whose, wanted, { seed, ...watch(`gate: ask ${label}`) })
    return { model: label, goal: perUser.get(goal.key) as Float64Array, lists }
  }
  const asServed = { ...trial, histories }
  const other = async (role: Role, label: string, model: Model) => ({
    role,
    ...(await ask(label, model, asServed, rows)),
  })

  const model = await fitted(candidate)
  const answers = await ask(candidate.label, model, asServed, rows)
  const others = [
    await other('popular', popular.label, await fitted(popular)),
    await other('last-viewed', 'last-viewed', new LastViewed(items.size)),
    ...(live ? [await other('live', live.label, await fitted(live))] : []),
  ]
  const { own, stranger } = whoseHistory(asServed, rows, seed)
  const everyRow = Uint32Array.from(rows.keys())
  const whose = {
    own: await ask(candidate.label, model, own, everyRow),
    stranger: await ask(candidate.label, model, stranger, everyRow),
  }
  return judge(answers, others, whose, config, { nItems: items.size, k: listLength, seed })
}

/**
 * The same questions twice, with everyone's own history and with that of another of these customers. What either of the
 * two has bought is left out of both: lists may differ by whose history is read, and by nothing else.
 */
function whoseHistory({ histories, targets, exclude }: Trial, users: Uint32Array, seed: number) {
  const order = shuffled(users.length, rng(seed))
  const others = new Uint32Array(users.length)
  order.forEach((at, k) => {
    others[at] = users[order[(k + 1) % order.length]!]!
  })
  const same = {
    targets: takeRows(targets, users),
    ...(exclude && { exclude: union(takeRows(exclude, users), takeRows(exclude, others)) }),
  }
  return {
    own: { histories: takeInteractions(histories, users), ...same } satisfies Trial,
    stranger: { histories: takeInteractions(histories, others), ...same } satisfies Trial,
  }
}

function union(a: Csr, b: Csr): Csr {
  const rowOf = (m: Csr) =>
    Array.from({ length: m.nRows }, (_, r) => new Array<number>(m.rowStart[r + 1]! - m.rowStart[r]!).fill(r)).flat()
  const row = Uint32Array.from([...rowOf(a), ...rowOf(b)])
  return csrFrom(a.nRows, a.nCols, row, Uint32Array.from([...a.column, ...b.column]), undefined, 'max')
}

/** How the live model was made; undefined when this release knows no such algorithm or option any more. */
function recipeOf({ algorithm, options }: ModelVersion): Resolved | undefined {
  try {
    return resolve(algorithm, options)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const isSame = (a: Resolved, b: Resolved) =>
  a.algorithm.name === b.algorithm.name && sorted(a.options) === sorted(b.options)

const sorted = (options: Readonly<Record<string, unknown>>) =>
  JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)))
