import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type RawLine, rawHeader, rawText } from '../../simulate/raw-line.ts'
import { asFault } from '../../store/file-fault.ts'

/**
 * Writes the simulated shop's file as its warehouse would send it, CSV and gzip'd; whole or not at all. The same lines
 * give the same bytes.
 * @throws Fault  no-access, disk-full
 */
export async function writeRawFile(path: string, lines: readonly RawLine[], signal?: AbortSignal): Promise<void> {
  const unfinished = `${path}.tmp`
  try {
    await pipeline(Readable.from(pieces(lines)), createGzip({ level: 4 }), createWriteStream(unfinished), {
      ...(signal && { signal }),
    })
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    signal?.throwIfAborted()
    throw asFault(error, path)
  }
}

/** Text in pieces of a few hundred kilobytes: a stream of single lines would spend its time on being a stream. */
function* pieces(lines: readonly RawLine[]): Generator<string> {
  const perPiece = 4000
  yield `${rawHeader}\n`
  for (let from = 0; from < lines.length; from += perPiece)
    yield lines
      .slice(from, from + perPiece)
      .map((line) => `${rawText(line)}\n`)
      .join('')
}
