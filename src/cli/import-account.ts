import type { ImportReport } from '../jobs/import/import-file.ts'

/** What an account tells of; of a list of products or customers there is less. */
export type Accounted = Pick<
  ImportReport,
  'read' | 'accepted' | 'merged' | 'rejected' | 'setAside' | 'reasons' | 'rejectFile' | 'seconds'
> &
  Partial<ImportReport>

/** What became of the rows of a file, for a terminal. */
export function importAccount(report: Accounted, { dryRun, data }: { dryRun: boolean; data: string }): string {
  const rows: [string, number][] = [
    ['accepted', report.accepted],
    ['merged', report.merged],
    ['rejected', report.rejected],
    ['set aside', report.setAside],
  ]
  const number = (n: number) => n.toLocaleString('en').padStart(13)
  const why = Object.entries(report.reasons).map(([code, n]) => `    ${code.padEnd(18)}${number(n)}\n`)
  const mended = Object.entries(report.repaired ?? {}).map(([what, n]) => `    ${what.padEnd(18)}${number(n)}\n`)
  return [
    `${'rows read'.padEnd(22)}${number(report.read)}   ${report.seconds.toFixed(1)} s\n`,
    ...rows.map(([name, n]) => `  ${name.padEnd(20)}${number(n)}\n`),
    ...(why.length > 0 ? ['  of these\n', ...why] : []),
    ...(report.unknownKinds ? unknownLines(report.unknownKinds) : []),
    ...(mended.length > 0 ? ['  read although written otherwise\n', ...mended] : []),
    report.encoding === undefined || report.encoding === 'utf-8' ? '' : `  decoded from ${report.encoding}\n`,
    report.resumedAt !== undefined && report.resumedAt > 0
      ? `  went on after row ${report.resumedAt.toLocaleString('en')} of an interrupted import\n`
      : '',
    report.rejectFile ? `  refused rows are in ${report.rejectFile}\n` : '',
    dryRun
      ? 'nothing was stored (dry run)\n'
      : `next: osusume prepare${data === './osusume-data' ? '' : ` --data ${data}`}\n`,
  ].join('')
}

/** What the rows set aside say was done, and the line that would take them in. */
function unknownLines({ words, kind }: ImportReport['unknownKinds']): string[] {
  if (words.length === 0) return []
  const shown = words.slice(0, 10)
  const more = words.length - shown.length
  return [
    '  words for what was done that the mapping does not name\n',
    ...shown.map(
      ({ word, rows }) => `    ${JSON.stringify(word).padEnd(18)}${rows.toLocaleString('en').padStart(13)}\n`,
    ),
    ...(more > 0 ? [`    and ${more.toLocaleString('en')} more (--json names them)\n`] : []),
    ...(kind === null
      ? []
      : [
          `  to take them in, put this line into the mapping (KIND: one of those osusume import --help names) and import again:\n    ${kind}\n`,
        ]),
  ]
}
