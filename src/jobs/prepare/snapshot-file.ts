import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { type CleanEvents, emptyColumns } from '../../prepare/clean-events.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import { type Engine, openEngine, text } from '../../prepare/engine.ts'
import type { ConfigInput } from '../../prepare/parse-config.ts'
import { visitPlaces } from '../../prepare/visit-places.ts'
import { asFault } from '../../store/file-fault.ts'
import { copyOf, type Fill, type ParquetColumn } from '../../store/parquet/column.ts'
import { writeParquet } from '../../store/parquet/write-parquet.ts'
import { settleFile } from '../../store/settle-file.ts'

/** Moves on when a step changes its rule, so that a snapshot made by an older rule is not taken for today's. */
export const rules = 6

export interface SnapshotMeta {
  rules: number
  /** the newest event the log held, and how many */
  untilSeq: number
  events: number
  /** what the catalogue said of families and twins, as a hash: another word of it makes another snapshot */
  catalogue: string
  /** products that count for another, and for which */
  standsFor: [string, string][]
  /** who buys for a business; missing where they are no segment of their own */
  wholesale?: string[]
  /** what every step was told */
  config: PrepareConfig
  /** the user's part of it: what a later run goes by when it is told nothing */
  asked: ConfigInput
}

export interface Snapshot extends SnapshotMeta {
  name: string
  clean: CleanEvents
}

/**
 * Writes clean events as one immutable Parquet file that anyone's tools can open; resolves when it is on disk under its name. One row an
 * event, in order of time:
 *
 *     user_no, user, item_no, item, time, kind, quantity, returned, price, rating, visit, place, dwell, returns [{ time, pieces }]
 *
 * where user_no and item_no number people and products as they first appear, `visit` counts the person's visits and `place` the events
 * of one, `dwell` is seconds until the next moment of it, and `returns` says what of a purchase came back and when.
 * What describes the whole stands in the file's metadata under "osusume". The same events and meta give the same bytes.
 * @returns sha256 of the file, in hex
 */
export async function writeSnapshotFile(path: string, clean: CleanEvents, meta: SnapshotMeta): Promise<string> {
  const { user, item, timeMs, kind, quantity, returned, price, rating } = clean
  const { countsInto, order } = inRows(clean)
  const { timeMs: backMs, pieces } = clean.returns
  const { visit, place, dwellSeconds } = visitPlaces(clean)
  const columns: ParquetColumn[] = [
    { name: 'user_no', type: 'uint32', fill: copyOf(user) },
    { name: 'user', type: 'text', words: clean.users, fill: copyOf(user) },
    { name: 'item_no', type: 'uint32', fill: copyOf(item) },
    { name: 'item', type: 'text', words: clean.items, fill: copyOf(item) },
    { name: 'time', type: 'timestamp', fill: copyOf(timeMs) },
    { name: 'kind', type: 'text', words: eventKinds, fill: copyOf(kind) },
    { name: 'quantity', type: 'float', fill: copyOf(quantity) },
    { name: 'returned', type: 'float', fill: copyOf(returned) },
    { name: 'price', type: 'float', fill: copyOf(price) },
    { name: 'rating', type: 'float', fill: copyOf(rating) },
    { name: 'visit', type: 'uint32', fill: copyOf(visit) },
    { name: 'place', type: 'uint32', fill: copyOf(place) },
    { name: 'dwell', type: 'float', fill: copyOf(dwellSeconds) },
    {
      name: 'returns',
      type: 'list',
      fill: countsInto,
      fields: [
        { name: 'time', type: 'timestamp', fill: copyOf(backMs, order) },
        { name: 'pieces', type: 'float', fill: copyOf(pieces, order) },
      ],
    },
  ]
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw asFault(error, path)
  })
  return settleFile(path, (temporary) =>
    writeParquet(temporary, columns, user.length, { meta: { osusume: JSON.stringify(meta) } }),
  )
}

/** The returns in the order of their events, and how many each event has: few have any, so that no column of it is laid out. */
function inRows({ returns: { event } }: CleanEvents): { countsInto: Fill<Int32Array>; order: Uint32Array } {
  const order = Uint32Array.from(event.keys()).sort((a, b) => event[a]! - event[b]! || a - b)
  const sorted = order.map((r) => event[r]!)
  const countsInto: Fill<Int32Array> = (into, start, n) => {
    into.fill(0, 0, n)
    // the first return of these rows, by halves
    let [r, end] = [0, sorted.length]
    while (r < end) {
      const middle = (r + end) >> 1
      if (sorted[middle]! < start) r = middle + 1
      else end = middle
    }
    for (; r < sorted.length && sorted[r]! < start + n; r++) into[sorted[r]! - start]!++
  }
  return { countsInto, order }
}

/**
 * @param sha256  what the file must be, where that is known
 * @throws Fault  corrupt, not-found
 */
export async function readSnapshotFile(path: string, name: string, sha256?: string): Promise<Snapshot> {
  if (sha256 !== undefined && (await hashOf(path)) !== sha256)
    throw new Fault('corrupt', `${path}: its content does not match its checksum; osusume prepare makes a new one`)
  const engine = await openEngine()
  try {
    const file = text(path)
    const { meta } = await engine.one<{ meta: string }>(
      `SELECT decode(value) AS meta FROM parquet_kv_metadata(${file}) WHERE decode(key) = 'osusume'`,
    )
    return { name, clean: await cleanOf(engine, file), ...(JSON.parse(meta) as SnapshotMeta) }
  } catch (cause) {
    throw new Fault('corrupt', `${path}: not a snapshot this osusume can read; osusume prepare makes a new one`, {
      cause,
    })
  } finally {
    engine.close()
  }
}

async function cleanOf(engine: Engine, file: string): Promise<CleanEvents> {
  const { n } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${file}`)
  const names = (what: string) =>
    engine.texts(`SELECT any_value(${what}) FROM ${file} GROUP BY ${what}_no ORDER BY ${what}_no`)
  const kinds = eventKinds.map((kind, at) => `WHEN ${text(kind)} THEN ${at}`).join(' ')
  const numbers = ['quantity', 'returned', 'price', 'rating'].map((name) => `coalesce(${name}, 'nan')`).join(', ')
  const columns = emptyColumns(n)
  await engine.fill(
    `SELECT user_no, item_no, epoch_us(time) / 1000, (CASE kind ${kinds} END)::UTINYINT, ${numbers} FROM ${file}`,
    Object.values(columns),
  )
  const [event, at, pieces] = (await engine.numbers(
    `SELECT n::DOUBLE, epoch_us(back.time) / 1000, back.pieces FROM (SELECT file_row_number AS n, unnest(returns) AS back FROM read_parquet(${file}, file_row_number = true))`,
  )) as [Float64Array, Float64Array, Float64Array]
  return {
    users: await names('user'),
    items: await names('item'),
    ...columns,
    returns: { event: Uint32Array.from(event), timeMs: at, pieces: Float32Array.from(pieces) },
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    throw asFault(error, path)
  }
  return hash.digest('hex')
}
