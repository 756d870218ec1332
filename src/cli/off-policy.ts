import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import type { OffPolicyRequest } from '../jobs/off-policy.ts'
import { offPolicyTable } from './off-policy-table.ts'
import { wholeNumber } from './whole-number.ts'

interface Options {
  log: string
  policy?: string
  policyLog?: string
  columns?: Record<string, string>
  clip?: number
  switch: number
  resamples: number
  seed: number
  json: boolean
}

const names = ['context', 'position', 'action', 'reward', 'propensity', 'probability'] as const

export default function addOffPolicy(program: Command): void {
  program
    .command('off-policy')
    .description(
      'what would another policy have earned? Judged from a log of what was shown, how likely it was, and what came of it',
    )
    .requiredOption(
      '--log <file>',
      'what was shown: action, reward and propensity; context and position where there are any',
    )
    .option(
      '--policy <file>',
      'the policy to judge, written out: action, probability, and the context and position it depends on',
    )
    .option(
      '--policy-log <file>',
      'or a log of that policy: its probabilities are the shares in which it showed things',
    )
    .option(
      '--columns <json>',
      `headings where they are not the usual ones, e.g. '{"action":"sku","reward":"bought"}'`,
      columns,
    )
    .option('--clip <weight>', 'largest importance weight; none when not given', above0('clip'))
    .option('--switch <weight>', 'above this weight Switch-DR believes its model', above0('switch'), 10)
    .option('--resamples <n>', 'of the bootstrap', wholeNumber('resamples', 1, 100_000), 1000)
    .option('--seed <n>', 'the same files and seed give the same figures', wholeNumber('seed', 0, 2 ** 32 - 1), 1)
    .option('--json', 'one JSON document on stdout, nothing else', false)
    .addHelpText('after', lesson)
    .action(offPolicyCommand)
}

const lesson = `
Files are CSV, TSV, JSON lines or Parquet with named columns, plain or .gz. Propensity is how likely the logging system
was to show that action then. Without --policy and --policy-log, a column "probability" of the log says how likely the
policy to be judged would have been to show the same; the estimators with a reward model need one of the two files.

Examples:
  osusume off-policy --log random.csv.gz --policy-log thompson.csv.gz
  osusume off-policy --log shown.jsonl --policy candidate.csv --clip 20 --json

Estimators (docs/methods/off-policy.md):
  replay     keeps the rounds the policy might have chosen itself
  ips        rewards weighed by how much likelier the policy was to be there
  snips      the same, weights summing to 1
  dm         the direct method: believes a model of rewards
  dr         doubly robust: the model, and IPS on what it got wrong
  switch-dr  doubly robust where weights are moderate, the model where they are not
`

async function offPolicyCommand(options: Options): Promise<void> {
  const { offPolicy } = await import('../jobs/off-policy.ts')
  const report = await offPolicy({
    log: options.log,
    ...(options.policy !== undefined && { policy: options.policy }),
    ...(options.policyLog !== undefined && { policyLog: options.policyLog }),
    ...(options.columns && { columns: options.columns as NonNullable<OffPolicyRequest['columns']> }),
    options: {
      switchAt: options.switch,
      resamples: options.resamples,
      seed: options.seed,
      ...(options.clip !== undefined && { clip: options.clip }),
    },
  })
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : offPolicyTable(report))
}

function columns(text: string): Record<string, string> {
  const want = `a JSON object of headings, with any of ${names.join(', ')}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {}
  const isTable =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, heading]) => names.includes(name as never) && typeof heading === 'string')
  if (!isTable) throw new Fault('bad-request', `--columns: got ${text.slice(0, 60)}, want ${want}`)
  return value as Record<string, string>
}

const above0 =
  (option: string) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value > 0 && value < 1e9))
      throw new Fault('bad-request', `--${option}: got "${text.slice(0, 40)}", want a number above 0`)
    return value
  }
