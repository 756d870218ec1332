/**
 * Everything that may go wrong for a caller. `status` is what HTTP answers, `exit` what the command line returns.
 * A new fault is a new row; nothing else chooses a status or an exit code.
 */
export const faults = {
  'bad-request': { status: 400, exit: 2 },
  unauthorized: { status: 401, exit: 10 },
  forbidden: { status: 403, exit: 10 },
  'not-found': { status: 404, exit: 3 },
  conflict: { status: 409, exit: 11 },
  'too-large': { status: 413, exit: 2 },
  /** A file that cannot be read as what it claims to be: truncated, binary noise, a wrong header. */
  'bad-file': { status: 422, exit: 4 },
  /** Data that is whole but cannot carry the job: no events, nothing left after cleaning, an empty test set. */
  'bad-data': { status: 422, exit: 5 },
  /** Training data and test data overlap: a report would be a lie. */
  leak: { status: 422, exit: 6 },
  'too-many-requests': { status: 429, exit: 12 },
  cancelled: { status: 499, exit: 130 },
  /** One of our own files does not match its checksum or is of another version. */
  corrupt: { status: 500, exit: 7 },
  'not-ready': { status: 503, exit: 8 },
  /** Another process holds the data folder. */
  locked: { status: 503, exit: 9 },
  'disk-full': { status: 507, exit: 13 },
  /** The data folder or an output file cannot be written or read (permissions, not a folder). */
  'no-access': { status: 500, exit: 14 },
  'port-in-use': { status: 500, exit: 15 },
} as const

export type FaultCode = keyof typeof faults

/** What a bug answers at either door; its details go to the log only. */
export const bug = { code: 'internal', message: 'internal error', status: 500, exit: 1 } as const

/** An error the caller can act on. `message` is one sentence: the place, what came, what was wanted. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  declare readonly details?: unknown

  constructor(code: FaultCode, message: string, options?: { cause?: unknown; details?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    if (options?.details !== undefined) this.details = options.details
  }
}
