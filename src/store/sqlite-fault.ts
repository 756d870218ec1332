import { Fault, type FaultCode } from '../contract/fault.ts'
import { asFault } from './file-fault.ts'

/** SQLite's primary result codes (sqlite.org/rescode.html) that the caller can act on. */
const meanings: Record<number, { code: FaultCode; say: (path: string) => string }> = {
  5: { code: 'locked', say: (path) => `${path}: another process has been writing to it for longer than we wait` },
  6: { code: 'locked', say: (path) => `${path}: another connection holds a table of it` },
  8: { code: 'no-access', say: (path) => `${path}: may not be written by this user` },
  11: { code: 'corrupt', say: (path) => `${path}: the database is damaged; restore a backup` },
  13: { code: 'disk-full', say: (path) => `${path}: the disk is full; nothing was changed` },
  14: { code: 'no-access', say: (path) => `${path}: cannot be opened; want a folder this user may write to` },
  26: { code: 'corrupt', say: (path) => `${path}: is not an osusume database` },
}

/** The Fault for a failed SQLite call; a bug is given back as it came. */
export function asStoreFault(error: unknown, path: string): unknown {
  if (error instanceof Fault) return error
  const { errcode, message } = (error ?? {}) as { errcode?: number; message?: string }
  // An I/O error while the disk is full reads SQLITE_IOERR with the system's word in the message.
  const meaning = errcode === undefined ? undefined : meanings[errcode & 0xff]
  return meaning
    ? new Fault(meaning.code, meaning.say(path), { cause: new Error(message ?? 'sqlite', { cause: error }) })
    : asFault(error, path)
}
