import { basename } from 'node:path'
import { type BadRecord, itemRecords, userRecords } from '../../collect/about-files.ts'
import { inspect, readToEnd } from '../../collect/rows/source-bytes.ts'
import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import type { Store } from '../../store/store.ts'
import type { OnProgress } from '../progress.ts'
import { RejectFile } from './reject-file.ts'
import { rejectPath } from './reject-path.ts'

export interface ImportRecordsRequest {
  file: string
  what: 'items' | 'users'
  /** names for the columns of a file without a header */
  columns?: readonly string[]
  /** absent: a dry run, which stores nothing */
  store?: Store | (() => Promise<Store>)
  dataDir: string
  rejectFile?: string
  nowMs: () => number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/** `read = accepted + merged + rejected`, always; merged are rows about what an earlier row was about. */
export interface RecordsReport {
  what: 'items' | 'users'
  read: number
  accepted: number
  merged: number
  rejected: number
  setAside: 0
  reasons: Record<string, number>
  rejectFile: string | null
  seconds: number
  /** the first of them, as they were read */
  samples: (Item | User)[]
}

/** Records stored in one transaction. */
const batchRows = 5000
const nSamples = 2

/**
 * Reads a list of products or customers into the store, each whole: what an earlier list said of the same one is replaced.
 * @throws Fault  what is wrong with the file or the disk; cancelled
 */
export async function importRecords(request: ImportRecordsRequest): Promise<RecordsReport> {
  const { file, what, columns, signal, onProgress, nowMs } = request
  const beganMs = nowMs()
  await readToEnd(await inspect(file))
  const store = typeof request.store === 'function' ? await request.store() : request.store
  const path = rejectPath(request, what)
  const rejects = path === undefined ? undefined : new RejectFile(path, 0)
  const reasons: Record<string, number> = {}
  const counts = { read: 0, accepted: 0, merged: 0, rejected: 0 }
  const seen = new Set<string>()
  const samples: (Item | User)[] = []
  let batch = new Map<string, Item | User>()
  const flush = async () => {
    if (what === 'items') await store?.putItems([...batch.values()])
    else await store?.putUsers([...batch.values()])
    batch = new Map()
    await rejects?.flush()
    signal?.throwIfAborted()
    onProgress?.({ stage: `import ${basename(file)}`, done: counts.read, unit: what })
  }
  const because = (code: string) => {
    reasons[code] = (reasons[code] ?? 0) + 1
  }
  try {
    const records: AsyncIterable<Item | User | BadRecord> =
      what === 'items' ? itemRecords(file, columns) : userRecords(file, columns)
    for await (const record of records) {
      counts.read++
      if ('line' in record) {
        counts.rejected++
        because(record.code)
        rejects?.add({ ...record, verdict: 'rejected' })
        continue
      }
      if (seen.has(record.id)) {
        counts.merged++
        because('said-again')
      } else counts.accepted++
      seen.add(record.id)
      batch.set(record.id, record)
      if (samples.length < nSamples) samples.push(record)
      if (batch.size >= batchRows) await flush()
    }
    await flush()
  } finally {
    await rejects?.close()
  }
  return {
    ...{ what, ...counts, setAside: 0, reasons, samples },
    rejectFile: rejects && counts.rejected > 0 ? rejects.path : null,
    seconds: (nowMs() - beganMs) / 1000,
  }
}
