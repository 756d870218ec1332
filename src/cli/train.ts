import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { budgetOption } from './budget-option.ts'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'
import { wrapped } from './wrapped.ts'

interface Options extends SharedOptions {
  model: string
  budget?: string
  trials?: number
  options?: Record<string, unknown>
  seed: number
  threads?: number
  update: boolean
  publish: boolean
  config?: string
  embeddings?: string
  /** false: not asked; a file: what it is told */
  gate?: false | string
  force: boolean
}

export default function addTrain(program: Command): void {
  withSharedOptions(program.command('train'))
    .description('fit a model to the prepared data, keep it as a version and publish it')
    .option('--model <name>', 'ials, item-knn, item-knn:bm25, popular, …; auto chooses by itself', 'ials')
    .option('--options <json>', `the model's options, e.g. '{"dim":64}'`, jsonObject)
    .option('--seed <n>', 'the same data, options and seed give the same model', wholeNumber('seed', 0, 2 ** 32 - 1), 1)
    .option('--threads <n>', 'cores to use; all when not given', wholeNumber('threads', 1, 256))
    .option('--budget <time>', 'how long auto may choose: 90s, 10m, 1.5h; 2m when not given')
    .option('--trials <n>', 'or after how many trials auto chooses', wholeNumber('trials', 1, 100_000))
    .option('--update', 'begin at the live model where it is of the same recipe, which is sooner done', false)
    .option('--no-publish', 'keep the version without making it live')
    .option('--config <file>', 'settings for prepare, as JSON')
    .option('--embeddings <folder>', 'a text model (model.onnx, tokenizer.json) for models that read embeddings')
    .option('--gate <file>', 'what the model must show before it goes live, as JSON; DIR/gate.json when not given')
    .option('--no-gate', 'publish without comparing it with anything')
    .option('--force', 'publish whatever the gate says', false)
    .addHelpText('after', lesson)
    .action(trainCommand)
}

const lesson = `
The gate (docs/methods/gate.md) keeps the newest weeks apart, asks the model about them beside the popular list, what
people last viewed and the live model's recipe, and publishes only what is not worse and keeps the limits. Where those
weeks ask too few (visits, pairs without times), it cuts as suits the data and says so. Its file:
  { "goal": "ndcg@10", "margin": 0.05, "minCoverage": 0.1, "maxOutOfStock": 0.2,
    "assertions": ["max 3 per brand", "never category Alcohol to under 18", "no out-of-stock"] }
`

function jsonObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Fault('bad-request', `--options: got ${text.slice(0, 60)}, want a JSON object`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Fault('bad-request', `--options: got ${text.slice(0, 60)}, want a JSON object`)
  return value as Record<string, unknown>
}

async function trainCommand(options: Options): Promise<void> {
  const config = options.config === undefined ? undefined : await configFile(options.config)
  const [{ openExistingStore }, { readGateFile }, { train }, { progressBar }, { untilInterrupted }] = await Promise.all(
    [
      import('../jobs/open.ts'),
      import('../jobs/train/gate-file.ts'),
      import('../jobs/train/train.ts'),
      import('./progress-bar.ts'),
      import('./interrupt.ts'),
    ],
  )
  const gate = typeof options.gate === 'string' ? await readGateFile(options.data, options.gate) : options.gate
  const budget = await budgetOption(options)
  const store = await openExistingStore(options.data)
  try {
    const report = await untilInterrupted(async (signal) =>
      train({
        store,
        dataDir: options.data,
        model: options.model,
        seed: options.seed,
        update: options.update,
        publish: options.publish,
        force: options.force,
        ...(gate !== undefined && { gate }),
        signal,
        onProgress: progressBar(),
        ...(options.embeddings !== undefined && { embeddings: options.embeddings }),
        ...(config && { config }),
        ...(budget && { budget }),
        ...(options.options && { options: options.options }),
        ...(options.threads !== undefined && { threads: options.threads }),
      }),
    )
    if (options.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`)
      return
    }
    process.stdout.write(
      `${report.model} ${report.version}: ${report.users.toLocaleString('en')} users × ${report.items.toLocaleString('en')} items, ` +
        `${report.interactions.toLocaleString('en')} interactions, ${report.seconds.toFixed(1)} s\n` +
        `${report.published ? 'published' : 'kept, not published'}${options.gate === false && report.published ? ' without asking the gate' : ''}   ${(report.sizeBytes / 2 ** 20).toFixed(1)} MiB   sha256 ${report.hash.slice(0, 16)}…\n`,
    )
    if (report.updated)
      process.stdout.write(
        'from' in report.updated ? `begun at ${report.updated.from}\n` : `fitted anew: ${report.updated.anew}\n`,
      )
    if (report.auto) process.stdout.write((await import('./auto-account.ts')).autoAccount(report.auto))
    if (report.gate)
      process.stdout.write(`\n${wrapped(report.gate.words, Math.min(100, process.stdout.columns ?? 100)).join('\n')}\n`)
  } finally {
    await store.close()
  }
}
