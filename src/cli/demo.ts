import { join } from 'node:path'
import type { Command } from 'commander'
import { wantFreePort } from './free-port.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  once: boolean
  seed: number
  port: number
  host: string
  threads?: number
}

export default function addDemo(program: Command): void {
  const command = withSharedOptions(program.command('demo'))
    .description('the whole road on a simulated shop, then its page: data in DIR/demo unless --data says otherwise')
    .option('--once', "print one customer's recommendations and leave, without a server", false)
    .option('--seed <n>', 'another seed is another shop', wholeNumber('seed', 0, 2 ** 32 - 1), 1)
    .option('--port <n>', '0 = any free one; OSUSUME_PORT says it too', wholeNumber('port', 0, 65_535), envPort())
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--threads <n>', 'cores for the model', wholeNumber('threads', 1, 256))
    .action(async (options: Options) => {
      // Nobody's own data: a demo must not stand among the events of a real shop.
      const ours = command.getOptionValueSource('data') === 'cli' ? options.data : join(options.data, 'demo')
      await runDemo({ ...options, data: ours }, program.version() ?? '0')
    })
}

function envPort(): number {
  return wholeNumber('OSUSUME_PORT', 0, 65_535)(process.env.OSUSUME_PORT ?? '8080')
}

/** Bars that leave no trace: when a stage is done, its own lines stand where the bar was. */
const passing = {
  isTTY: process.stderr.isTTY,
  write: (text: string) => process.stderr.write(text.replaceAll('\n', '\r\x1b[2K')),
}

async function runDemo(options: Options, version: string): Promise<void> {
  const [{ demo }, { openStore }, { openLive }, { untilInterrupted }, { progressBar }, story] = await Promise.all([
    import('../jobs/demo/demo.ts'),
    import('../jobs/open.ts'),
    import('../jobs/live/live.ts'),
    import('./interrupt.ts'),
    import('./progress-bar.ts'),
    import('./demo-story.ts'),
  ])
  // The story goes where people look; with --json that is not stdout, which carries the document alone.
  const tell = (text: string) => (options.json ? process.stderr : process.stdout).write(text)
  if (!options.once) await wantFreePort(options.host, options.port)
  tell(story.opening(options.data, options.seed))
  const store = await openStore(options.data)
  try {
    const threads = options.threads === undefined ? {} : { threads: options.threads }
    const report = await untilInterrupted((signal) =>
      demo({
        store,
        dataDir: options.data,
        seed: options.seed,
        signal,
        onProgress: progressBar(Date.now, passing),
        onStage: (stage) => tell(story.stageDone(stage)),
        ...threads,
      }),
    )
    if (report.reused) tell(story.reused(report))
    const live = await openLive({ store, dataDir: options.data, ...threads, ...(options.once && { pollMs: 0 }) })
    try {
      if (!options.once) {
        const { serveDemo } = await import('./demo-server.ts')
        await serveDemo({ ...options, version, live, report, tell })
        return
      }
      const person = report.people[0]
      if (!person) return
      const answer = await live.recommend({ user: person.user, limit: 10 })
      const seen = await live.recommend({ user: person.user, kind: 'recently-viewed', limit: 20, excludeBought: false })
      if (options.json) process.stdout.write(`${JSON.stringify({ ...report, user: person.user, ...answer })}\n`)
      else tell(story.beside(person, seen, answer))
    } finally {
      await live.close()
    }
  } finally {
    await store.close()
  }
}
