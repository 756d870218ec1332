import { Fault } from '../../contract/fault.ts'
import type { Evaluation, ShopProtocol } from '../../evaluate/document.ts'
import type { RunFigure, Store, StoredRun } from '../../store/store.ts'
import { ownVersion } from '../own-version.ts'
import type { OnProgress } from '../progress.ts'
import { type EvaluateRequest, evaluate } from './evaluate.ts'

export interface ReplayRequest {
  store: Store
  dataDir: string
  /** name of a run, as the leaderboard lists it */
  run: string
  threads?: number
  reportFile?: string
  signal?: AbortSignal
  onProgress?: OnProgress
}

export interface Replay extends Evaluation<ShopProtocol> {
  replay: {
    of: string
    /** the same test and, to the last bit, the same figures */
    same: boolean
    /** figures that came out otherwise: "ials ndcg@10: .1234, was .1235" */
    differs: string[]
    /** what is not the same as it was then, and may be why */
    changed: string[]
  }
}

/**
 * Makes an evaluation again from what was kept of it: the same snapshot, cut, models, options and seed. No new run is kept.
 * @throws Fault  not-found: no such run, or its snapshot is gone; and as evaluate
 */
export async function replay({ store, dataDir, run, ...also }: ReplayRequest): Promise<Replay> {
  const then = await store.run(run)
  if (!then) throw new Fault('not-found', `replay: got ${run}, want a run that osusume leaderboard lists`)
  const evaluation = await evaluate({
    ...(then.request as Omit<EvaluateRequest, 'store' | 'dataDir'>),
    store,
    dataDir,
    snapshot: then.snapshot,
    keep: false,
    ...also,
  })
  const differs = differences(then.results, evaluation.results)
  const changed = await changes(then, evaluation, store)
  const sameTest = evaluation.protocol.splitHash === then.protocol.splitHash
  return { ...evaluation, replay: { of: run, same: sameTest && differs.length === 0, differs, changed } }
}

type Figures = readonly { model: string; metrics: Record<string, RunFigure> }[]

/** Figures that are not the same numbers, each in a line. */
export function differences(then: Figures, now: Figures): string[] {
  return then.flatMap(({ model, metrics }) => {
    const again = now.find((result) => result.model === model)?.metrics ?? {}
    return Object.entries(metrics).flatMap(([key, was]) => {
      const is = again[key]
      const same = is && (['value', 'low', 'high'] as const).every((part) => equal(is[part], was[part]))
      return same ? [] : [`${model} ${key}: ${is?.value ?? 'missing'}, was ${was.value}`]
    })
  })
}

/** NaN is kept as null. */
const equal = (a: number | null, b: number | null) => a === b || (!Number.isFinite(a ?? Number.NaN) && b === null)

async function changes(then: StoredRun, { protocol }: Evaluation<ShopProtocol>, store: Store): Promise<string[]> {
  const version = ownVersion()
  return [
    ...(version === then.version ? [] : [`osusume is ${version}, was ${then.version}`]),
    ...((await store.catalogueVersion()) === then.catalogueVersion ? [] : ['products have changed since']),
    ...(protocol.splitHash === then.protocol.splitHash ? [] : ['another test came out of the same cut']),
  ]
}
