import { createHash, type Hash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type EventBatch, unpack } from '../../collect/events/event-batch.ts'
import { type Refused, rowMapper } from '../../collect/events/map-row.ts'
import { readBatches } from '../../collect/events/read-batches.ts'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { type Proposal, proposeMapping } from '../../collect/mapping/propose-mapping.ts'
import { kindLine } from '../../collect/mapping/unknown-kinds.ts'
import { firstRows } from '../../collect/rows/first-rows.ts'
import { joinedRows } from '../../collect/rows/joined-rows.ts'
import { openRows } from '../../collect/rows/open-rows.ts'
import type { Layout } from '../../collect/rows/raw-row.ts'
import { inspect, readToEnd, type Source } from '../../collect/rows/source-bytes.ts'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import type { ImportProgress, Store } from '../../store/store.ts'
import type { OnProgress } from '../progress.ts'
import { RejectFile } from './reject-file.ts'
import { rejectPath } from './reject-path.ts'

export interface ImportRequest {
  file: string
  /** absent: proposed from the header and a sample */
  mapping?: Mapping
  /** what the columns of a file without a header are called, for the proposal */
  columns?: readonly string[]
  /** another file with more about the same orders, sessions … : joined-rows.ts */
  join?: string
  /** absent: a dry run, which stores nothing. A function is called once the file has been found readable */
  store?: Store | (() => Promise<Store>)
  dataDir: string
  /** where refused rows go; by default beside the store, nowhere in a dry run */
  rejectFile?: string
  nowMs: () => number
  /** rows stored in one transaction; only tests change it */
  batchRows?: number
  signal?: AbortSignal
  onProgress?: OnProgress
  /** told before the first row is stored */
  onMapping?: (mapping: Mapping, reasons: string[]) => void
}

/** `read = accepted + merged + rejected + setAside`, always. */
export interface ImportReport {
  read: number
  accepted: number
  merged: number
  rejected: number
  setAside: number
  /** why rows were merged, rejected or set aside */
  reasons: Record<string, number>
  /** rows set aside as the mapping does not name what they say was done: the words, and the line of the mapping that would name them */
  unknownKinds: UnknownKinds
  /** values that were not written as they should be and were read all the same: signs of currency, decimal commas, paths */
  repaired: Record<string, number>
  /** what the file was written in; all but UTF-8 was decoded */
  encoding: string
  /** null when every row became an event */
  rejectFile: string | null
  seconds: number
  mapping: Mapping
  /** rows that an earlier, interrupted run had already stored */
  resumedAt: number
}

export interface UnknownKinds {
  /** most frequent first; of more than a thousand words, the first thousand that came */
  words: { word: string; rows: number }[]
  /** null where none is lacking */
  kind: string | null
}

/** Words that are told apart; what is in a free text is no word for what was done. */
const mostWords = 1000

/** Large enough that the disk's flush is nothing, small enough to hold in the hand. */
const usualBatchRows = 50_000

/**
 * Reads a file of events into the store. Every row ends as exactly one of accepted, merged (a repeat), rejected, set
 * aside. Rows and the progress that counts them are stored in one transaction, so an import that is killed goes on where
 * it was when the same file is imported again with the same mapping, and ends as if it had never stopped.
 * @throws Fault  what is wrong with the file, the mapping or the disk; cancelled, saying how to go on
 */
export async function importFile(request: ImportRequest): Promise<ImportReport> {
  const { nowMs, signal, onProgress, batchRows = usualBatchRows } = request
  const beganMs = nowMs()
  const source = await inspect(request.file)
  const named = request.columns && { columns: [...request.columns] }
  const { join } = request
  const alone = await openRows(source, request.mapping ?? named)
  const layout = join === undefined ? alone : await joinedRows(alone, basename(source.path), join)
  const proposal = request.mapping ? undefined : await propose(layout, source)
  const mapping = request.mapping ?? { ...named, ...(proposal as Proposal).mapping }
  if (proposal) request.onMapping?.(mapping, proposal.reasons)
  // refuses a mapping that does not fit before anything is begun
  rowMapper(mapping, layout.columns, basename(source.path))
  await readToEnd(source)
  const fingerprint = await fingerprintOf(source, mapping, join)
  const store = typeof request.store === 'function' ? await request.store() : request.store
  const before = await store?.importProgress(fingerprint)
  const resumed = before && !before.done ? before : undefined
  const progress: ImportProgress = resumed ?? {
    fingerprint,
    source: basename(source.path),
    rowsRead: 0,
    counts: { accepted: 0, merged: 0, rejected: 0, setAside: 0 },
    reasons: {},
    rejectBytes: 0,
    done: false,
    startedMs: nowMs(),
    ...(mapping.prepare && { prepare: mapping.prepare }),
  }
  const resumedAt = progress.rowsRead
  const rejectsTo = rejectPath(request, fingerprint.slice(0, 8))
  const rejects = rejectsTo === undefined ? undefined : new RejectFile(rejectsTo, progress.rejectBytes)
  const seen = new Set<string>()
  const unknown = new Map(progress.unknownKinds)

  /** Stores a batch and counts it, all or nothing. */
  const commit = async ({ events, items, users, titles, refused, rows, repaired }: EventBatch) => {
    for (const [what, n] of Object.entries(repaired)) {
      progress.repaired ??= {}
      progress.repaired[what] = (progress.repaired[what] ?? 0) + n
    }
    for (const row of refused) {
      rejects?.add(row)
      count(progress, row.verdict, row.code, 1)
      if (row.word !== undefined && (unknown.has(row.word) || unknown.size < mostWords))
        unknown.set(row.word, (unknown.get(row.word) ?? 0) + 1)
    }
    if (unknown.size > 0) progress.unknownKinds = [...unknown]
    await rejects?.flush()
    progress.rowsRead += rows
    progress.rejectBytes = rejects?.sizeBytes ?? 0
    const settle = (accepted: number, earlier: number, known: number) => {
      progress.counts.accepted += accepted
      count(progress, 'merged', 'exact-repeat', earlier)
      count(progress, 'merged', 'already-stored', known)
    }
    if (store) {
      const isErased = erasedAmong(events.words.user, await store.erasures())
      const whole = unpack(events)
      const mayStay = ({ user }: Event) => user === undefined || !isErased(user)
      const wanted = whole.filter(mayStay)
      count(progress, 'setAside', 'erased-customer', events.id.length - wanted.length)
      const onStored = (stored: { accepted: number; earlier: number; known: number }) =>
        settle(stored.accepted, stored.earlier, stored.known)
      await store.append(wanted, {
        items,
        users: users.filter(({ id }) => !isErased(id)),
        titles,
        progress,
        lines: events.line.filter((_, at) => mayStay(whole[at] as Event)),
        onStored,
      })
    } else {
      const before = seen.size
      for (const id of events.id) seen.add(id)
      settle(seen.size - before, events.id.length - (seen.size - before), 0)
    }
  }

  const report = (bytesRead: number) =>
    onProgress?.({ stage: 'import', done: bytesRead / 1e6, total: source.sizeBytes / 1e6, unit: 'MB' })
  try {
    for await (const { batch, bytesRead } of readBatches({
      ...{ path: request.file, mapping, skip: resumedAt, batchRows },
      ...(join !== undefined && { join }),
    })) {
      await commit(batch)
      report(Math.min(bytesRead, source.sizeBytes - 1))
      if (signal?.aborted)
        throw new Fault(
          'cancelled',
          `stopped after ${progress.rowsRead.toLocaleString('en')} rows, all of them stored; the same command goes on from there`,
          { cause: signal.reason },
        )
    }
    progress.done = true
    progress.finishedMs = nowMs()
    await store?.append([], { progress })
    report(source.sizeBytes)
  } finally {
    await rejects?.close()
  }
  const { counts, reasons } = progress
  return {
    read: progress.rowsRead,
    accepted: counts.accepted,
    merged: counts.merged,
    rejected: counts.rejected,
    setAside: counts.setAside,
    reasons,
    unknownKinds: unknownOf(unknown, mapping),
    repaired: progress.repaired ?? {},
    encoding: source.encoding,
    rejectFile: rejects && progress.rejectBytes > 0 ? rejects.path : null,
    seconds: (nowMs() - beganMs) / 1000,
    mapping,
    resumedAt,
  }
}

function unknownOf(unknown: ReadonlyMap<string, number>, mapping: Mapping): UnknownKinds {
  const words = [...unknown].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return {
    words: words.map(([word, rows]) => ({ word, rows })),
    kind:
      kindLine(
        mapping,
        words.slice(0, wordsInLine).map(([word]) => word),
      ) ?? null,
  }
}

/** More would be no line any more. */
const wordsInLine = 20

function count(
  { counts, reasons }: Pick<ImportProgress, 'counts' | 'reasons'>,
  verdict: 'merged' | Refused['verdict'],
  code: string,
  rows: number,
): void {
  if (rows === 0) return
  counts[verdict] += rows
  reasons[code] = (reasons[code] ?? 0) + rows
}

/** An old file may not bring back a customer who asked to be forgotten: their lines are set aside, and written nowhere. */
function erasedAmong(ids: readonly string[], erasures: ReadonlySet<string>): (id: string) => boolean {
  if (erasures.size === 0) return () => false
  const erased = new Set(ids.filter((id) => erasures.has(createHash('sha256').update(id).digest('hex'))))
  return (id) => erased.has(id)
}

async function propose(layout: Layout, source: Source): Promise<Proposal> {
  return proposeMapping(layout.columns, await firstRows(layout), basename(source.path))
}

/** Names content and mapping: size, the first and the last MiB of each file, and every setting. */
async function fingerprintOf({ path, sizeBytes }: Source, mapping: Mapping, join?: string): Promise<string> {
  const hash = createHash('sha256').update(`${sizeBytes}\n${JSON.stringify(mapping)}\n`)
  await addEnds(hash, path, sizeBytes)
  if (join !== undefined) await addEnds(hash, join, (await stat(join)).size)
  return hash.digest('hex').slice(0, 32)
}

async function addEnds(hash: Hash, path: string, sizeBytes: number): Promise<void> {
  const part = Buffer.alloc(Math.min(sizeBytes, 1 << 20))
  const file = await open(path)
  try {
    for (const at of [0, sizeBytes - part.length]) {
      const { bytesRead } = await file.read(part, 0, part.length, at)
      hash.update(part.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}
