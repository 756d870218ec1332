import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import type { Item } from '../../contract/item.ts'
import { parseEvent } from '../../contract/parse-event.ts'
import type { RecommendationAnswer, RecommendationRequest } from '../../contract/recommendation.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { Catalogue } from '../../recommend/catalogue.ts'
import { Recommender } from '../../recommend/recommender.ts'
import type { Store } from '../../store/store.ts'
import { personFor } from '../features/user-features.ts'
import { readModelFile } from '../train/model-file.ts'
import { CandidateMaker } from './candidate-maker.ts'
import { type Appended, groupAppend } from './group-append.ts'
import { type LookAmong, openCandidates } from './look-among.ts'
import { personHistory } from './person-history.ts'
import { WholePerson } from './whole-person.ts'

/** Where a running shop says what happened to it; pino's shape. */
export interface Log {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface LiveOptions {
  store: Store
  dataDir: string
  threads?: number
  /** how one person's best items are found without scoring all; missing: all are scored */
  lookAmong?: LookAmong
  log?: Log
  /** milliseconds since 1970 */
  now?: () => number
  /** how often another process's work is looked for; 0 = only when `refresh` is called */
  pollMs?: number
}

/** A shop at work: what is stored, the published model over it, and every change of either felt by the next answer. */
export interface Live {
  readonly store: Store
  readonly dataDir: string
  /** The version that answers; undefined before the first is published. */
  readonly version: string | undefined
  /** @throws Fault not-ready while no model is published; bad-request for a request that makes no sense */
  recommend(request: RecommendationRequest): Promise<RecommendationAnswer>
  /** Stores events; when it resolves they are on disk and the next answer knows them. */
  append(events: readonly Event[]): Promise<Appended>
  putItems(items: readonly Item[]): Promise<void>
  deleteItem(id: string): Promise<boolean>
  /** Forgets a user: store, and the trained history of whatever model is loaded. */
  deleteUser(id: string): Promise<boolean>
  /** These two are one person from the next answer on. False when that was known. */
  mergeUsers(one: string, other: string): Promise<boolean>
  /** Takes it back. False when nobody had said so. */
  unmergeUsers(one: string, other: string): Promise<boolean>
  /** Looks for a newly published model, a changed catalogue, new erasures. Never fails: what is wrong is logged. */
  refresh(): Promise<void>
  /** Stops polling and frees the kernels. The store stays open: who opened it closes it. */
  close(): Promise<void>
}

/**
 * Opens the published model over the store.
 * @throws Fault corrupt, not-found  when the published model's file is damaged or gone: a server must not start without
 *         the model it is believed to serve. (At a later swap the old model stays and the log says why.)
 */
export async function openLive(options: LiveOptions): Promise<Live> {
  const { store, dataDir, log, now = Date.now, pollMs = 1000 } = options
  // One person's answer is worked out where it is asked; more threads would wait for nothing.
  const kernels = await openKernels({ threads: options.threads ?? 1 })
  const candidates = options.lookAmong && (await openCandidates(kernels, options.lookAmong).catch(closing))
  const maker = candidates && new CandidateMaker(candidates, log)
  const catalogue = new Catalogue()
  let catalogueVersion = -1
  let reloadAfterMs = 0
  let reloadAnywayMs = Number.POSITIVE_INFINITY
  let recommender: Recommender | undefined
  let refused: string | undefined
  let erased: ReadonlySet<string> = new Set()
  let persons: WholePerson | undefined
  const append = groupAppend(store)

  const loadCatalogue = async () => {
    const version = await store.catalogueVersion()
    if (version === catalogueVersion && now() < reloadAnywayMs) return
    const startedMs = now()
    catalogue.replace(await store.allItems())
    catalogueVersion = version
    reloadAnywayMs = Number.POSITIVE_INFINITY
    // A catalogue that changes all the time may cost a tenth of it, not all: our own changes do not wait for this.
    reloadAfterMs = now() + 10 * (now() - startedMs)
  }

  const loadMerges = async () => {
    if (recommender) persons = new WholePerson(recommender.trained, await store.merges())
  }

  const loadModel = async () => {
    const published = await store.published()
    if (!published || published.version === recommender?.trained.version || published.version === refused) return
    try {
      const trained = await readModelFile(join(dataDir, published.file), published.version, kernels)
      const next = new Recommender(trained, catalogue)
      await warmUp(next)
      recommender = next
      await loadMerges()
      maker?.makeFor(next)
      refused = undefined
      log?.info({ model: published.version }, 'model loaded')
    } catch (error) {
      refused = published.version
      throw error
    }
  }

  /** Keeps a change of our own from being taken for another process's, which would mean reading everything again. */
  const changing = async <T>(change: () => Promise<T>): Promise<T> => {
    const before = await store.catalogueVersion()
    const made = await change()
    const after = await store.catalogueVersion()
    if (before === catalogueVersion && after === before + 1) catalogueVersion = after
    return made
  }

  let refreshing: Promise<void> | undefined
  const refresh = () => {
    refreshing ??= (async () => {
      try {
        erased = await store.erasures()
        await loadMerges()
        if (now() >= reloadAfterMs) await loadCatalogue()
        await loadModel()
      } catch (error) {
        log?.error({ err: error }, `kept ${recommender?.trained.version ?? 'no model'}: ${(error as Error).message}`)
      } finally {
        refreshing = undefined
      }
    })()
    return refreshing
  }

  try {
    erased = await store.erasures()
    await loadCatalogue()
    await loadModel()
  } catch (error) {
    await kernels.close()
    throw error
  }
  const timer = pollMs > 0 ? setInterval(refresh, pollMs).unref() : undefined

  return {
    store,
    dataDir,
    get version() {
      return recommender?.trained.version
    },

    async recommend(request) {
      if (!recommender)
        throw new Fault('not-ready', 'no model is published yet: osusume train makes one and publishes it')
      const at = recommender
      const nowMs = now()
      const { row, stored } = await personHistory({ store, persons, isErased }, at.trained, request)
      const given = (request.events ?? []).map((event, i) => {
        try {
          return parseEvent(event, { nowMs, makeId: randomUUID, person: {} })
        } catch (error) {
          throw error instanceof Fault ? new Fault(error.code, `events.${i}.${error.message}`) : error
        }
      })
      const asks = request.user !== undefined && isErased(request.user) ? undefined : request.user
      const members = asks === undefined ? [] : (persons?.members(asks) ?? [asks])
      const person = await personFor(at.trained, asks, members, store)
      return at.recommend(request, { id: randomUUID(), userRow: row, events: together(given, stored), ...person })
    },

    async append(events) {
      const unheard = new Set<string>()
      for (const { item } of events) if (item !== undefined && catalogue.position(item) < 0) unheard.add(item)
      if (unheard.size === 0) return append(events)
      // Events alone make an item known, with no more than its id. Should another process have described it at this very
      // moment, the reading within a minute finds out.
      const appended = await changing(() => append(events))
      for (const id of unheard) if (catalogue.position(id) < 0) catalogue.put({ id })
      reloadAnywayMs = Math.min(reloadAnywayMs, now() + 60_000)
      return appended
    },

    async putItems(items) {
      await changing(() => store.putItems(items))
      for (const item of items) catalogue.put(item)
    },

    async deleteItem(id) {
      const was = await changing(() => store.deleteItem(id))
      catalogue.remove(id)
      return was
    },

    async deleteUser(id) {
      const was = await store.deleteUser(id)
      erased = await store.erasures()
      await loadMerges()
      return was
    },

    async mergeUsers(one, other) {
      const isNew = await store.mergeUsers(one, other)
      await loadMerges()
      return isNew
    },

    async unmergeUsers(one, other) {
      const was = await store.unmergeUsers(one, other)
      await loadMerges()
      return was
    },

    refresh,

    async close() {
      clearInterval(timer)
      await refreshing
      await maker?.stop()
      await kernels.close()
    },
  }

  async function closing(error: unknown): Promise<never> {
    await kernels.close()
    throw error
  }

  function isErased(user: string): boolean {
    return erased.size > 0 && erased.has(createHash('sha256').update(user).digest('hex'))
  }
}

/** Events of two sources, one that came by both counted once. */
function together(some: readonly Event[], others: readonly Event[]): Event[] {
  const ids = new Set(some.map(({ id }) => id))
  return [...some, ...others.filter(({ id }) => !ids.has(id))]
}

/** The first answers of a model are slow, as code is compiled and norms are worked out: better ours than a shopper's. */
async function warmUp(recommender: Recommender): Promise<void> {
  const { users, items } = recommender.trained
  for (const [userRow, user] of users.ids.slice(0, 20).entries())
    await recommender.recommend({ user }, { id: '', userRow, events: [] })
  await recommender.recommend({ kind: 'similar', items: items.ids.slice(0, 1) }, { id: '', userRow: -1, events: [] })
}
