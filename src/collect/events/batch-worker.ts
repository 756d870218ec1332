import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Mapping } from '../mapping/mapping.ts'
import { joinedRows } from '../rows/joined-rows.ts'
import { openRows } from '../rows/open-rows.ts'
import { inspect } from '../rows/source-bytes.ts'
import { BatchBuilder, type EventBatch } from './event-batch.ts'
import { rowMapper } from './map-row.ts'

/** What the thread is told at its start. */
export interface BatchTask {
  path: string
  mapping: Mapping
  /** another file whose columns stand beside these: joined-rows.ts */
  join?: string
  skip: number
  batchRows: number
  /** batches that may be under way before the other side has taken one */
  ahead: number
}

export type FromWorker =
  | { type: 'batch'; batch: EventBatch; bytesRead: number }
  | { type: 'done' }
  | { type: 'failed'; code: string | undefined; message: string }

/** Long rows fill a batch before their number does. */
const maxBatchCharacters = 1 << 25

const port = parentPort!
const { path, mapping, join, skip, batchRows, ahead } = workerData as BatchTask
const say = (message: FromWorker) => port.postMessage(message)

let credit = ahead
let wake = () => {}
port.on('message', () => {
  credit++
  wake()
})

/** Waits until the other side has room, so that a file of any size takes the memory of a few batches. */
async function room(): Promise<void> {
  while (credit === 0)
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  credit--
}

try {
  const alone = await openRows(await inspect(path), mapping)
  const layout = join === undefined ? alone : await joinedRows(alone, basename(path), join)
  const mapRow = rowMapper(mapping, layout.columns, basename(path))
  let bytesRead = 0
  let builder = new BatchBuilder()
  let characters = 0
  const hand = async () => {
    await room()
    say({ type: 'batch', batch: builder.batch(), bytesRead })
    builder = new BatchBuilder()
    characters = 0
  }
  const rows = layout.rows(skip, (bytes) => {
    bytesRead = bytes
  })
  for await (const portion of rows) {
    for (const row of portion) {
      builder.add(mapRow(row), row.line)
      characters += row.raw.length
      if (builder.rows === batchRows || characters > maxBatchCharacters) await hand()
    }
  }
  await hand()
  say({ type: 'done' })
} catch (error) {
  // A Fault does not survive the way between threads; its code and sentence do. A bug flies by itself.
  const { name, code, message } = error as { name?: string; code?: string; message: string }
  if (name !== 'Fault') throw error
  say({ type: 'failed', code, message })
}
port.close()
