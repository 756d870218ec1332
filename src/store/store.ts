import type { Event } from '../contract/event.ts'
import type { Item } from '../contract/item.ts'
import type { User } from '../contract/user.ts'
import type { SourceRuns } from './source-runs.ts'

/**
 * The event log as columns, one row an event in the order it was stored. Ids are numbers into the dictionaries;
 * −1 (in the Int32 columns) and NaN (in the Float64 ones) say "not given".
 */
export interface EventTable {
  length: number
  timeMs: Float64Array
  /** position in contract/event.ts `eventKinds` */
  kind: Uint8Array
  user: Int32Array
  visitor: Int32Array
  item: Int32Array
  order: Int32Array
  quantity: Float64Array
  price: Float64Array
  rating: Float64Array
  users: string[]
  visitors: string[]
  items: string[]
  orders: string[]
  /** the sequence number of the newest event in the table; 0 when empty */
  untilSeq: number
  /** file and line of each row */
  sources?: SourceRuns
  /** position in contract/event.ts `deviceClasses`, −1 not given */
  device?: Int8Array
}

/** On so many lines a file called the item so. */
export interface TitleCount {
  item: string
  title: string
  count: number
}

/** Somebody who was said to be a person after all, whatever cleaning thinks of them. */
export interface Release {
  who: string
  atMs: number
}

/** How far an import of one file has come; stored in the same transaction as the rows it counts. */
export interface ImportProgress {
  /** names file, content and mapping: the same import again finds its own progress */
  fingerprint: string
  source: string
  rowsRead: number
  counts: { accepted: number; merged: number; rejected: number; setAside: number }
  reasons: Record<string, number>
  /** words for what was done that the mapping does not name, and on how many rows; of very many the first */
  unknownKinds?: [word: string, rows: number][]
  /** values that were not written as they should be and were read all the same, by what was mended */
  repaired?: Record<string, number>
  /** bytes of the reject file that belong to these rows; what lies behind is cut off on resuming */
  rejectBytes: number
  done: boolean
  startedMs: number
  finishedMs?: number
  /** settings for `prepare` that came with the mapping, e.g. the pattern of real product codes */
  prepare?: Record<string, unknown>
}

export interface ModelVersion {
  /** short, sortable and unique */
  version: string
  createdMs: number
  algorithm: string
  options: Record<string, unknown>
  seed: number
  /** the snapshot it was trained on */
  snapshot: string
  /** sha256 of the model file */
  hash: string
  /** name of the file inside the data folder */
  file: string
  publishedMs?: number
  report?: Record<string, unknown>
}

export interface ApiKey {
  /** first characters, to tell keys apart in lists and logs */
  prefix: string
  /** sha256 of the whole key; the key itself is never stored */
  hash: string
  scope: 'public' | 'secret'
  createdMs: number
}

export interface LedgerEntry {
  step: string
  kept: number
  dropped: number
  merged: number
  filled: number
  quarantined: number
  /** a sentence a merchant understands */
  note: string
  /** a few of the rows concerned, as a person would name them */
  samples: string[]
  /** names what stood after the step */
  hash?: string
  /** names what stood before it, where the step ahead of it speaks of other things */
  hashBefore?: string
}

export interface StoredSnapshot {
  snapshot: string
  createdMs: number
  file: string
  untilSeq: number
  config: Record<string, unknown>
  steps: LedgerEntry[]
  /** of the file, in hex */
  sha256?: string
  /** every change, one by one: name of the file inside the data folder */
  ledgerFile?: string
  /** it was made to take this step back */
  undoes?: string
}

/** An evaluation that was made: enough to make it again, and what came of it. */
export interface StoredRun {
  /** short, sortable and unique */
  run: string
  createdMs: number
  /** the osusume that made it */
  version: string
  /** the snapshot it was made on; the catalogue it read the products from */
  snapshot: string
  catalogueVersion: number
  /** what was asked, with every default decided */
  request: Record<string, unknown>
  /** how the data was cut and asked; the hash of the split is in it */
  protocol: Record<string, unknown>
  results: { model: string; options: Record<string, unknown>; metrics: Record<string, RunFigure> }[]
  /** the list of what was test, inside the data folder */
  splitFile: string
  /** path of the HTML report */
  report: string
}

export interface RunFigure {
  value: number
  low: number
  high: number
}

/**
 * What survives a restart. Every promise that resolves means "on disk". One contract suite (store.contract.ts) runs
 * for each implementation. Failures the caller can act on are Faults: locked, disk-full, corrupt, no-access.
 */
export interface Store {
  /**
   * Appends events, all or none; an id already stored (or twice in the batch) is left as it was. Items and users that
   * the events name come into being; `items` and `users` fill fields that are still empty (files describe as they go:
   * the first non-empty word wins); `titles` are counted, so that `prepare` can report disagreement and let the majority win.
   * @returns positions in `events` of those left as they were, rising: `earlier` repeats another event of this import
   *          (or of this call), `known` was stored before it
   */
  append(
    events: readonly Event[],
    also?: {
      items?: readonly Item[]
      users?: readonly User[]
      titles?: readonly TitleCount[]
      progress?: ImportProgress
      /** of each event, the line of the file of `progress` it stands on */
      lines?: ArrayLike<number>
      /** called when all is stored but not yet committed: the last chance to count it in `progress` */
      onStored?: (stored: { accepted: number; earlier: number; known: number }) => void
    },
  ): Promise<{ accepted: number; earlier: number[]; known: number[] }>

  /** All events as columns, up to now; where they came from, and with what, only if it is asked for. */
  readEvents(options?: { sources?: boolean; devices?: boolean }): Promise<EventTable>
  /** The newest events of a user and/or visitor, newest first by time. `afterSeq`: only those stored later. */
  eventsOf(who: { user?: string; visitor?: string }, options: { limit: number; afterSeq?: number }): Promise<Event[]>
  /** Everyone who was ever signed in on a browser, in no order. */
  usersOn(visitor: string): Promise<string[]>
  countEvents(): Promise<number>
  lastSeq(): Promise<number>

  importProgress(fingerprint: string): Promise<ImportProgress | undefined>
  /** Newest first. */
  imports(): Promise<ImportProgress[]>

  /** Replaces the item whole. */
  putItems(items: readonly Item[]): Promise<void>
  item(id: string): Promise<Item | undefined>
  /** In the order asked; undefined for the unknown. */
  itemsById(ids: readonly string[]): Promise<(Item | undefined)[]>
  allItems(): Promise<Item[]>
  /** variant -> the product it is a variant of, of all that are in the catalogue. */
  parents(): Promise<Map<string, string>>
  /** item -> what it is called, of all that are in the catalogue and have a name. */
  titles(): Promise<Map<string, string>>
  /** What files called each item, and on how many lines. */
  titleCounts(): Promise<TitleCount[]>
  /** Gives items another title; what else is said of them stays, items without a title are left out. What stood before is remembered. */
  retitle(titles: readonly { item: string; title: string }[]): Promise<void>
  /** item -> what it was called before it was first given another title; of those only that are called what they were given last. */
  titlesBefore(): Promise<Map<string, string>>
  /** The item leaves the catalogue and is no longer recommended; its events stay. False when unknown. */
  deleteItem(id: string): Promise<boolean>

  putUsers(users: readonly User[]): Promise<void>
  user(id: string): Promise<User | undefined>
  /** In the order asked; undefined for the unknown. */
  usersById(ids: readonly string[]): Promise<(User | undefined)[]>
  /** Erases the user, their events and every trace of their id; remembered as a hash in `erasures`. False when unknown. */
  deleteUser(id: string): Promise<boolean>
  /** These two are one person, and with whoever either is one already. A pair is kept once, whichever is named first. False when it was kept already, or for one id twice. */
  mergeUsers(one: string, other: string): Promise<boolean>
  /** Takes such a word back. False when nobody had said it. */
  unmergeUsers(one: string, other: string): Promise<boolean>
  /** Pairs that were said to be one person, each and all of them in the order of their ids. */
  merges(): Promise<[string, string][]>
  /** No cleaning sets this customer, browser (`visitor:ID`) or order (`order:ID`) aside from now on. False when that was said already. */
  release(who: string, atMs: number): Promise<boolean>
  /** Takes such a word back. False when nobody had said it. */
  unrelease(who: string): Promise<boolean>
  /** Whoever was released, in the order of their names. */
  releases(): Promise<Release[]>
  /** sha256 of every erased user id, so that older snapshots and models leave them out. */
  erasures(): Promise<Set<string>>
  /** Moves on whenever an item changes (put, delete, described by an import), so that a cache knows when to reload. */
  catalogueVersion(): Promise<number>

  addSnapshot(snapshot: StoredSnapshot): Promise<void>
  /** The newest, or the named one. */
  snapshot(name?: string): Promise<StoredSnapshot | undefined>
  /** Newest first. */
  snapshots(): Promise<StoredSnapshot[]>

  addModel(model: ModelVersion): Promise<void>
  /** Newest first. */
  models(): Promise<ModelVersion[]>
  publish(version: string, atMs: number): Promise<void>
  /** The version published last. */
  published(): Promise<ModelVersion | undefined>

  addRun(run: StoredRun): Promise<void>
  /** Newest first. */
  runs(): Promise<StoredRun[]>
  run(name: string): Promise<StoredRun | undefined>

  addKey(key: ApiKey): Promise<void>
  keys(): Promise<ApiKey[]>
  deleteKey(prefix: string): Promise<boolean>

  /** Reads the whole store for damage; empty when there is none, otherwise what was found. */
  check(): Promise<string[]>

  close(): Promise<void>
}
