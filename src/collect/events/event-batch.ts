import { deviceClasses, type Event, eventKinds } from '../../contract/event.ts'
import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import type { TitleCount } from '../../store/store.ts'
import type { Mapped, Refused } from './map-row.ts'
import type { Repair } from './repairer.ts'
import { TitleTally } from './title-tally.ts'

/** Some thousands of rows, mapped: what is stored in one transaction. */
export interface EventBatch {
  /** rows of the file that went into it */
  rows: number
  events: PackedEvents
  items: Item[]
  users: User[]
  titles: TitleCount[]
  refused: Refused[]
  /** values that were mended on the way, of each kind */
  repaired: Partial<Record<Repair, number>>
}

/**
 * Events as columns, so that they cross from one thread to another at the price of a few arrays: an object with eight
 * fields costs more to copy than to store.
 */
export interface PackedEvents {
  id: string[]
  /** line of the file each stands on */
  line: Uint32Array
  kind: Uint8Array
  timeMs: Float64Array
  /** position in the list of the same name, −1 = not given */
  codes: Record<CodedField, Int32Array>
  words: Record<CodedField, string[]>
  /** NaN = not given */
  numbers: Record<NumberField, Float64Array>
  /** position in `deviceClasses`, −1 = not given */
  device: Int8Array
}

const codedFields = ['user', 'visitor', 'item', 'order', 'query'] as const
const numberFields = ['quantity', 'price', 'rating'] as const
type CodedField = (typeof codedFields)[number]
type NumberField = (typeof numberFields)[number]

/** Gathers mapped rows into a batch. */
export class BatchBuilder {
  readonly #events: Event[] = []
  readonly #lines: number[] = []
  readonly #items = new Map<string, Item>()
  readonly #users = new Map<string, User>()
  readonly #titles = new TitleTally()
  readonly #refused: Refused[] = []
  readonly #repaired: Partial<Record<Repair, number>> = {}
  rows = 0

  /** @param line  of the file the row stands on */
  add(row: Mapped | Refused, line: number): void {
    this.rows++
    if (!('event' in row)) {
      this.#refused.push(row)
      return
    }
    const { event, item, user, repairs = [] } = row
    for (const repair of repairs) this.#repaired[repair] = (this.#repaired[repair] ?? 0) + 1
    this.#events.push(event)
    this.#lines.push(line)
    if (item) {
      if (item.title !== undefined) this.#titles.add(item.id, item.title)
      first(this.#items, item)
    }
    if (user) first(this.#users, user)
  }

  batch(): EventBatch {
    return {
      rows: this.rows,
      events: pack(this.#events, this.#lines),
      items: [...this.#items.values()],
      users: [...this.#users.values()],
      titles: this.#titles.counts(),
      refused: this.#refused,
      repaired: this.#repaired,
    }
  }
}

/** Keeps the first word about every field. */
function first<T extends { id: string }>(known: Map<string, T>, said: T): void {
  const before = known.get(said.id)
  if (!before) known.set(said.id, said)
  else
    for (const field of Object.keys(said))
      if (!(field in before)) Object.assign(before, { [field]: said[field as keyof T] })
}

export function pack(events: readonly Event[], lines: readonly number[]): PackedEvents {
  const n = events.length
  const packed: PackedEvents = {
    id: events.map(({ id }) => id),
    line: Uint32Array.from(lines),
    kind: Uint8Array.from(events, ({ kind }) => eventKinds.indexOf(kind)),
    timeMs: Float64Array.from(events, ({ timeMs }) => timeMs),
    codes: perField(codedFields, () => new Int32Array(n).fill(-1)),
    words: perField(codedFields, () => []),
    numbers: perField(numberFields, () => new Float64Array(n).fill(Number.NaN)),
    device: Int8Array.from(events, ({ device }) => (device === undefined ? -1 : deviceClasses.indexOf(device))),
  }
  for (const field of codedFields) {
    const codes = new Map<string, number>()
    const words = packed.words[field]
    events.forEach((event, at) => {
      const word = event[field]
      if (word === undefined) return
      let code = codes.get(word)
      if (code === undefined) {
        code = words.push(word) - 1
        codes.set(word, code)
      }
      packed.codes[field][at] = code
    })
  }
  for (const field of numberFields)
    events.forEach((event, at) => {
      const number = event[field]
      if (number !== undefined) packed.numbers[field][at] = number
    })
  return packed
}

export function unpack({ id, kind, timeMs, codes, words, numbers, device }: PackedEvents): Event[] {
  return id.map((id, at) => {
    const event: Event = { id, kind: eventKinds[kind[at]!]!, timeMs: timeMs[at]! }
    for (const field of codedFields) {
      const code = codes[field][at]!
      if (code >= 0) event[field] = words[field][code]!
    }
    for (const field of numberFields) {
      const number = numbers[field][at]!
      if (!Number.isNaN(number)) event[field] = number
    }
    if (device[at]! >= 0) event.device = deviceClasses[device[at]!]!
    return event
  })
}

const perField = <F extends string, T>(fields: readonly F[], make: () => T) =>
  Object.fromEntries(fields.map((field) => [field, make()])) as Record<F, T>
