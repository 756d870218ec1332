import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { crc32, createGunzip, createInflateRaw } from 'node:zlib'
import { Fault } from '../../contract/fault.ts'
import { asFault } from '../../store/file-fault.ts'
import { type Encoding, encodingOf, inUtf8 } from './encoding.ts'
import { type ZipEntry, zipEntry } from './zip-entry.ts'

/** A file and how its content is packed. */
type Packed = Pick<Source, 'path' | 'gzip' | 'zip'>

const zipSignature = 0x04034b50

/** What a file is, told from its first bytes: names lie. */
export interface Source {
  path: string
  sizeBytes: number
  gzip: boolean
  /** the file of data in a zip */
  zip?: ZipEntry
  parquet: boolean
  /** of the text as it lies there; `head` and `bytesOf` are UTF-8 whatever it is */
  encoding: Encoding
  /** the first decompressed bytes, at most 64 KiB, cut after a whole line where there is one */
  head: Buffer
}

/** So much is looked at before a file is believed; a header must end within it. */
export const headBytes = 65536

/**
 * Looks at a file before any of it is believed.
 * @throws Fault  not-found, no-access, bad-file (a folder, empty, binary noise, a broken gzip)
 */
export async function inspect(path: string): Promise<Source> {
  const refuse = (came: string): never => {
    throw new Fault('bad-file', `${path}: got ${came}, want CSV, TSV, JSONL or Parquet, plain, gzip'd or zipped`)
  }
  let sizeBytes: number
  const magic = Buffer.alloc(4)
  try {
    const about = await stat(path)
    if (about.isDirectory()) refuse('a folder')
    sizeBytes = about.size
    const file = await open(path)
    await file.read(magic, 0, 4, 0)
    await file.close()
  } catch (error) {
    throw asFault(error, path)
  }
  if (sizeBytes === 0) refuse('an empty file')
  if (magic.toString('latin1') === 'PAR1')
    return { path, sizeBytes, gzip: false, parquet: true, encoding: 'utf-8', head: Buffer.alloc(0) }
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b
  const isZip = magic.readUInt32LE(0) === zipSignature
  const packed: Packed = { path, gzip, ...(isZip && { zip: await zipEntry(path) }) }
  const raw = await firstBytes(packed)
  const encoding = encodingOf(raw)
  const head = encoding === 'utf-8' ? raw : await firstBytes({ ...packed, encoding })
  if (head.length === 0) refuse(isZip ? 'a zip of an empty file' : 'a gzip with nothing in it')
  // Text has no NUL; images, archives and noise do, or are no UTF-8 nearly everywhere.
  if (head.includes(0)) refuse('binary data')
  const cut = head.lastIndexOf(0x0a)
  const whole = cut >= 0 && head.length >= headBytes ? head.subarray(0, cut + 1) : head
  if (oddShare(whole.toString('utf8')) > 1 / 20) refuse('binary data')
  return { ...packed, sizeBytes, parquet: false, encoding, head: whole }
}

async function firstBytes(source: Packed & { encoding?: Encoding }): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of bytesOf(source)) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= headBytes) break
  }
  return Buffer.concat(chunks).subarray(0, headBytes)
}

/** The share of characters that no text has: control characters other than white space, and bytes that are no UTF-8. */
function oddShare(text: string): number {
  let odd = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd || code < 9 || (code > 13 && code < 32)) odd++
  }
  return odd / Math.max(1, text.length)
}

/**
 * The content, decompressed and in UTF-8, in chunks.
 * @param onRead  told how many bytes of the file itself have been read
 * @throws Fault  bad-file when a gzip is cut short or damaged, at the place where that shows
 */
export function bytesOf(
  { encoding = 'utf-8', ...source }: Packed & { encoding?: Encoding },
  onRead?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  return inUtf8(contentOf(source, onRead), encoding)
}

async function* contentOf({ path, gzip, zip }: Packed, onRead?: (bytes: number) => void): AsyncGenerator<Buffer> {
  const part = zip && zip.end > zip.start ? { start: zip.start, end: zip.end - 1 } : {}
  const file = createReadStream(path, { highWaterMark: 1 << 18, ...part })
  let read = 0
  file.on('data', (chunk) => {
    read += chunk.length
    onRead?.(read)
  })
  const unpacked = gzip
    ? createGunzip({ chunkSize: 1 << 18 })
    : zip?.deflated
      ? createInflateRaw({ chunkSize: 1 << 18 })
      : undefined
  const content = unpacked ? file.pipe(unpacked) : file
  if (unpacked) file.on('error', (error) => content.destroy(error))
  const what = gzip ? 'gzip' : 'zip'
  const damaged = (cause?: unknown) =>
    new Fault(
      'bad-file',
      `${basename(path)}: got ${(cause as NodeJS.ErrnoException | undefined)?.code === 'Z_BUF_ERROR' ? `a ${what} that is cut short` : `a damaged ${what}`} (after ${out.toLocaleString('en')} bytes of content), want a whole file`,
      { cause },
    )
  let out = 0
  let sum = 0
  try {
    for await (const chunk of content) {
      out += (chunk as Buffer).length
      // a gzip is checked by whoever unpacks it
      if (zip) sum = crc32(chunk as Buffer, sum)
      yield chunk as Buffer
    }
    if (zip && sum !== zip.crc32) throw damaged()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (error instanceof Fault) throw error
    throw code.startsWith('Z_') ? damaged(error) : asFault(error, path)
  } finally {
    file.destroy()
  }
}

/**
 * Reads a gzip (or zip) to its end and its checksum before any of it is believed: it can break off after a million good rows, and
 * then none of them must be stored. Inflating is a tenth of what an import costs (docs/decisions/0033).
 * @throws Fault  bad-file
 */
export async function readToEnd(source: Source): Promise<void> {
  if (source.gzip || source.zip) for await (const _ of bytesOf(source));
}
