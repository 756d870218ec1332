import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { openStore } from '../jobs/open.ts'
import { type PrepareReport, prepare } from '../jobs/prepare.ts'
import { progressBar } from './progress-bar.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

interface Options extends SharedOptions {
  config?: string
  samples: boolean
}

export default function addPrepare(program: Command): void {
  withSharedOptions(program.command('prepare'))
    .description('Clean what was imported, step by step, and keep the account. The log itself is not changed.')
    .option('--config <file>', 'JSON of what you want otherwise; docs/methods/prepare.md names every field')
    .option('--samples', 'print a few of the rows each step took', false)
    .action(run)
}

async function run({ data, json, config, samples }: Options): Promise<void> {
  const wanted = config === undefined ? undefined : await configFile(config)
  const store = await openStore(data)
  try {
    const report = await prepare({
      store,
      dataDir: data,
      ...(wanted !== undefined && { config: wanted as object }),
      onProgress: progressBar(),
    })
    process.stdout.write(
      json ? `${JSON.stringify(report)}\n` : account(report, { samples, width: process.stdout.columns }),
    )
  } finally {
    await store.close()
  }
}

/** The document in the file; what it may say is checked where it is used. */
async function configFile(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Fault(code === 'ENOENT' ? 'not-found' : 'no-access', `config: ${path} cannot be read (${code})`, {
      cause,
    })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Fault('bad-request', `config: ${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/**
 * The ledger as an account: what the log holds, what each step took and why, what is left.
 *
 *     in the log        518,596   525,461 rows read by import, 6,865 of them repeats
 *     people           −107,833   107,833 lines name neither customer nor visitor: …
 *     clean events      399,552   4,285 people, 4,006 products
 */
export function account(report: PrepareReport, { samples = false, width = 100 }): string {
  const lines: string[] = []
  const { imported, events, steps, users, items, interactions } = report
  const say = (label: string, amount: string, note: string) => {
    const [first = '', ...rest] = wrapped(note, Math.max(30, (width || 100) - 36))
    lines.push(`  ${label.padEnd(18)}${amount.padStart(11)}   ${first}`.trimEnd())
    for (const line of rest) lines.push(`${' '.repeat(34)}${line}`)
  }
  say('in the log', number(events), imported.read > 0 ? importWords(imported) : 'events')
  for (const { step, dropped, merged, quarantined, note, samples: rows } of steps) {
    const taken = dropped + merged + quarantined
    say(step, taken === 0 ? '0' : `−${number(taken)}`, note)
    if (samples) for (const row of rows) lines.push(`${' '.repeat(34)}· ${row}`)
  }
  lines.push(`${' '.repeat(20)}${'─'.repeat(11)}`)
  say('clean events', number(interactions), `${number(users)} people, ${number(items)} products`)
  const made = report.reused
    ? 'nothing has changed since it was made, so it stays'
    : `made in ${report.seconds.toFixed(1)} s`
  lines.push('', `Snapshot ${report.snapshot}: ${made}. The log is untouched: another --config brings rows back.`)
  return `${lines.join('\n')}\n`
}

function importWords({ read, merged, rejected, setAside }: PrepareReport['imported']): string {
  const parts = [`${number(read)} rows read by import`]
  if (merged > 0) parts.push(`${number(merged)} of them repeats to the letter`)
  if (rejected > 0) parts.push(`${number(rejected)} rejected`)
  if (setAside > 0) parts.push(`${number(setAside)} set aside`)
  return parts.join(', ')
}

const number = (n: number) => n.toLocaleString('en')

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
