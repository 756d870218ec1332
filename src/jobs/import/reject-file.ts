import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Refused } from '../../collect/events/map-row.ts'
import { asFault } from '../../store/file-fault.ts'

const header = 'line,verdict,reason,message,row\n'

/**
 * The rows that became no event, as CSV: line, verdict, reason, message, the row as it came. Made when the first row
 * needs it. `flush` puts what was written on disk and tells its length, which the store keeps with the rows it counts:
 * an import that goes on after a crash cuts off what lies behind.
 */
export class RejectFile {
  readonly path: string
  #file: FileHandle | undefined
  #sizeBytes: number
  #pending = ''

  constructor(path: string, sizeBytes: number) {
    this.path = path
    this.#sizeBytes = sizeBytes
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  add({ line, verdict, code, message, raw }: Omit<Refused, 'code'> & { code: string }): void {
    this.#pending += `${line},${verdict === 'setAside' ? 'set aside' : verdict},${code},${quoted(message)},${quoted(raw)}\n`
  }

  async flush(): Promise<void> {
    if (this.#pending === '') return
    try {
      if (!this.#file) {
        await mkdir(dirname(this.path), { recursive: true })
        this.#file = await open(this.path, this.#sizeBytes > 0 ? 'r+' : 'w')
        if (this.#sizeBytes > 0) await this.#file.truncate(this.#sizeBytes)
      }
      const bytes = Buffer.from((this.#sizeBytes === 0 ? header : '') + this.#pending)
      await this.#file.write(bytes, 0, bytes.length, this.#sizeBytes)
      await this.#file.datasync()
      this.#sizeBytes += bytes.length
      this.#pending = ''
    } catch (error) {
      throw asFault(error, this.path)
    }
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }
}

const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
