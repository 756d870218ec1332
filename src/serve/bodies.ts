import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { shown } from '../contract/check.ts'
import { Fault } from '../contract/fault.ts'
import { maxBatch } from './components.ts'

/** A line of NDJSON that is no JSON: it is one rejected entry, not a failed request. */
export class BadLine {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/** NDJSON, read: entries in the order of the lines. */
export class Lines {
  readonly entries: unknown[]
  constructor(entries: unknown[]) {
    this.entries = entries
  }
}

/**
 * JSON is read by the framework's own parser; beside it NDJSON, and JSON sent as text/plain (what a browser's beacon can
 * send). Bodies are UTF-8 to the last byte: decoded leniently, two different ids of a Latin-1 shop would become one.
 */
export function acceptBodies(app: FastifyInstance): void {
  app.addHook('preParsing', async ({ headers }) => {
    const coding = headers['content-encoding'] ?? 'identity'
    if (coding !== 'identity')
      throw new Fault('bad-request', `content-encoding: got ${shown(coding)}, want the body as it is, not compressed`)
  })
  const json = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(['application/json', 'text/plain'], { parseAs: 'buffer' }, (request, body, done) => {
    const text = decoded(body as Buffer)
    if (text === undefined) done(notUtf8())
    else return json(request as FastifyRequest, text, done)
  })
  app.addContentTypeParser('application/x-ndjson', { parseAs: 'buffer' }, (_request, body, done) => {
    const text = decoded(body as Buffer)
    if (text === undefined) done(notUtf8())
    else done(null, new Lines(readLines(text)))
  })
}

const decoded = (bytes: Buffer) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined)
const notUtf8 = () => new Fault('bad-request', 'the body: got bytes that are not UTF-8, want UTF-8')

function readLines(text: string): unknown[] {
  const entries: unknown[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    try {
      entries.push(JSON.parse(line))
    } catch {
      entries.push(new BadLine(`the line is not JSON: ${line.slice(0, 60).trim()}`))
    }
  }
  return entries
}

/** The entries of a body that may be one thing, a list of them, or NDJSON. @throws Fault too-large */
export function entriesOf(body: unknown): unknown[] {
  const entries = body instanceof Lines ? body.entries : Array.isArray(body) ? body : [body]
  if (entries.length > maxBatch)
    throw new Fault('too-large', `got ${entries.length} entries, want at most ${maxBatch} in one request`)
  return entries
}

export interface Verdict {
  index: number
  code: string
  message: string
}

/** Each entry parsed, or judged: what is good goes on, what is not is named. */
export function judged<T>(
  entries: readonly unknown[],
  parse: (entry: unknown) => T,
): { good: T[]; rejected: Verdict[] } {
  const good: T[] = []
  const rejected: Verdict[] = []
  entries.forEach((entry, index) => {
    try {
      if (entry instanceof BadLine) throw new Fault('bad-request', entry.message)
      good.push(parse(entry))
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      rejected.push({ index, code: error.code, message: error.message })
    }
  })
  return { good, rejected }
}
