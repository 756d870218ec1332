import type { PrepareReport } from '../jobs/prepare/prepare.ts'
import { wrapped } from './wrapped.ts'

const labelWidth = 18
const amountWidth = 11
const noteStart = labelWidth + amountWidth + 5

/**
 * The ledger as an account: what the log holds, what each step took and why, what is left.
 *
 *     in the log            518,596   525,461 rows read by import, 6,865 of them repeats to the letter
 *     people               −107,833   107,833 lines name neither customer nor visitor: …
 *     clean events          399,552   4,285 people, 4,006 products
 *
 * @param samples  under each step some of the rows it took
 * @param width    of the terminal, in characters; notes are wrapped to it
 */
export function account(report: PrepareReport, { samples, width }: { samples: boolean; width: number }): string {
  const lines: string[] = []
  const say = (label: string, amount: string, note: string) => {
    const [first = '', ...rest] = wrapped(note, Math.max(30, width - noteStart))
    lines.push(`  ${label.padEnd(labelWidth)}${amount.padStart(amountWidth)}   ${first}`.trimEnd())
    for (const line of rest) lines.push(`${' '.repeat(noteStart)}${line}`)
  }
  const { imported, events, steps, users, items, interactions, balance, undone, freed, leftBehind } = report
  say('in the log', number(events), importWords(imported))
  for (const { step, dropped, merged, quarantined, note, samples: rows } of steps) {
    const taken = dropped + merged + quarantined
    say(step, taken === 0 ? '0' : `−${number(taken)}`, note)
    if (samples) for (const row of rows) lines.push(`${' '.repeat(noteStart)}· ${row}`)
  }
  lines.push(`${' '.repeat(labelWidth + 2)}${'─'.repeat(amountWidth)}`)
  say('clean events', number(interactions), `${number(users)} people, ${number(items)} products`)
  const made = report.reused ? 'nothing has changed since, so it stays' : `made in ${report.seconds.toFixed(1)} s`
  lines.push(
    '',
    `Snapshot ${report.snapshot}: ${made}.`,
    ...wrapped(
      `Of ${number(balance.read)} rows read ${number(balance.kept)} were kept, ${number(balance.merged)} merged, ${number(balance.rejected)} rejected, ${number(balance.setAside)} set aside, ${number(balance.dropped)} dropped, ${number(balance.quarantined)} quarantined: none is lost.`,
      width,
    ),
    ...(undone ? wrapped(undoneWords(undone), width) : []),
    ...(freed === undefined ? [] : [freedWords(freed)]),
    ...(leftBehind ? wrapped(leftBehindWords(leftBehind), width) : []),
    ...wrapped(
      'The log is untouched: osusume ledger says what became of every row, osusume prepare --undo STEP takes a step back.',
      width,
    ),
  )
  return `${lines.join('\n')}\n`
}

function undoneWords({ step, restored, models }: NonNullable<PrepareReport['undone']>): string {
  const built = models.length > 0 ? ` Built with it: ${models.join(', ')}.` : ''
  return `"${step}" was taken back: ${number(restored)} rows and values are as they were before it.${built}`
}

const freedWords = (freed: number) =>
  freed >= 0
    ? `${number(freed)} ${freed === 1 ? 'line' : 'lines'} came out of quarantine. osusume train makes a model that knows them.`
    : `${number(-freed)} ${freed === -1 ? 'line' : 'lines'} went back into quarantine. osusume train makes a model without them.`

function leftBehindWords(asked: NonNullable<PrepareReport['leftBehind']>): string {
  return `By the defaults again: what was asked for the last time (${Object.keys(asked).join(', ')}) is left behind. --config says what you want otherwise, --undo STEP what not to do.`
}

function importWords({ read, merged, rejected, setAside }: PrepareReport['imported']): string {
  if (read === 0) return 'events that were sent; no file was imported'
  const parts = [`${number(read)} rows read by import`]
  if (merged > 0) parts.push(`${number(merged)} of them repeats to the letter`)
  if (rejected > 0) parts.push(`${number(rejected)} rejected`)
  if (setAside > 0) parts.push(`${number(setAside)} set aside`)
  return parts.join(', ')
}

const number = (n: number) => n.toLocaleString('en')
