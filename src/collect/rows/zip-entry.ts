import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { asFault } from '../../store/file-fault.ts'

/** Where the content of a zip's one data file lies in it. */
export interface ZipEntry {
  name: string
  /** of its bytes: the first, and the one after the last */
  start: number
  end: number
  /** deflated, or as it is */
  deflated: boolean
  /** what it must come to, unpacked */
  crc32: number
}

/** What an archive says of one of its files. */
interface Listed {
  name: string
  method: number
  crc32: number
  packedBytes: number
  headerAt: number
  encrypted: boolean
}

const endSignature = 0x06054b50
const listSignature = 0x02014b50
const endBytes = 22
const longestComment = 65535
const zip64 = 0xffffffff

/** What lies beside data in published archives. */
const besides = /(^|\/)(readme|licen[cs]e|__macosx|\.)|\/$|\.(md|pdf|html?|docx?|png|jpe?g|py|ipynb)$/i

/**
 * The one file of data in a zip archive.
 *
 *     … | entries, each behind a header of its own | list of entries | end record, in the last 64 KiB
 *
 * @throws Fault  bad-file: no whole zip, none or several files of data in it (naming them), packed in another way or encrypted; no-access
 */
export async function zipEntry(path: string): Promise<ZipEntry> {
  const refuse = (came: string, want: string): never => {
    throw new Fault('bad-file', `${basename(path)}: got ${came}, want ${want}`)
  }
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const listed = await entriesOf(file, (await file.stat()).size)
    if (!listed) return refuse('a zip that is cut short', 'a whole one')
    const data = listed.filter(({ name }) => !besides.test(name))
    const names = data.map(({ name }) => name)
    const [one, ...more] = data
    if (!one) return refuse('a zip without a file of data', 'one that holds CSV, TSV, JSON or Parquet')
    if (more.length > 0)
      return refuse(
        `a zip of ${names.length} files (${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''})`,
        'one: unpack it (unzip) and import them one after the other, products and customers too',
      )
    if (one.encrypted) return refuse('an encrypted zip', 'one that is not')
    if (one.method !== 0 && one.method !== 8) return refuse(`${one.name} packed in way ${one.method}`, 'deflate')
    if ([one.packedBytes, one.headerAt].includes(zip64)) return refuse('a zip beyond 4 GiB', 'it unpacked')
    const header = Buffer.alloc(30)
    await file.read(header, 0, 30, one.headerAt)
    // the names in front of the content may be longer there than in the list
    const start = one.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    return { name: one.name, start, end: start + one.packedBytes, deflated: one.method === 8, crc32: one.crc32 }
  } catch (error) {
    throw error instanceof Fault ? error : asFault(error, path)
  } finally {
    await file?.close()
  }
}

/** The list at the end; undefined where there is none. */
async function entriesOf(file: FileHandle, sizeBytes: number): Promise<Listed[] | undefined> {
  const tail = Buffer.alloc(Math.min(sizeBytes, endBytes + longestComment))
  await file.read(tail, 0, tail.length, sizeBytes - tail.length)
  let end = tail.length - endBytes
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--
  if (end < 0) return undefined
  const [bytes, from] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (from + bytes > sizeBytes) return undefined
  const list = Buffer.alloc(bytes)
  await file.read(list, 0, bytes, from)
  const entries: Listed[] = []
  for (let at = 0; at + 46 <= bytes && list.readUInt32LE(at) === listSignature; ) {
    const [nameBytes, extra, comment] = [28, 30, 32].map((of) => list.readUInt16LE(at + of)) as [number, number, number]
    entries.push({
      name: list.toString('utf8', at + 46, at + 46 + nameBytes),
      method: list.readUInt16LE(at + 10),
      crc32: list.readUInt32LE(at + 16),
      packedBytes: list.readUInt32LE(at + 20),
      headerAt: list.readUInt32LE(at + 42),
      encrypted: (list.readUInt16LE(at + 8) & 1) === 1,
    })
    at += 46 + nameBytes + extra + comment
  }
  return entries
}
