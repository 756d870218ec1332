import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { configFile } from './config-file.ts'
import { importAccount } from './import-account.ts'
import { importList } from './import-list.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

const listings = ['events', 'items', 'users'] as const
type Listing = (typeof listings)[number]

export interface ImportOptions extends SharedOptions {
  preset?: string
  mapping?: string
  columns?: string[]
  what?: Listing
  join?: string
  dryRun: boolean
  rejects?: string
  listPresets: boolean
}

const lesson = `
Every row read ends as exactly one of accepted, merged (a repeat of an earlier
row), rejected (cannot be read) and set aside (readable, but no event).
Interrupt it when you like: the same command goes on where it stopped.

A mapping file says which column is what:
  {
    "kind": {
      "column": "action",
      "values": { "product page": "view", "sale": "purchase" }
    },
    "time": { "column": "date_time", "format": "iso" },
    "user": "customer_no", "visitor": "browser", "item": "article",
    "quantity": "pieces", "price": "unit_price", "order": "order_no",
    "items": { "title": "article_name", "category": "shelf" },
    "users": { "country": "country" }
  }
Kinds: view, list_view, click, add_to_cart, remove_from_cart, wishlist,
purchase, refund, rating, dislike, search.
Times: iso (also "2010-12-01 08:26:00" and 20101201), epoch-s, epoch-ms,
epoch-us, D/M/Y, M/D/Y, Y/M/D, month-name (5 Mar 2024; Mar 5, 2024), day (1, 2,
3 … from an unknown first one). A time of day in a column of its own is
"time": { …, "clock": "hour" }. A file that does not say when needs no time.
Without a header columns are called "column 1", "column 2" …, or as "columns":
["user", "item", "time"] and --columns say.

A list of products or customers is told by its columns and fills the catalogue;
columns that have no meaning of their own become attributes. docs/your-data.md
says which command reads what.

Examples:
  osusume import orders.csv --dry-run     what would happen, and the mapping
  osusume import articles.csv             a list of products
  osusume import orders.csv.gz --preset online-retail
  osusume import order_lines.csv --join orders.csv
  osusume import u.data --columns user,item,rating,timestamp
  osusume import clicks.jsonl --mapping clicks.json --json`

export default function addImport(program: Command): void {
  withSharedOptions(program.command('import'))
    .description(
      'read a file of events, products or customers (CSV, TSV, JSON, Parquet, plain, gzip or zip) into the store',
    )
    .argument('[file]')
    .option('--preset <name>', 'a mapping that comes with osusume (--list-presets)')
    .option('--mapping <file>', 'a mapping of your own, as JSON; without either one is proposed from the header')
    .option(
      '--columns <names>',
      'what the columns of a file without a header are, from left to right: user,item,rating,time',
      (text) => text.split(',').map((name) => name.trim()),
    )
    .option(
      '--what <listing>',
      'what the rows are: events, items or users; told from the columns when not given',
      whatListed,
    )
    .option(
      '--join <file>',
      'another file with more about the same orders or sessions: columns of one name in both say which row belongs to which',
    )
    .option('--dry-run', 'read everything, store nothing', false)
    .option('--rejects <file>', 'where refused rows go (default: in DATA/rejects; in a dry run: nowhere)')
    .option('--list-presets', 'name the presets and the headers they are for', false)
    .addHelpText('after', lesson)
    .action(importCommand)
}

async function importCommand(file: string | undefined, options: ImportOptions): Promise<void> {
  const [
    { chooseMapping, presetList },
    { importFile },
    { openStore },
    { progressBar },
    { untilInterrupted },
    { tellListing },
  ] = await Promise.all([
    import('../jobs/import/choose-mapping.ts'),
    import('../jobs/import/import-file.ts'),
    import('../jobs/open.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
    import('../jobs/import/tell-listing.ts'),
  ])
  if (options.listPresets) {
    const presets = presetList()
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ presets })}\n`
        : presets.map(({ name, about }) => `${name.padEnd(18)}${about}\n`).join(''),
    )
    return
  }
  if (file === undefined)
    throw new Fault('bad-request', 'file: got nothing, want the file to import (osusume import FILE)')
  if (options.preset !== undefined && options.mapping !== undefined)
    throw new Fault('bad-request', 'got both --preset and --mapping, want one of them')
  if (options.columns !== undefined && (options.preset ?? options.mapping) !== undefined)
    throw new Fault(
      'bad-request',
      'got --columns and a mapping, want one of them: a mapping may name them as "columns"',
    )
  const what =
    options.what ??
    ((options.preset ?? options.mapping ?? options.join) === undefined
      ? await tellListing(file, options.columns)
      : 'events')
  if (what !== 'events') return importList(file, what, options)
  const mapping = chooseMapping({
    ...(options.preset !== undefined && { preset: options.preset }),
    ...(options.mapping !== undefined && { mapping: await configFile(options.mapping), from: options.mapping }),
  })
  let close = async () => {}
  try {
    const report = await untilInterrupted((signal) =>
      importFile({
        file,
        dataDir: options.data,
        nowMs: Date.now,
        signal,
        onProgress: progressBar(),
        onMapping(proposed, reasons) {
          process.stderr.write(
            `proposed mapping, from the header and a sample (give it with --mapping once you have looked at it):\n${reasons
              .map((reason) => `  ${reason}\n`)
              .join('')}${JSON.stringify(proposed, null, 2)}\n`,
          )
        },
        // A wrong file leaves no folder behind.
        ...(!options.dryRun && {
          store: async () => {
            const store = await openStore(options.data)
            close = () => store.close()
            return store
          },
        }),
        ...(mapping && { mapping }),
        ...(options.columns && { columns: options.columns }),
        ...(options.join !== undefined && { join: options.join }),
        ...(options.rejects !== undefined && { rejectFile: options.rejects }),
      }),
    )
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : importAccount(report, options))
  } finally {
    await close()
  }
}

const whatListed = (text: string): Listing => {
  const found = listings.find((one) => one === text)
  if (!found) throw new Fault('bad-request', `--what: got "${text}", want ${listings.join(', ')}`)
  return found
}
