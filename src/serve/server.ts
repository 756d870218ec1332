import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Keyring } from '../jobs/keys.ts'
import type { Live } from '../jobs/live/live.ts'
import { askForKeys, letPagesIn } from './access.ts'
import { answerError, answerNoRequest, answerNoRoute } from './answer.ts'
import { acceptBodies } from './bodies.ts'
import { components, validatorCompiler } from './components.ts'
import { documentation } from './documentation.ts'
import { eventRoutes } from './event-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { itemRoutes } from './item-routes.ts'
import { preparationRoutes } from './preparation-routes.ts'
import { limitRate } from './rate-limit.ts'
import { recommendationRoutes } from './recommendation-routes.ts'
import { userRoutes } from './user-routes.ts'

export interface ServerOptions {
  live: Live
  /** who may call; undefined asks nobody for a key, which is for this machine alone */
  keyring: Keyring | undefined
  /** origins of shop pages that may call the public routes; "*" = all */
  corsOrigins?: readonly string[]
  /** requests a second from one address with one key (a secret key: from everywhere); 0 = no limit */
  perSecond?: number
  /** a proxy in front names the caller in X-Forwarded-For */
  trustProxy?: boolean
  logger?: FastifyBaseLogger
  now?: () => number
  version?: string
  /** pages beside the API, open to all (the demo's shop) */
  pages?: (app: FastifyInstance) => void | Promise<void>
}

/** The HTTP server, wired but not listening; `inject` answers without a socket. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { live, keyring, corsOrigins = [], perSecond = 0, now = Date.now } = options
  const app: FastifyInstance = Fastify({
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    // one line a request, written below: the framework's own would hold paths, and with them people's ids
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: answerError,
    clientErrorHandler: answerNoRequest,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: 2 ** 20,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 15_000 },
    // an id of 128 characters, percent-encoded
    routerOptions: { maxParamLength: 2048 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => JSON.stringify)
  for (const [name, schema] of Object.entries(components)) app.addSchema({ ...schema, $id: name })
  acceptBodies(app)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerNoRoute)

  // What was called and how it went: the route, not the path (which names users), no body, no key.
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        key: request.apiKey?.prefix,
      },
      'request',
    )
  })

  await documentation(app, options.version ?? '0')
  healthRoutes(app, live)
  await app.register(async (api) => {
    letPagesIn(api, corsOrigins)
    askForKeys(api, keyring)
    if (perSecond > 0) limitRate(api, perSecond, now)
    eventRoutes(api, live, now)
    recommendationRoutes(api, live)
    itemRoutes(api, live)
    userRoutes(api, live)
    preparationRoutes(api, live)
  })
  if (options.pages) await app.register(async (pages) => options.pages?.(pages))
  await app.ready()
  return app
}
