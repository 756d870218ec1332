import type { DemoReport } from '../jobs/demo/demo.ts'
import { makeKey, openKeyring } from '../jobs/keys.ts'
import type { Live } from '../jobs/live/live.ts'
import { listen } from '../serve/listen.ts'
import { buildServer } from '../serve/server.ts'
import { builtPage } from './built-page.ts'
import { shopPages } from './demo-pages.ts'
import { addressTold } from './demo-story.ts'

interface ServeDemo {
  live: Live
  report: DemoReport
  host: string
  port: number
  json: boolean
  version: string
  tell: (text: string) => void
}

/** Serves the API and the shop page over it until Ctrl-C. @throws Fault port-in-use */
export async function serveDemo({ live, report, host, port, json, version, tell }: ServeDemo): Promise<void> {
  // Keys for this run alone: the store keeps no key that could be shown again, and forgets these in the end.
  const { key, prefix } = await makeKey(live.store, 'public', Date.now())
  const secret = await makeKey(live.store, 'secret', Date.now())
  try {
    const app = await buildServer({
      live,
      keyring: await openKeyring(live.store),
      version,
      pages(pages) {
        shopPages(pages, { shopName: report.shopName, key, visitors: report.people })
        builtPage(pages, 'dashboard', '/dashboard')
      },
    })
    const stopped = new Promise<void>((resolve, reject) => {
      const stop = () => app.close().then(resolve, reject)
      process.once('SIGINT', stop)
      process.once('SIGTERM', stop)
    })
    try {
      // The first answer is slow, as everything is compiled then; better ours than the visitor's.
      for (const { user } of report.people) await live.recommend({ user })
      const address = await listen(app, { host, port })
      if (json)
        process.stdout.write(
          `${JSON.stringify({ address, key, secretKey: secret.key, model: live.version ?? null, ...report })}\n`,
        )
      tell(addressTold(address, { key, secretKey: secret.key }, report))
      await stopped
    } finally {
      await app.close()
    }
  } finally {
    for (const one of [prefix, secret.prefix]) await live.store.deleteKey(one)
  }
}
