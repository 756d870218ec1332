/**
 * Which line of which file each row of the log stands on, kept as runs: within one, rows and lines go on one by one. A file that was
 * imported without a fault is one run, however long; each line that became no event ends one and begins another.
 */
export class SourceRuns {
  /** names of files, each import its own */
  readonly #files: string[] = []
  /** of each run: its first row, its file (−1: from no file), its first line */
  readonly #row: number[] = []
  readonly #file: number[] = []
  readonly #line: number[] = []
  #rows = 0
  /** the run of the row that was asked for last */
  #at = 0

  /** Rows that were added. */
  get length(): number {
    return this.#rows
  }

  /** Names of the files that `fileOf` numbers. */
  get files(): readonly string[] {
    return this.#files
  }

  /** Makes a file known; returns its number. */
  addFile(name: string): number {
    return this.#files.push(name) - 1
  }

  /** The next row: on this line of this file, or −1 for a row that came from none. */
  add(file: number, line: number): void {
    const last = this.#row.length - 1
    const goesOn =
      last >= 0 && this.#file[last] === file && (file < 0 || line - this.#line[last]! === this.#rows - this.#row[last]!)
    if (!goesOn) {
      this.#row.push(this.#rows)
      this.#file.push(file)
      this.#line.push(line)
    }
    this.#rows++
  }

  /** The number of the file a row came from, −1 for none. */
  fileOf(row: number): number {
    return this.#file[this.#runOf(row)] ?? -1
  }

  /** The line a row stands on, from 1; NaN for a row from no file. */
  lineOf(row: number): number {
    const run = this.#runOf(row)
    return (this.#file[run] ?? -1) < 0 ? Number.NaN : this.#line[run]! + row - this.#row[run]!
  }

  /** The last run that begins at or before a row: mostly that of the row before or the one behind it, else by halves. */
  #runOf(row: number): number {
    const starts = this.#row
    const within = (run: number) => starts[run]! <= row && !(starts[run + 1]! <= row)
    if (within(this.#at)) return this.#at
    if (within(this.#at + 1)) return ++this.#at
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= row) low = middle
      else high = middle - 1
    }
    this.#at = low
    return low
  }
}
