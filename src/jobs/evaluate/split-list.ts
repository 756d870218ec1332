import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { eventKinds } from '../../contract/event.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import { type Parts, parts, train } from '../../prepare/splits/part.ts'
import { asFault } from '../../store/file-fault.ts'

const header = 'fold\tevent\tuser\titem\tkind\ttime\tpart\n'

/** Lines joined into one piece of text. */
const linesAtATime = 4096

/**
 * The list of all events that are not learnt from, a line each: number of the fold, of the event in its snapshot, of its
 * person there (a number, so that an erased customer is not named here), the product, what was done, when, and the
 * part. What is not listed is learnt from.
 */
function* splitLines(clean: CleanEvents, folds: readonly Parts[]): Generator<string> {
  yield header
  for (const [fold, part] of folds.entries()) {
    let lines: string[] = []
    for (let e = 0; e < part.length; e++) {
      if (part[e] === train) continue
      lines.push(
        `${fold}\t${e}\t${clean.user[e]}\t${JSON.stringify(clean.items[clean.item[e]!]).slice(1, -1)}\t${eventKinds[clean.kind[e]!]}\t${new Date(clean.timeMs[e]!).toISOString()}\t${parts[part[e]!]}\n`,
      )
      if (lines.length < linesAtATime) continue
      yield lines.join('')
      lines = []
    }
    yield lines.join('')
  }
}

/**
 * Writes the list, gzip'd, and tells its sha256; without a file it only tells.
 * @throws Fault  disk-full, no-access
 */
export async function writeSplitList(
  file: string | undefined,
  clean: CleanEvents,
  folds: readonly Parts[],
): Promise<string> {
  const hash = createHash('sha256')
  if (file === undefined) {
    for (const text of splitLines(clean, folds)) hash.update(text)
    return hash.digest('hex')
  }
  const hashed = new Transform({
    transform(chunk, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await mkdir(dirname(file), { recursive: true })
    await pipeline(Readable.from(splitLines(clean, folds)), hashed, createGzip(), createWriteStream(file))
  } catch (error) {
    throw asFault(error, file)
  }
  return hash.digest('hex')
}
