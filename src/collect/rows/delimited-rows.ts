import { parse } from 'csv-parse/sync'
import type { RawRow } from './raw-row.ts'
import { maxLineBytes, type TextLine } from './text-lines.ts'

/** A quoted field may hold line ends, but not this many: then its quote was never meant to be one. */
const maxRecordLines = 200

/**
 * Rows of CSV or TSV. Where a record ends is decided here, what its fields are by csv-parse where a quote stands and by
 * a plain split where none does. Deciding it here is what gives exact line numbers, the raw row for the reject file, and
 * a way on: one unclosed quote costs its own row, not the rest of the file (docs/decisions/0030-reading-files.md).
 */
export class DelimitedRows {
  readonly #delimiter: string
  readonly #nColumns: number
  #line = 0
  /** lines of a record whose quote is still open */
  #open: { line: number; texts: string[] } | undefined

  constructor(delimiter: string, nColumns: number, linesBefore: number) {
    this.#delimiter = delimiter
    this.#nColumns = nColumns
    this.#line = linesBefore
  }

  /** The rows that end within these lines. */
  take(lines: readonly TextLine[]): RawRow[] {
    const rows: RawRow[] = []
    for (const { text, shown } of lines) {
      this.#line++
      if (this.#open) this.#continue(text, shown, rows)
      else this.#begin(text, shown, this.#line, rows)
    }
    this.#splitQuoted(rows)
    return rows
  }

  /** What is left when the file is over. */
  end(): RawRow[] {
    const rows: RawRow[] = []
    while (this.#open) this.#giveUp(rows)
    this.#splitQuoted(rows)
    return rows
  }

  #begin(text: string | undefined, shown: string, line: number, rows: RawRow[]): void {
    if (text === undefined) {
      rows.push({
        line,
        raw: shown,
        problem: { code: 'invalid-utf8', message: 'got bytes that are no UTF-8', verdict: 'rejected' },
      })
    } else if (text.length > maxLineBytes) {
      rows.push({
        line,
        raw: `${text.slice(0, 200)}…`,
        problem: {
          code: 'line-too-long',
          message: `got ${text.length} characters, want at most ${maxLineBytes}`,
          verdict: 'rejected',
        },
      })
    } else if (text === '') {
      rows.push({ line, raw: '', problem: { code: 'blank-line', message: 'an empty line', verdict: 'setAside' } })
    } else if (!text.includes('"')) {
      rows.push(this.#counted({ line, raw: text, fields: text.split(this.#delimiter) }))
    } else if (this.#isOpen(text)) {
      this.#open = { line, texts: [text] }
    } else {
      rows.push({ line, raw: text })
    }
  }

  #continue(text: string | undefined, shown: string, rows: RawRow[]): void {
    const open = this.#open!
    open.texts.push(text ?? shown)
    const raw = open.texts.join('\n')
    if (text !== undefined && !this.#isOpen(raw)) {
      this.#open = undefined
      rows.push({ line: open.line, raw })
    } else if (open.texts.length >= maxRecordLines || raw.length > maxLineBytes) {
      this.#giveUp(rows)
    }
  }

  /** The first line of an open record is refused, the others are read again as lines of their own. */
  #giveUp(rows: RawRow[]): void {
    const { line, texts } = this.#open!
    this.#open = undefined
    rows.push({
      line,
      raw: texts[0]!,
      problem: { code: 'unclosed-quote', message: 'a quote opens and is never closed', verdict: 'rejected' },
    })
    for (let at = 1; at < texts.length; at++) {
      if (this.#open) this.#continue(texts[at], texts[at]!, rows)
      else this.#begin(texts[at], texts[at]!, line + at, rows)
    }
  }

  /** Is a quoted field still open at the end? A quote opens a field only as its first character. */
  #isOpen(text: string): boolean {
    let at = 0
    for (;;) {
      if (text[at] === '"') {
        do {
          at = text.indexOf('"', at + 1)
          if (at < 0) return true
          at++
        } while (text[at] === '"')
      }
      at = text.indexOf(this.#delimiter, at)
      if (at < 0) return false
      at += this.#delimiter.length
    }
  }

  /** Fields of the rows that hold quotes, all in one call; one at a time when csv-parse stumbles over one of them. */
  #splitQuoted(rows: RawRow[]): void {
    const quoted = rows.filter((row) => !row.fields && !row.problem)
    if (quoted.length === 0) return
    let all: string[][] | undefined
    try {
      all = readQuoted(
        quoted.map(({ raw }) => raw),
        this.#delimiter,
      )
    } catch {}
    quoted.forEach((row, at) => {
      let fields = all?.length === quoted.length ? all[at] : undefined
      fields ??= fieldsOf(row.raw, this.#delimiter)
      if (fields) Object.assign(row, this.#counted({ ...row, fields }))
      else row.problem = { code: 'unclosed-quote', message: 'its quotes cannot be paired', verdict: 'rejected' }
    })
  }

  #counted(row: RawRow & { fields: string[] }): RawRow {
    const came = row.fields.length
    if (came === this.#nColumns) return row
    // A trailing delimiter is a habit of some programs, not a field.
    if (came === this.#nColumns + 1 && row.fields[came - 1] === '') return { ...row, fields: row.fields.slice(0, -1) }
    return {
      line: row.line,
      raw: row.raw,
      problem: { code: 'field-count', message: `got ${came} fields, want ${this.#nColumns}`, verdict: 'rejected' },
    }
  }
}

/** The fields of one record; undefined when its quotes cannot be paired. */
export function fieldsOf(record: string, delimiter: string): string[] | undefined {
  if (!record.includes('"')) return record.split(delimiter)
  try {
    return readQuoted([record], delimiter)[0]
  } catch {
    return undefined
  }
}

function readQuoted(records: string[], delimiter: string): string[][] {
  return parse(records.join('\n'), { delimiter, relax_column_count: true, relax_quotes: true, record_delimiter: '\n' })
}
