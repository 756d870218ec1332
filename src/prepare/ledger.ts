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

  /** Writes down what a step did: rows taken out in the order of the log, then values changed. */
  enter(step: string, { rows }: Lot, { fate, why, into, changes }: Verdict): void {
    const changing = [...(changes?.() ?? [])]
    let n = changing.length
    for (let k = 0; k < rows.length; k++) if (fate[k] !== kept) n++
    const page: LedgerPage = {
      step,
      row: new Uint32Array(n),
      fate: new Uint8Array(n),
      into: new Int32Array(n).fill(-1),
      why: new Int32Array(n),
      field: new Int32Array(n).fill(-1),
      before: new Int32Array(n).fill(-1),
      after: new Int32Array(n).fill(-1),
    }
    let at = 0
    for (let k = 0; k < rows.length; k++) {
      if (fate[k] === kept) continue
      page.row[at] = rows[k]!
      page.fate[at] = fate[k]!
      page.into[at] = into?.(k) ?? -1
      page.why[at++] = this.#words.add(why(k))
    }
    for (const { row, field, before, after, why } of changing) {
      page.row[at] = row
      page.fate[at] = ledgerFates.indexOf(changed)
      page.why[at] = this.#words.add(why)
      page.field[at] = this.#words.add(field)
      page.before[at] = before === null ? -1 : this.#words.add(before)
      page.after[at++] = this.#words.add(after)
    }
    this.pages.push(page)
  }
}
