import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Fault } from '../../contract/fault.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import { prepareFields } from '../../prepare/fields/prepare-fields.ts'
import { itemTraits } from '../../prepare/item-traits.ts'
import type { Ledger } from '../../prepare/ledger.ts'
import { type ConfigInput, configOf, parseConfig } from '../../prepare/parse-config.ts'
import { prepareEvents, type StepAccount } from '../../prepare/prepare-events.ts'
import type { ImportProgress, LedgerEntry, Store, StoredSnapshot } from '../../store/store.ts'
import type { OnProgress } from '../progress.ts'
import { allDone } from './all-done.ts'
import { type Balance, balanceOf } from './balance.ts'
import { fieldsFileOf, writeFieldsFile } from './fields-file.ts'
import { withGiftMarks } from './gift-marks.ts'
import { type ImportedRows, importedRows } from './imported-rows.ts'
import { catalogueHash, completeOf, leavesPeopleOut, recordsOf, yearOf } from './known-fields.ts'
import { familiesOf, twinsOf } from './known-products.ts'
import { writeLedgerFile } from './ledger-file.ts'
import { giveNamesBack, nameProducts } from './name-products.ts'
import { checkReleases, releasedWith } from './release.ts'
import { readSnapshotFile, rules, type Snapshot, writeSnapshotFile } from './snapshot-file.ts'
import { type Undone, undone, withoutStep, withStep } from './take-back.ts'

export type { Snapshot } from './snapshot-file.ts'

export interface PrepareRequest {
  store: Store
  dataDir: string
  /** what the user wants otherwise than the defaults and their imports say */
  config?: ConfigInput
  /** a step of the newest snapshot to take back: what it took out or changed is as it was before */
  undo?: string
  /** a step that was taken back, to run again in its place */
  redo?: string
  /** whoever is in quarantine and is a person after all; and whoever was said to be and is to be judged again */
  release?: readonly string[]
  unrelease?: readonly string[]
  signal?: AbortSignal
  onProgress?: OnProgress
  /** milliseconds since 1970 */
  now?: () => number
}

export interface PrepareReport {
  snapshot: string
  /** nothing had changed since this snapshot was made: it was not made again */
  reused: boolean
  /** what the imports had merged, refused or set aside before a row came into the log */
  imported: ImportedRows
  /** events in the log */
  events: number
  steps: LedgerEntry[]
  users: number
  items: number
  /** clean events */
  interactions: number
  /** where every row that was ever read is now; what the imports read and what was sent adds up to it */
  balance: Balance
  undone?: Undone
  /** lines that left the quarantine, less those that went there: when somebody was released, or is judged again */
  freed?: number
  /** what was asked for the last time and is no longer: nothing was asked for this time */
  leftBehind?: ConfigInput
  seconds: number
}

/**
 * Cleans the log into a snapshot: an immutable file that models learn from, and a ledger of what every step did. The log
 * itself is only read, so whatever a step left out comes back under another configuration. When neither the log nor the
 * configuration has changed since the newest snapshot, that one is the answer.
 *
 * Stopped or failing anywhere it leaves the store as it was, but for the names of products, and no file.
 * @throws Fault bad-data  nothing is stored, or a step left nothing; bad-request; cancelled
 */
export async function prepare(request: PrepareRequest): Promise<PrepareReport> {
  const { store, release = [], unrelease = [], now = Date.now } = request
  const startedMs = now()
  const last = await newest(store, request.dataDir)
  const asked =
    request.undo !== undefined
      ? withoutStep(last, request.undo)
      : request.redo !== undefined
        ? withStep(last, request.redo)
        : release.length + unrelease.length > 0
          ? (last?.asked ?? {})
          : parseConfig(request.config ?? {})
  await checkReleases(store, request.dataDir, { release, unrelease })
  const { snapshot, steps: entries, reused } = await prepared(request, asked, last)
  for (const who of release) await store.release(who, now())
  for (const who of unrelease) await store.unrelease(who)
  const leftBehind = Object.keys(asked).length === 0 ? last?.asked : undefined
  const { clean, events, name } = snapshot
  const files = importedRows(await store.imports())
  return {
    snapshot: name,
    reused,
    imported: files,
    events,
    steps: entries,
    users: clean.users.length,
    items: clean.items.length,
    interactions: clean.user.length,
    balance: balanceOf(files, events, clean.user.length, entries),
    ...(request.undo !== undefined && { undone: await undone(store, last as Last, request.undo, entries) }),
    ...(release.length + unrelease.length > 0 && { freed: aside(last?.stored.steps ?? []) - aside(entries) }),
    ...(leftBehind && Object.keys(leftBehind).length > 0 && { leftBehind }),
    seconds: (now() - startedMs) / 1000,
  }
}

/**
 * The snapshot of the log as it is now, made if need be, so that a user who forgot `prepare` is served. Told no
 * configuration, it goes by the one of the newest snapshot.
 * @throws Fault as `prepare`
 */
export async function ensurePrepared(request: PrepareRequest): Promise<Snapshot> {
  const last = await newest(request.store, request.dataDir)
  const asked = request.config !== undefined ? parseConfig(request.config) : (last?.asked ?? {})
  return (await prepared(request, asked, last)).snapshot
}

/**
 * A snapshot made earlier, the newest when none is named.
 * @throws Fault not-ready when there is none, not-found for an unknown name or a file that is gone, corrupt
 */
export async function loadSnapshot(store: Store, dataDir: string, name?: string): Promise<Snapshot> {
  const stored = await store.snapshot(name)
  if (!stored && name !== undefined) throw new Fault('not-found', `snapshot: got ${name}, which is not in the ledger`)
  if (!stored) throw new Fault('not-ready', 'no snapshot yet: osusume prepare makes one')
  return readSnapshotFile(join(dataDir, stored.file), stored.snapshot, stored.sha256)
}

type Last = Snapshot & { stored: StoredSnapshot }

/** The newest snapshot; undefined when there is none or its file is damaged or gone, which a new one mends. */
async function newest(store: Store, dataDir: string): Promise<Last | undefined> {
  const stored = await store.snapshot()
  if (!stored) return undefined
  try {
    return { ...(await readSnapshotFile(join(dataDir, stored.file), stored.snapshot, stored.sha256)), stored }
  } catch (error) {
    if (error instanceof Fault && (error.code === 'corrupt' || error.code === 'not-found')) return undefined
    throw error
  }
}

async function prepared(
  request: PrepareRequest,
  asked: ConfigInput,
  last: Last | undefined,
): Promise<{ snapshot: Snapshot; steps: LedgerEntry[]; reused: boolean }> {
  const { store } = request
  const said = configOf(...(await store.imports()).map(importsWord).reverse(), asked)
  const same = [...said.samePerson, ...(await store.merges())]
  const released = await releasedWith(store, said.released, request)
  const config = await withGiftMarks(store, { ...said, samePerson: same, released })
  if (last && (await stillHolds(last, store, config))) return { snapshot: last, steps: last.stored.steps, reused: true }
  return { ...(await made(request, config, asked)), reused: false }
}

async function stillHolds(last: Last, store: Store, config: PrepareConfig): Promise<boolean> {
  return (
    last.rules === rules &&
    !leavesPeopleOut(config) &&
    last.untilSeq === (await store.lastSeq()) &&
    // An erasure takes events out of the log without adding one.
    last.events === (await store.countEvents()) &&
    // as the file keeps it
    isDeepStrictEqual(last.config, JSON.parse(JSON.stringify(config))) &&
    last.catalogue === (await catalogueHash(store, config, await recordsOf(store, config, last.clean), last.clean))
  )
}

async function made(
  { store, dataDir, undo, signal, onProgress, now = Date.now }: PrepareRequest,
  config: PrepareConfig,
  asked: ConfigInput,
): Promise<{ snapshot: Snapshot; steps: LedgerEntry[] }> {
  const reached = (done: number) => {
    signal?.throwIfAborted()
    onProgress?.({ stage: 'prepare', done, total: 3, unit: 'steps' })
  }
  reached(0)
  const log = await store.readEvents({ sources: true, devices: true })
  if (log.length === 0)
    throw new Fault('bad-data', 'nothing is stored yet: osusume import FILE brings a shop file in, or POST /v1/events')
  const known = {
    ...(await completeOf(store, config, log.users)),
    parents: (await familiesOf(store, config)).parents,
    twins: config.productTwins === 'merge' ? await twinsOf(store, config, signal) : [],
    traits: config.giftTimes > 0 ? itemTraits(await store.allItems()) : new Map(),
  }
  reached(1)
  const { clean, steps: ofEvents, standsFor, wholesale, ledger } = prepareEvents(log, config, { ledger: true, known })
  if (clean.user.length === 0)
    throw new Fault('bad-data', `nothing is left of ${log.length} events: ${culprit(ofEvents)}`)
  reached(2)
  const named = config.steps.includes('descriptions')
    ? await nameProducts(store, clean.items, clean.user.length)
    : await giveNamesBack(store)
  const records = await recordsOf(store, config, clean)
  const ofFields = await prepareFields(records, config, yearOf(clean))
  const catalogue = await catalogueHash(store, config, records, clean)
  const createdMs = now()
  const name = snapshotName(createdMs)
  const file = join('snapshots', `${name}.parquet`)
  const ledgerFile = join('snapshots', `${name}.ledger.parquet`)
  const fieldsFile = fieldsFileOf(ledgerFile)
  const { untilSeq } = log
  const meta = {
    rules,
    untilSeq,
    events: log.length,
    catalogue,
    standsFor,
    ...(wholesale && { wholesale }),
    config,
    asked,
  }
  try {
    const [sha256] = await allDone([
      writeSnapshotFile(join(dataDir, file), clean, meta),
      writeLedgerFile(join(dataDir, ledgerFile), ledger as Ledger, log, log.sources),
    ])
    await writeFieldsFile(join(dataDir, fieldsFile), [...(named ? [named.changes] : []), ofFields.changes])
    const kept = { kept: clean.user.length, dropped: 0, merged: 0, quarantined: 0 }
    const steps = [
      ...ofEvents,
      ...(named ? [named.account] : []),
      ...ofFields.accounts.map((account) => ({ ...account, ...kept })),
    ]
    reached(3)
    await store.addSnapshot({
      snapshot: name,
      createdMs,
      file,
      untilSeq,
      // Who is one with whom, and who was released, is kept where an erasure finds it.
      config: { ...config, samePerson: asked.samePerson ?? [], released: asked.released ?? [] },
      steps,
      sha256,
      ledgerFile,
      ...(undo !== undefined && { undoes: undo }),
    })
    return { snapshot: { name, clean, ...meta }, steps }
  } catch (error) {
    for (const one of [file, ledgerFile, fieldsFile]) await rm(join(dataDir, one), { force: true })
    throw error
  }
}

/** What came with a mapping is checked as if the user had written it: a mapping file is the user's too. */
function importsWord({ prepare, source }: ImportProgress): ConfigInput {
  try {
    return parseConfig(prepare ?? {})
  } catch (error) {
    if (error instanceof Fault)
      throw new Fault(error.code, `mapping of ${source}: prepare.${error.message}`, { cause: error })
    throw error
  }
}

/** The step that took most of it, with its own words. */
function culprit(steps: readonly StepAccount[]): string {
  const taken = ({ dropped, merged, quarantined }: StepAccount) => dropped + merged + quarantined
  const worst = steps.reduce((a, b) => (taken(b) > taken(a) ? b : a))
  return `step "${worst.step}" took ${taken(worst)}. ${worst.note} osusume prepare --config FILE changes its rule (docs/methods/prepare.md)`
}

const aside = (steps: readonly StepAccount[]) => steps.reduce((sum, { quarantined }) => sum + quarantined, 0)

/** Sortable by time to the second, unique by chance beyond it. */
function snapshotName(nowMs: number): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return `${time}-${randomBytes(2).toString('hex')}`
}
