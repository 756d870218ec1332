import { type Command, Option } from 'commander'
import { Fault } from '../contract/fault.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  port?: number
  host: string
  auth: boolean
  cors?: string[]
  rateLimit: number
  trustProxy: boolean
  threads?: number
  lookAmong?: 'codes' | 'hnsw'
  above?: number
  logLevel: string
}

const local = ['127.0.0.1', 'localhost', '::1']

export default function addServe(program: Command): void {
  withSharedOptions(program.command('serve'))
    .description('answer over HTTP: events in, recommendations out')
    .option('--port <n>', '0 = any free one (default: OSUSUME_PORT or 8080)', wholeNumber('port', 0, 65_535))
    .option('--host <address>', 'where to listen; 0.0.0.0 = everywhere', '127.0.0.1')
    .option('--no-auth', 'ask nobody for an API key (only on this machine: --host 127.0.0.1)')
    .option('--cors <origins...>', 'shop pages that may call the public routes; "*" = all (the default with keys)')
    .option(
      '--rate-limit <n>',
      'requests a second per key and address; 0 = no limit',
      wholeNumber('rate-limit', 0, 1e9),
      1000,
    )
    .option('--trust-proxy', 'a proxy in front names the caller in X-Forwarded-For', false)
    .option('--threads <n>', 'cores for the model', wholeNumber('threads', 1, 256))
    .addOption(
      new Option('--look-among <how>', 'find the best of many items without scoring all').choices(['codes', 'hnsw']),
    )
    .option('--above <n>', 'from how many items on; codes 100000, hnsw 1000000', wholeNumber('above', 0, 2 ** 32 - 1))
    .option('--log-level <level>', 'trace, debug, info, warn, error, silent', 'info')
    .action(async (options: Options) => serve(options, program.version() ?? '0'))
}

async function serve(options: Options, version: string): Promise<void> {
  if (!options.auth && !local.includes(options.host))
    throw new Fault(
      'bad-request',
      `--no-auth: got --host ${options.host}, want 127.0.0.1: without keys only this machine may call`,
    )
  const port = options.port ?? wholeNumber('OSUSUME_PORT', 0, 65_535)(process.env.OSUSUME_PORT ?? '8080')
  const [{ pino }, { openStore }, { openLive }, { openKeyring, makeKey }, { buildServer }, { listen, stop }, page] =
    await Promise.all([
      import('pino'),
      import('../jobs/open.ts'),
      import('../jobs/live/live.ts'),
      import('../jobs/keys.ts'),
      import('../serve/server.ts'),
      import('../serve/listen.ts'),
      import('./built-page.ts'),
    ])
  const logger = pino({ level: options.logLevel, redact: ['req.headers', 'headers'] }, pino.destination(2))
  const store = await openStore(options.data)
  try {
    const live = await openLive({
      store,
      dataDir: options.data,
      log: logger,
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.lookAmong && {
        lookAmong: { how: options.lookAmong, ...(options.above !== undefined && { above: options.above }) },
      }),
    })
    try {
      const keyring = options.auth ? await openKeyring(store) : undefined
      const firstKeys: Record<string, string> = {}
      if (keyring?.size === 0) {
        for (const scope of ['public', 'secret'] as const)
          firstKeys[scope] = (await makeKey(store, scope, Date.now())).key
        await keyring.refresh()
      }
      const keysTimer = setInterval(
        () => keyring?.refresh().catch((err) => logger.error({ err }, 'keys not read')),
        1000,
      )
      const app = await buildServer({
        live,
        keyring,
        corsOrigins: options.cors ?? (options.auth ? ['*'] : []),
        perSecond: options.rateLimit,
        trustProxy: options.trustProxy,
        logger,
        version,
        pages: (pages) => page.builtPage(pages, 'dashboard', '/dashboard'),
      })
      const stopped = new Promise<void>((resolve, reject) => {
        const halt = (signal: string) => {
          logger.info({ signal }, 'stopping: no new requests, finishing those under way')
          stop(app).then(resolve, reject)
        }
        process.once('SIGTERM', halt)
        process.once('SIGINT', halt)
      })
      try {
        const address = await listen(app, { host: options.host, port })
        announce(address, live.version, firstKeys, options.json)
        await stopped
      } finally {
        clearInterval(keysTimer)
        await app.close()
      }
    } finally {
      await live.close()
    }
  } finally {
    await store.close()
  }
}

function announce(address: string, model: string | undefined, keys: Record<string, string>, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ address, model: model ?? null, ...(keys.secret && { keys }) })}\n`)
    return
  }
  const lines = [
    `Osusume answers at ${address}   (docs: ${address}/docs, what became of your data: ${address}/dashboard)`,
  ]
  lines.push(
    model ? `model  ${model}` : 'model  none yet: osusume train makes one, and this server takes it up by itself',
  )
  if (keys.secret)
    lines.push(
      `public key  ${keys.public}   for shop pages: writes events, reads recommendations`,
      `secret key  ${keys.secret}   for your servers: may do everything`,
      'Keep them: they are shown once (osusume keys add makes more).',
    )
  process.stdout.write(`${lines.join('\n')}\n`)
}
