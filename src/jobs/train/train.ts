import { createHash, randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { GateConfig } from '../../evaluate/gate/gate-config.ts'
import type { GateVerdict } from '../../evaluate/gate/verdict.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import { fitModel } from '../../model/fit.ts'
import { type Interactions, takeInteractions } from '../../model/interactions.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import type { ConfigInput } from '../../prepare/parse-config.ts'
import { interactionMatrix } from '../../prepare/weights.ts'
import type { Store } from '../../store/store.ts'
import { asBadRequest } from '../as-bad-request.ts'
import { chooseForShop } from '../auto/choose-for-shop.ts'
import { type AutoReport, autoLabel } from '../auto/resolve-auto.ts'
import { featuresFor } from '../features/item-features.ts'
import { peopleFor, segmentsOfSnapshot } from '../features/user-features.ts'
import { ensurePrepared } from '../prepare/prepare.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import { boughtPairs } from './bought-pairs.ts'
import { gate } from './gate.ts'
import { readGateFile } from './gate-file.ts'
import { gateQuestions } from './gate-questions.ts'
import { writeModelFile } from './model-file.ts'
import { liveToUpdate, type Updated } from './update-live.ts'

export interface TrainReport {
  version: string
  /** the algorithm, with its variant when one was named */
  model: string
  options: Record<string, unknown>
  seed: number
  published: boolean
  /** where it began, or why it did not; missing when it was not asked to */
  updated?: Updated
  /** what the gate decided; missing when it was not asked */
  gate?: GateVerdict
  /** what `auto` chose and why */
  auto?: AutoReport
  /** sha256 of the model file: equal for equal data, configuration and seed */
  hash: string
  snapshot: string
  users: number
  items: number
  interactions: number
  sizeBytes: number
  fitSeconds: number
  seconds: number
}

export interface TrainRequest {
  store: Store
  dataDir: string
  /** an algorithm of model/algorithms.ts, with a variant after a colon, or `auto` */
  model?: string
  /** of the algorithm; what is not named keeps its default */
  options?: Record<string, unknown>
  /** how long `auto` may choose */
  budget?: Budget
  seed?: number
  threads?: number
  /** begin at the live model, where it is of the same recipe and the algorithm can (update-live.ts) */
  update?: boolean
  publish?: boolean
  /**
   * what the model must show before it is published; gate.json of the data folder, or the defaults, when not given, so that
   * nobody forgets it; false: published unseen
   */
  gate?: GateConfig | false
  /** publish whatever the gate says */
  force?: boolean
  config?: ConfigInput
  /** a folder with a text model, for models that read embeddings: text-embedder.ts */
  embeddings?: string
  signal?: AbortSignal
  onProgress?: OnProgress
  /** milliseconds since 1970 */
  now?: () => number
}

/**
 * From the log to a model version that answers: prepares what is not prepared, fits, writes the version's file, notes it
 * in the store and publishes it, in that order, if the gate lets it. Stopped or failing anywhere it leaves the store as it was and no file.
 *
 * @throws Fault bad-request  an unknown algorithm or option; bad-data when nothing is left to learn from; cancelled
 */
export async function train(request: TrainRequest): Promise<TrainReport> {
  const { store, dataDir, seed = 1, signal, onProgress, now = Date.now } = request
  const startedMs = now()
  const named =
    request.model === autoLabel
      ? undefined
      : asBadRequest('model', () => resolve(request.model ?? 'ials', request.options))
  const limits = request.gate === undefined ? await readGateFile(dataDir) : request.gate
  const snapshot = await ensurePrepared({
    store,
    dataDir,
    ...(request.config && { config: request.config }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const { clean, config } = snapshot
  const { weights } = config
  // Ages count from the newest event, not from the clock: training again tomorrow gives the same model.
  const weighedMs = clean.timeMs.at(-1) ?? 0
  const all = interactionMatrix(clean, weights, { nowMs: weighedMs })
  const erased = await store.erasures()
  const { users, matrix } = withoutErased(all.users, all.matrix, erased)
  const items = all.items
  const merges = await store.merges()
  if (matrix.column.length === 0)
    throw new Fault('bad-data', 'nothing to learn from: no event of a known user with a product is left after cleaning')

  const { resolved, auto } = named ? { resolved: named } : await chosen(request, limits, clean, config)
  const { label, algorithm, options } = resolved
  const version = versionName(startedMs)
  const file = join('models', `${version}.osm`)
  const kernels = await openKernels(request.threads === undefined ? {} : { threads: request.threads })
  try {
    const fitStartedMs = now()
    const context = {
      kernels,
      seed,
      ...(await featuresFor([resolved], items, () => store.allItems(), {
        config,
        embeddings: request.embeddings,
        signal,
      })),
      ...(signal && { signal }),
      onProgress: (done: number, total: number) => onProgress?.({ stage: 'train', done, total, unit: 'steps' }),
    }
    const segmentOf = segmentsOfSnapshot(snapshot, users)
    const { userFeatures, people } = await peopleFor([resolved], users.ids, store, config, weighedMs, segmentOf)
    const known = userFeatures ? { ...matrix, userFeatures } : matrix
    const live = request.update ? await liveToUpdate({ store, dataDir, resolved, items, erased, kernels }) : undefined
    const model = await asBadRequest('model', () => fitModel(resolved, known, context, live?.model))
    const fitSeconds = (now() - fitStartedMs) / 1000
    signal?.throwIfAborted()
    const bought = boughtPairs(clean, users, items, matrix)
    const wanted = request.publish !== false
    const verdict =
      wanted && limits
        ? await gate({
            store,
            config: limits,
            force: request.force === true,
            candidate: resolved,
            model,
            users,
            items,
            histories: known,
            bought,
            clean,
            prepared: config,
            hasSegments: segmentOf !== undefined,
            kernels,
            embeddings: request.embeddings,
            seed,
            ...(signal && { signal }),
            ...(onProgress && { onProgress }),
          })
        : undefined
    const { sizeBytes, sha256: hash } = await writeModelFile(join(dataDir, file), {
      algorithm: algorithm.name,
      options,
      seed,
      snapshot: snapshot.name,
      untilSeq: snapshot.untilSeq,
      weighing: config,
      standsFor: snapshot.standsFor,
      merges,
      weighedMs,
      ...(people && { people }),
      model,
      users,
      items,
      histories: matrix,
      bought,
    })
    try {
      signal?.throwIfAborted()
      await store.addModel({
        version,
        createdMs: startedMs,
        algorithm: label,
        options,
        seed,
        snapshot: snapshot.name,
        hash,
        file,
        ...((verdict || live) && {
          report: { ...(verdict && { gate: verdict }), ...(live && { updated: live.updated }) },
        }),
      })
    } catch (error) {
      await rm(join(dataDir, file), { force: true })
      throw error
    }
    const published = wanted && (!verdict || verdict.decision === 'promoted' || verdict.forced)
    if (published) await store.publish(version, now())
    return {
      version,
      model: label,
      options,
      seed,
      published,
      ...(live && { updated: live.updated }),
      ...(verdict && { gate: verdict }),
      hash,
      snapshot: snapshot.name,
      users: users.size,
      items: items.size,
      interactions: matrix.column.length,
      sizeBytes,
      fitSeconds,
      ...(auto && { auto }),
      seconds: (now() - startedMs) / 1000,
    }
  } finally {
    await kernels.close()
  }
}

/** What `auto` would have live; what the gate will ask about is left to the gate. */
async function chosen(
  request: TrainRequest,
  limits: GateConfig | false,
  clean: CleanEvents,
  config: PrepareConfig,
): Promise<{ resolved: Resolved; auto?: AutoReport }> {
  const { store, embeddings, budget, seed = 1, threads, signal, onProgress } = request
  return chooseForShop({
    ...{ store, clean, config, seed },
    ...(limits && { learnable: gateQuestions(limits, clean, config.weights, seed).learnt }),
    ...(embeddings !== undefined && { embeddings }),
    ...(budget && { budget }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
}

/** Sortable by time to the second, unique by chance beyond it: 20261123-143501-9f3c. */
function versionName(nowMs: number): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return `${time}-${randomBytes(2).toString('hex')}`
}

/** A snapshot may be older than somebody's wish to be forgotten; a model must not be. */
function withoutErased(
  users: Vocabulary,
  matrix: Interactions,
  erased: ReadonlySet<string>,
): { users: Vocabulary; matrix: Interactions } {
  if (erased.size === 0) return { users, matrix }
  const rows = users.ids.flatMap((id, row) => (erased.has(createHash('sha256').update(id).digest('hex')) ? [] : [row]))
  if (rows.length === users.size) return { users, matrix }
  return { users: new Vocabulary(rows.map((row) => users.ids[row] as string)), matrix: takeInteractions(matrix, rows) }
}
