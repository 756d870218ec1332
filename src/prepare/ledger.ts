import { Vocabulary } from '../numbers/vocabulary.ts'
import { fates, kept, type Lot, type Verdict } from './steps/step.ts'

/** The word for a value that was changed, beside the fates of rows that were not kept. */
export const changed = 'changed'

/** Entries of one step, column by column: millions of them must fit. Texts are positions in the ledger's `words`, −1 none. */
export interface LedgerPage {
  step: string
  /** row of the log, from 0 in the order of storing */
  row: Uint32Array
  /** position in `ledgerFates` */
  fate: Uint8Array
  /** a merged row: the row that stands for it, −1 where none in particular does */
  into: Int32Array
  why: Int32Array
  field: Int32Array
  before: Int32Array
  after: Int32Array
}

export const ledgerFates = [...fates, changed] as const

/** Every row that a step did not keep and every value it changed, with the reason: what a doubt needs. */
export class Ledger {
  readonly pages: LedgerPage[] = []
  readonly #words = new Vocabulary()

  get words(): readonly string[] {
    return this.#words.ids
  }

  /**
   * Writes down what a step did: rows taken out in the order of the log, then values changed.
   * @param nTaken  how many rows were not kept
   */
  enter(
    step: string,
    { rows }: Lot,
    { fate, why, into, changes, names = [], filled = 0 }: Verdict,
    nTaken: number,
  ): void {
    const page = new PageWriter(nTaken + filled)
    const reason = this.#repeated()
    for (let k = 0, n = 0; fate && n < nTaken; k++) {
      if (fate[k] === kept) continue
      page.add(rows[k]!, fate[k]!, into?.(k) ?? -1, reason(why(k)))
      n++
    }
    if (changes) {
      const asChanged = ledgerFates.indexOf(changed)
      const [name, was, is] = [this.#repeated(), this.#repeated(), this.#repeated()]
      const named = new Int32Array(names.length).fill(-1)
      const numberOf = (at: number) => {
        if (named[at]! < 0) named[at] = this.#words.add(names[at] as string)
        return named[at]!
      }
      for (const { row, field, before, after, why } of changes())
        page.add(
          row,
          asChanged,
          -1,
          reason(why),
          name(field),
          before === null ? -1 : was(before),
          after === null ? -1 : typeof after === 'number' ? numberOf(after) : is(after),
        )
    }
    this.pages.push({ step, ...page.columns() })
  }

  /** The number of a word that is mostly the one before: a look-up less for each of millions. */
  #repeated(): (word: string) => number {
    let last: string | undefined
    let number = -1
    return (word) => {
      if (word !== last) {
        number = this.#words.add(word)
        last = word
      }
      return number
    }
  }
}

/** Entries column by column, with room for more: a step says how many rows it filled, and may have changed other values too. */
class PageWriter {
  #room: number
  #length = 0
  #columns: Omit<LedgerPage, 'step'>

  constructor(room: number) {
    this.#room = room
    this.#columns = columnsFor(room)
  }

  add(row: number, fate: number, into: number, why: number, field = -1, before = -1, after = -1): void {
    if (this.#length === this.#room) this.#grow()
    const at = this.#length++
    const columns = this.#columns
    columns.row[at] = row
    columns.fate[at] = fate
    columns.into[at] = into
    columns.why[at] = why
    columns.field[at] = field
    columns.before[at] = before
    columns.after[at] = after
  }

  columns(): Omit<LedgerPage, 'step'> {
    return this.#length === this.#room ? this.#columns : columnsFor(this.#length, this.#columns)
  }

  #grow(): void {
    this.#room = Math.ceil(1.5 * this.#room) + 1024
    this.#columns = columnsFor(this.#room, this.#columns)
  }
}

/** Columns of `n` places, with as much of `from` as there is room for. */
function columnsFor(n: number, from?: Omit<LedgerPage, 'step'>): Omit<LedgerPage, 'step'> {
  const codes = (of?: Int32Array) => filled(new Int32Array(n), of)
  return {
    row: filled(new Uint32Array(n), from?.row),
    fate: filled(new Uint8Array(n), from?.fate),
    into: codes(from?.into),
    why: codes(from?.why),
    field: codes(from?.field),
    before: codes(from?.before),
    after: codes(from?.after),
  }
}

function filled<T extends Uint32Array | Int32Array | Uint8Array>(array: T, from?: T): T {
  if (from) array.set(from.length > array.length ? from.subarray(0, array.length) : from)
  return array
}
