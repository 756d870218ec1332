import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { Fault } from '../contract/fault.ts'
import { asFault } from './file-fault.ts'
import { settleFile } from './settle-file.ts'

export type ArtefactArray = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array
export type ArtefactKind = 'model' | 'snapshot'

export interface Artefact {
  meta: Record<string, unknown>
  arrays: Record<string, ArtefactArray>
}

const types = { Float32Array, Float64Array, Uint32Array, Int32Array, Uint8Array } as const
type TypeName = keyof typeof types

interface Header {
  kind: ArtefactKind
  meta: Record<string, unknown>
  arrays: { name: string; type: TypeName; length: number; offset: number }[]
}

const magic = Buffer.from('OSUSUME\n')
const formatVersion = 1
const hashBytes = 32
const align = (bytes: number) => Math.ceil(bytes / 8) * 8

/**
 * Writes named arrays with what describes them into one file that is never changed afterwards:
 *
 *     "OSUSUME\n" | u32 format version | u32 header bytes | header (JSON) | arrays, each on a multiple of 8 | sha256
 *
 * The file appears whole under its name or not at all (settle-file.ts). Little-endian.
 * @returns sha256 of everything before it, in hex: the same content has the same hash
 * @throws Fault  disk-full, no-access
 */
export async function writeArtefact(
  path: string,
  content: Artefact & { kind: ArtefactKind },
): Promise<{ sizeBytes: number; sha256: string }> {
  let end = 0
  const arrays = Object.entries(content.arrays).map(([name, array]) => {
    const offset = end
    end += align(array.byteLength)
    return { name, type: array.constructor.name as TypeName, length: array.length, offset }
  })
  const header: Header = { kind: content.kind, meta: content.meta, arrays }
  const json = Buffer.from(JSON.stringify(header))
  const front = Buffer.alloc(align(16 + json.length))
  magic.copy(front)
  front.writeUInt32LE(formatVersion, 8)
  front.writeUInt32LE(json.length, 12)
  json.copy(front, 16)

  const hash = createHash('sha256')
  return settleFile(path, async (temporary) => {
    const file = await open(temporary, 'w')
    try {
      const put = async (bytes: Uint8Array) => {
        hash.update(bytes)
        // One write may take less than all, and never more than 2 GiB.
        for (let at = 0; at < bytes.length; )
          at += (await file.write(bytes, at, Math.min(2 ** 30, bytes.length - at))).bytesWritten
      }
      await put(front)
      for (const array of Object.values(content.arrays)) {
        await put(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
        await put(new Uint8Array(align(array.byteLength) - array.byteLength))
      }
      const sha256 = hash.digest()
      await file.write(sha256)
      return { sizeBytes: front.length + end + hashBytes, sha256: sha256.toString('hex') }
    } finally {
      await file.close()
    }
  })
}

/**
 * Reads what `writeArtefact` wrote, and believes nothing: beginning, version, kind, hash and every array's place are
 * checked. The arrays are views of one buffer.
 * @throws Fault  not-found, corrupt (both naming the file), no-access
 */
export async function readArtefact(path: string, kind: ArtefactKind): Promise<Artefact & { sha256: string }> {
  const bytes = await readFile(path).catch((error) => {
    throw asFault(error, path)
  })
  const refuse = (why: string): never => {
    throw new Fault('corrupt', `${path}: ${why}`)
  }
  if (bytes.length < 16 + hashBytes || !bytes.subarray(0, 8).equals(magic))
    refuse(`got ${bytes.length} bytes that do not begin as one of our files, want a ${kind} file`)
  const version = bytes.readUInt32LE(8)
  if (version !== formatVersion)
    refuse(`got format ${version}, want ${formatVersion}; it was written by another osusume`)
  const body = bytes.subarray(0, bytes.length - hashBytes)
  const sha256 = createHash('sha256').update(body).digest()
  if (!sha256.equals(bytes.subarray(body.length)))
    refuse('its content does not match its checksum; it is cut short or damaged')
  const headerBytes = bytes.readUInt32LE(12)
  const header = JSON.parse(body.toString('utf8', 16, 16 + headerBytes)) as Header
  if (header.kind !== kind) refuse(`got a ${header.kind} file, want a ${kind} file`)
  // Views need their bytes on a multiple of 8; small files come from a pool that knows nothing of that.
  const aligned = bytes.byteOffset % 8 === 0 ? body : Uint8Array.from(body)
  const start = align(16 + headerBytes)
  const arrays: Record<string, ArtefactArray> = {}
  for (const { name, type, length, offset } of header.arrays) {
    const at = start + offset
    if (at + length * types[type].BYTES_PER_ELEMENT > body.length) refuse(`the array "${name}" ends behind the file`)
    arrays[name] = new types[type](aligned.buffer as ArrayBuffer, aligned.byteOffset + at, length)
  }
  return { meta: header.meta, arrays, sha256: sha256.toString('hex') }
}
