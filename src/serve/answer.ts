import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { shown } from '../contract/check.ts'
import { bug, Fault, type FaultCode, faults } from '../contract/fault.ts'

/** What the framework refuses by itself, in our words. */
const frameworkCodes: Record<number, FaultCode> = { 404: 'not-found', 413: 'too-large', 429: 'too-many-requests' }

const frameworkWords: Record<string, (request: FastifyRequest) => string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (request) =>
    `content-type: got ${JSON.stringify(request.headers['content-type'] ?? '')}, want application/json (or application/x-ndjson, for lists)`,
  FST_ERR_CTP_INVALID_JSON_BODY: () => 'the body: got text that is not JSON, want JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: () => 'the body: got nothing, want JSON',
  FST_ERR_BAD_URL: ({ url }) => `the address: got ${shown(pathOf(url))}, want ids percent-encoded`,
  FST_ERR_MAX_PARAM_LENGTH: () => 'the address: got an id longer than any can be, want at most 128 characters',
  FST_ERR_CTP_BODY_TOO_LARGE: () => 'the body is larger than this address takes; send it in parts',
}

/** The one place where HTTP turns an error into a status and a document. */
export function answerError(error: FastifyError | Fault, request: FastifyRequest, reply: FastifyReply): void {
  const fault = asFault(error, request)
  if (!fault) {
    request.log.error({ err: error, route: request.routeOptions.url }, 'a bug of ours')
    reply.code(bug.status).send({ error: { code: bug.code, message: bug.message } })
    return
  }
  const { status } = faults[fault.code]
  // Faults of the machine name files and folders: those are for whoever runs it, not for whoever calls it.
  const ours = status === 500
  if (status >= 500 && fault.code !== 'not-ready') request.log.error({ err: fault }, fault.message)
  reply.code(status).send({
    error: {
      code: fault.code,
      message: ours ? 'the server is not well; its log says more' : fault.message,
      ...(fault.details !== undefined && !ours && { details: fault.details }),
    },
  })
}

function asFault(error: FastifyError | Fault, request: FastifyRequest): Fault | undefined {
  if (error instanceof Fault) return error
  const status = error.statusCode ?? 500
  if (status >= 500) return undefined
  const words = frameworkWords[error.code]
  return new Fault(frameworkCodes[status] ?? 'bad-request', words ? words(request) : error.message, { cause: error })
}

export function answerNoRoute(request: FastifyRequest): never {
  throw new Fault('not-found', `${request.method} ${shown(pathOf(request.url))}: no such address; GET /docs lists them`)
}

const pathOf = (url: string) => url.split('?')[0] ?? ''

/** What never became a request (no HTTP, headers without end or too slow to come) hears it in the same document. */
export function answerNoRequest({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, fault, message] = unreadable[code ?? ''] ?? ['400 Bad Request', 'bad-request', 'this is not HTTP/1.1']
  const body = JSON.stringify({ error: { code: fault, message } })
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  )
}

const unreadable: Record<string, [status: string, code: FaultCode, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'too-large',
    'the address and the headers are larger than 16 KiB together',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'bad-request', 'the request took too long to arrive'],
}
