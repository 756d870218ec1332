import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Fault } from '../contract/fault.ts'
import type { ApiKey, Keyring } from '../jobs/keys.ts'

declare module 'fastify' {
  interface FastifyRequest {
    apiKey: ApiKey | undefined
  }
  interface FastifyContextConfig {
    /** which keys open the route; secret where nothing is said */
    scope?: 'public' | 'secret'
  }
}

/**
 * Who may call what: a public key (it stands in a shop page, everyone can read it) may write events and read
 * recommendations; a secret key may do everything.
 * @param keyring  undefined: nobody is asked for a key
 */
export function askForKeys(app: FastifyInstance, keyring: Keyring | undefined): void {
  app.decorateRequest('apiKey', undefined)
  if (!keyring) return
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return
    const key = presentedKey(request)
    if (key === undefined) {
      reply.header('www-authenticate', 'Bearer')
      throw new Fault('unauthorized', 'got no API key, want one in the header Authorization: Bearer KEY or X-API-Key')
    }
    request.apiKey = keyring.find(key)
    if (!request.apiKey)
      throw new Fault('unauthorized', `the API key ${key.slice(0, 6)}… is not known here, or was revoked`)
    if (request.apiKey.scope === 'public' && request.routeOptions.config.scope !== 'public')
      throw new Fault('forbidden', 'a public API key may only POST /v1/events and POST /v1/recommendations')
  })
}

function presentedKey({ headers }: FastifyRequest): string | undefined {
  const own = headers['x-api-key']
  if (typeof own === 'string' && own !== '') return own
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}

/**
 * Lets shop pages of the given origins ("*": all) call the public routes. No cookies are involved, so "*" gives a page
 * nothing that its server could not have by itself.
 */
export function letPagesIn(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || request.routeOptions.config.scope !== 'public') return
    reply.header('vary', 'Origin')
    if (origins.includes('*') || origins.includes(origin)) reply.header('access-control-allow-origin', origin)
    if (request.method !== 'OPTIONS') return
    reply.header('access-control-allow-methods', 'POST')
    reply.header('access-control-allow-headers', 'authorization, content-type, x-api-key')
    reply.header('access-control-max-age', '86400')
  })
}
