import type { Command } from 'commander'
import type { LearnedWeights } from '../jobs/event-weights.ts'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  days: number
  seed: number
  config?: string
}

export default function addWeights(program: Command): void {
  withSharedOptions(program.command('weights'))
    .description('what is a view worth beside a purchase? learned from what was bought afterwards; nothing is changed')
    .option('--days <n>', 'how long before and after a moment is looked at', wholeNumber('days', 1, 365), 28)
    .option('--seed <n>', 'of the intervals', wholeNumber('seed', 0, 2 ** 32 - 1), 1)
    .option('--config <file>', 'settings for prepare, as JSON')
    .addHelpText('after', examples)
    .action(weights)
}

const examples = `
Examples:
  osusume weights
  osusume weights --json | jq .config > weights.json && osusume evaluate --config weights.json
`

async function weights({ data, days, seed, config, json }: Options): Promise<void> {
  const settings = config === undefined ? undefined : await configFile(config)
  const [{ openExistingStore }, { learnEventWeights }, { progressBar }, { untilInterrupted }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/event-weights.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
  ])
  const store = await openExistingStore(data)
  try {
    const learned = await untilInterrupted((signal) =>
      learnEventWeights({
        ...{ store, dataDir: data, days, seed, signal, onProgress: progressBar() },
        ...(settings && { config: settings }),
      }),
    )
    process.stdout.write(json ? `${JSON.stringify(learned)}\n` : table(learned))
  } finally {
    await store.close()
  }
}

function table({ days, moments, pairs, bought, background, weights, parts, config }: LearnedWeights): string {
  const n = (count: number) => count.toLocaleString('en')
  const lines = [
    `${n(pairs)} times a customer turned to a product they had not bought, at ${moments.length === 1 ? 'one moment' : `${moments.length} moments`}; ${n(bought)} were bought in the ${days} days after`,
    `(a product with which nothing happened: ${(100 * background).toPrecision(2)} %). One event stands for so many purchases:`,
    '',
    `${''.padEnd(18)}${'weight'.padEnd(9)}${'95 % interval'.padEnd(20)}${'today'.padEnd(8)}seen`,
    ...weights.map(
      ({ kind, value, low, high, today, pairs }) =>
        `${kind.padEnd(18)}${value.toFixed(4).padEnd(9)}${`${low.toFixed(4)} to ${high.toFixed(4)}`.padEnd(20)}${String(today).padEnd(8)}${n(pairs)}`,
    ),
    `${'purchase'.padEnd(18)}1`,
    '',
    ...(parts.length > 0 ? ['What it adds how it was done, beside its kind:', '', ...parts.map(partLine), ''] : []),
    `To use them: ${JSON.stringify(config)}`,
    'as --config of prepare, evaluate and train; evaluate both before you believe them.',
  ]
  return `${lines.join('\n')}\n`
}

function partLine({ part, words, value, low, high, pairs }: LearnedWeights['parts'][number]): string {
  const interval = `${low.toFixed(4)} to ${high.toFixed(4)}`
  return `${part.padEnd(18)}${value.toFixed(4).padEnd(9)}${interval.padEnd(28)}${pairs.toLocaleString('en')} (${words})`
}
