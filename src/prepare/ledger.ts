import { Vocabulary } from '../numbers/vocabulary.ts'
import { type Fate, fates, kept, type Lot, type Verdict } from './steps/step.ts'

/** What one entry says: a row that was taken out, or a value that was changed. */
export interface LedgerRow {
  step: string
  fate: Fate | 'changed'
  /** row of the log, from 0 in the order of storing */
  row: number
  why: string
  /** a merged row: the row that stands for it, −1 where none in particular does */
  into: number
  /** a changed value */
  field?: string
  before?: string | null
  after?: string
}

/** The rows one step did something about, column by column: millions of them must fit. */
interface Page {
  step: string
  row: Uint32Array
  fate: Uint8Array
  into: Int32Array
  /** position in the ledger's reasons */
  why: Uint32Array
  changes: { row: number; field: string; before: string | null; after: string; why: string }[]
}

/** Every row that a step did not keep and every value it changed, with the reason: what `undo` and a doubt need. */
export class Ledger {
  readonly #pages: Page[] = []
  readonly #reasons = new Vocabulary()

  enter(step: string, { rows }: Lot, { fate, why, into, changes }: Verdict): void {
    const taken = Uint32Array.from(rows.keys()).filter((k) => fate[k] !== kept)
    this.#pages.push({
      step,
      row: taken.map((k) => rows[k]!),
      fate: Uint8Array.from(taken, (k) => fate[k]!),
      into: Int32Array.from(taken, (k) => into?.(k) ?? -1),
      why: Uint32Array.from(taken, (k) => this.#reasons.add(why(k))),
      changes: [...(changes?.() ?? [])],
    })
  }

  get size(): number {
    return this.#pages.reduce((sum, { row, changes }) => sum + row.length + changes.length, 0)
  }

  /** Step by step; within a step rows taken out, in the order of the log, then values changed. */
  *rows(): Generator<LedgerRow> {
    for (const { step, row, fate, into, why, changes } of this.#pages) {
      for (let k = 0; k < row.length; k++)
        yield {
          step,
          fate: fates[fate[k]!] as Fate,
          row: row[k]!,
          why: this.#reasons.ids[why[k]!] as string,
          into: into[k]!,
        }
      for (const change of changes) yield { step, fate: 'changed', into: -1, ...change }
    }
  }
}
