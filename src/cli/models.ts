import type { Command } from 'commander'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

interface Options extends SharedOptions {
  publish?: string
}

export default function addModels(program: Command): void {
  withSharedOptions(program.command('models'))
    .description('list the model versions and which one is live')
    .option('--publish <version>', 'make this version live')
    .action(models)
}

async function models(options: Options): Promise<void> {
  const [{ openExistingStore }, { listModels, publish }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/train/publish.ts'),
  ])
  const store = await openExistingStore(options.data)
  try {
    if (options.publish !== undefined) await publish(store, options.data, options.publish, Date.now())
    const list = await listModels(store)
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ models: list })}\n`)
      return
    }
    if (list.length === 0) process.stdout.write('no model yet: osusume train makes one\n')
    for (const { version, algorithm, createdMs, live, hash, snapshot, publishedMs, report, undone } of list) {
      const heldBack = publishedMs === undefined && report?.gate !== undefined
      process.stdout.write(
        `${live ? '●' : ' '} ${version}  ${algorithm.padEnd(16)}  ${new Date(createdMs).toISOString().slice(0, 16)}Z  snapshot ${snapshot}  sha256 ${hash.slice(0, 12)}${live ? '  live' : heldBack ? '  held back by the gate' : ''}${undone ? `  built before ${undone.join(', ')} was taken back` : ''}\n`,
      )
    }
  } finally {
    await store.close()
  }
}
