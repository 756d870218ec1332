import type { Command } from 'commander'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  step?: string
  item?: string
  person?: string
  snapshot?: string
  limit: number
}

export default function addLedger(program: Command): void {
  withSharedOptions(program.command('ledger'))
    .description('what became of every row that cleaning did not keep as it came, and why')
    .option('--step <name>', 'only what this step did')
    .option('--item <id>', 'only rows about this product')
    .option('--person <id>', 'only rows of this customer or browser')
    .option('--snapshot <name>', 'of this snapshot; the newest when not given')
    .option('--limit <n>', 'at most so many', wholeNumber('limit', 1, 1_000_000), 20)
    .addHelpText('after', examples)
    .action(ledgerCommand)
}

const examples = `
Examples:
  osusume ledger --step returns
  osusume ledger --person 13085 --limit 100
  osusume ledger --item 85048 --json

The whole ledger is a Parquet file beside its snapshot: DIR/snapshots/NAME.ledger.parquet
`

async function ledgerCommand({ data, json, step, item, person, snapshot, limit }: Options): Promise<void> {
  const [{ openExistingStore }, { ledgerOf }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/prepare/ledger-of.ts'),
  ])
  const store = await openExistingStore(data)
  try {
    const { name, lines, file } = await ledgerOf(store, data, {
      limit,
      ...(step !== undefined && { step }),
      ...(item !== undefined && { item }),
      ...(person !== undefined && { person }),
      ...(snapshot !== undefined && { snapshot }),
    })
    if (json) {
      process.stdout.write(`${JSON.stringify({ snapshot: name, file, entries: lines })}\n`)
      return
    }
    for (const line of lines) {
      const {
        step,
        fate,
        row,
        file,
        line: at,
        time,
        customer,
        visitor,
        kind,
        item,
        why,
        into_row,
        field,
        before,
        after,
      } = line
      const what =
        fate === 'changed'
          ? `${field}: ${before ?? 'nothing'} → ${after ?? 'unknown'}`
          : into_row === null
            ? fate
            : `${fate} into row ${into_row}`
      const of =
        row === null
          ? `of ${item ?? customer ?? 'all'}`
          : `${file ? `${file}:${at}, ` : ''}row ${row}: ${time?.slice(0, 16).replace('T', ' ')}, ${customer ?? visitor ?? 'nobody'} ${kind} ${item ?? ''}`
      process.stdout.write(`${step.padEnd(16)} ${what.padEnd(24)} ${of}\n${' '.repeat(17)}${why}\n`)
    }
    process.stdout.write(
      lines.length === 0
        ? `nothing of that kind: what snapshot ${name} kept as it came has no entry; all it has: ${file}\n`
        : `snapshot ${name}; all of it: ${file}\n`,
    )
  } finally {
    await store.close()
  }
}
