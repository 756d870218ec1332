import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { Planted } from '../../simulate/dirt.ts'
import type { LiftShare } from '../../simulate/lift.ts'
import { rawMapping } from '../../simulate/raw-mapping.ts'
import { shopName } from '../../simulate/shop-words.ts'
import { demoShop, type SimulateOptions, simulateShop } from '../../simulate/simulate-shop.ts'
import { asFault } from '../../store/file-fault.ts'
import type { Store } from '../../store/store.ts'
import { type Evaluation, evaluate, type ShopProtocol } from '../evaluate/evaluate.ts'
import { type ImportReport, importFile } from '../import/import-file.ts'
import { openLive } from '../live/live.ts'
import { type PrepareReport, prepare } from '../prepare/prepare.ts'
import type { OnProgress } from '../progress.ts'
import { type TrainReport, train } from '../train/train.ts'
import { writeRawFile } from './demo-file.ts'
import { measureLift } from './demo-lift.ts'
import { type DemoPerson, demoPeople } from './demo-people.ts'

/** What each stage of the road has to tell when it is done, in order. */
export type DemoStage =
  | { stage: 'simulate'; file: string; lines: number; customers: number; products: number; planted: Planted }
  | { stage: 'import'; report: ImportReport }
  | { stage: 'prepare'; report: PrepareReport }
  | { stage: 'evaluate'; report: Evaluation<ShopProtocol> }
  | { stage: 'train'; report: TrainReport }
  | { stage: 'lift'; lift: LiftShare }

export interface DemoReport {
  shopName: string
  seed: number
  people: DemoPerson[]
  lift: LiftShare
  /** false: the whole road was just walked; true: it had been walked in this folder before */
  reused: boolean
  stages: DemoStage[]
  seconds: number
}

export interface DemoRequest {
  store: Store
  dataDir: string
  seed: number
  shop?: Omit<SimulateOptions, 'seed'>
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
  onStage?: (stage: DemoStage) => void
  /** milliseconds since 1970 */
  now?: () => number
}

/** What `osusume train` trains when told nothing else: the demo shows the defaults. */
const model = 'ials'

/** Customers who are asked for the lift share: enough for an interval of a few points. */
const askedForLift = 1000
const peopleToPlay = 4

/**
 * The whole road on a simulated shop, each stage through the door a real shop would use: a raw file is written and
 * imported, the catalogue is put, the log is prepared, models are compared, one is trained and published, and its answers
 * are held against the truth that only the simulator knows. A folder in which the road was walked to its end is left as
 * it is; one in which it was interrupted is walked again, which loses and doubles nothing.
 *
 * @throws Fault conflict  the folder holds the demo of another seed; cancelled, and whatever a stage throws
 */
export async function demo(request: DemoRequest): Promise<DemoReport> {
  const { store, dataDir, seed, shop: size = demoShop, signal, onProgress, onStage, now = Date.now } = request
  const startedMs = now()
  const memory = join(dataDir, 'demo.json')
  const before = await remembered(memory)
  if (before && before.seed !== seed)
    throw new Fault(
      'conflict',
      `${dataDir} holds the demo of seed ${before.seed}, not of ${seed}; give another folder with --data, or that seed`,
    )
  if (before && (await store.published())) return { ...before, reused: true, seconds: (now() - startedMs) / 1000 }
  if (!before && (await store.countEvents()) > 0 && !(await onlyTheDemo(store)))
    throw new Fault('conflict', `${dataDir} holds a shop already; the demo wants a folder of its own: --data DIR`)

  const stages: DemoStage[] = []
  const told = (stage: DemoStage) => {
    signal?.throwIfAborted()
    stages.push(stage)
    onStage?.(stage)
  }
  const road = { store, dataDir, ...(signal && { signal }), ...(onProgress && { onProgress }) }
  const threads = request.threads === undefined ? {} : { threads: request.threads }

  const shop = simulateShop(
    { ...size, seed },
    {
      onProgress: (done, total) => onProgress?.({ stage: 'simulate', done, total, unit: 'customers' }),
    },
  )
  const file = join(dataDir, rawFileName)
  await writeRawFile(file, shop.lines, signal)
  told({
    stage: 'simulate',
    file,
    lines: shop.lines.length,
    customers: shop.visitors.length,
    products: shop.catalogue.products.length,
    planted: shop.planted,
  })
  told({ stage: 'import', report: await importFile({ ...road, file, mapping: rawMapping, nowMs: now }) })
  // What no export of sales knows: descriptions, colours, and what is sold out. As PUT /v1/items would.
  await store.putItems(shop.catalogue.products.map(({ item }) => item))
  told({ stage: 'prepare', report: await prepare(road) })
  told({
    stage: 'evaluate',
    report: await evaluate({
      ...road,
      ...threads,
      seed,
      models: ['popular', 'item-knn:bm25', model],
      metrics: ['ndcg@10', 'recall@10', 'hr@10'],
      reportFile: join(dataDir, 'evaluation.html'),
    }),
  })
  told({
    stage: 'train',
    report: await train({ ...road, ...threads, seed, model }),
  })
  const live = await openLive({ store, dataDir, pollMs: 0, ...threads })
  const lift = await measureLift(shop, live, {
    most: askedForLift,
    seed,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  }).finally(() => live.close())
  told({ stage: 'lift', lift })

  const report = { shopName, seed, people: demoPeople(shop, peopleToPlay), lift, stages }
  await remember(memory, report)
  return { ...report, reused: false, seconds: (now() - startedMs) / 1000 }
}

const rawFileName = 'komorebi-2025.csv.gz'

type Remembered = Omit<DemoReport, 'reused' | 'seconds'>

/** What an earlier run left; undefined when it did not come to its end, or what it left cannot be read. */
async function remembered(path: string): Promise<Remembered | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Remembered
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw asFault(error, path)
  }
}

async function remember(path: string, report: Remembered): Promise<void> {
  try {
    await writeFile(`${path}.tmp`, `${JSON.stringify(report, null, 1)}\n`)
    await rename(`${path}.tmp`, path)
  } catch (error) {
    throw asFault(error, path)
  }
}

/** Whether all that is stored came from an interrupted demo. */
async function onlyTheDemo(store: Store): Promise<boolean> {
  const imports = await store.imports()
  return imports.length > 0 && imports.every(({ source }) => source.endsWith(rawFileName))
}
