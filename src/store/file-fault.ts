import { Fault, type FaultCode } from '../contract/fault.ts'

/** What the operating system's words mean to the caller. */
const meanings: Record<string, { code: FaultCode; say: (path: string) => string }> = {
  ENOSPC: { code: 'disk-full', say: (path) => `${path}: the disk is full; nothing was changed` },
  EDQUOT: { code: 'disk-full', say: (path) => `${path}: the disk quota is used up; nothing was changed` },
  EACCES: { code: 'no-access', say: (path) => `${path}: may not be read or written by this user` },
  EPERM: { code: 'no-access', say: (path) => `${path}: may not be read or written by this user` },
  EROFS: { code: 'no-access', say: (path) => `${path}: lies on a read-only disk` },
  ENOTDIR: { code: 'no-access', say: (path) => `${path}: a part of this path is a file, want a folder` },
  EEXIST: { code: 'no-access', say: (path) => `${path}: is a file, want a folder` },
  EISDIR: { code: 'bad-file', say: (path) => `${path}: got a folder, want a file` },
  ENOENT: { code: 'not-found', say: (path) => `${path}: there is no such file` },
}

/** The Fault for a failed file operation; anything it does not know is given back as it came. */
export function asFault(error: unknown, path: string): unknown {
  const meaning = meanings[(error as NodeJS.ErrnoException | null)?.code ?? '']
  return meaning ? new Fault(meaning.code, meaning.say(path), { cause: error }) : error
}
