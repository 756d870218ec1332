import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { Figures } from '../../evaluate/tuning/objective.ts'
import { rowHash } from '../../numbers/row-sketch.ts'
import { asFault } from '../../store/file-fault.ts'

/** A finished trial, as a line of the journal keeps it. */
export interface TrialRecord {
  n: number
  options: Readonly<Record<string, unknown>>
  share: number
  /** missing where it failed */
  figures?: Figures
  why?: string
  pruned: boolean
  /** the goal's value of every question, where the next trials are held against it */
  values?: string
  seconds: number
}

const kind = 'osusume tune'
const version = 1

/**
 * Finished trials on disk, a line of JSON each, so that a search which is killed goes on where it was. Every line ends in a
 * hash of what stands before it and is on the disk before the next trial counts on it. A last line that is not whole was
 * being written when the process died: it is dropped. Anything else that is wrong is refused, as is the journal of another
 * search.
 */
export class Journal {
  readonly #handle: FileHandle
  readonly path: string
  /** what was found when it was opened */
  readonly found: readonly TrialRecord[]

  private constructor(handle: FileHandle, path: string, found: readonly TrialRecord[]) {
    this.#handle = handle
    this.path = path
    this.found = found
  }

  /**
   * @param search  what makes a search another one: data, model, space, goal, method, seed
   * @throws Fault  bad-file: a line that was changed; bad-request: the journal of another search; no-access, disk-full
   */
  static async open(path: string, search: Readonly<Record<string, unknown>>): Promise<Journal> {
    try {
      await mkdir(dirname(path), { recursive: true })
      const handle = await open(path, 'a+')
      try {
        const head = { kind, version, search }
        const text = await handle.readFile('utf8')
        const whole = text.slice(0, text.lastIndexOf('\n') + 1)
        if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole))
        const [first, ...rest] = whole.split('\n').slice(0, -1)
        if (first === undefined) await handle.appendFile(lineOf(head))
        else refuseOther(path, parsed(path, first, 1), head)
        const found = rest.map((line, at) => parsed(path, line, at + 2) as TrialRecord)
        return new Journal(handle, path, found)
      } catch (error) {
        await handle.close()
        throw error
      }
    } catch (error) {
      throw asFault(error, path)
    }
  }

  /** Resolves when the record is on the disk. */
  async add(record: TrialRecord): Promise<void> {
    try {
      await this.#handle.appendFile(lineOf(record))
      await this.#handle.datasync()
    } catch (error) {
      throw asFault(error, this.path)
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

function lineOf(content: object): string {
  const text = JSON.stringify(content)
  return `${text} ${rowHash(text).toString(36)}\n`
}

function parsed(path: string, line: string, number: number): object {
  const space = line.lastIndexOf(' ')
  const text = line.slice(0, space)
  if (space < 0 || rowHash(text).toString(36) !== line.slice(space + 1))
    throw new Fault(
      'bad-file',
      `${path}, line ${number}: got "${line.slice(0, 40)}…", whose hash is not its own: it was changed`,
    )
  return JSON.parse(text)
}

function refuseOther(path: string, found: object, head: object): void {
  if (JSON.stringify(found) === JSON.stringify(head)) return
  throw new Fault(
    'bad-request',
    `journal: ${path} is of another search (other data, model, goal, method or seed); want another --journal, or --fresh to begin anew`,
  )
}
