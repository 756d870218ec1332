import type { Quarantine } from '../contract/preparation.ts'
import { wrapped } from './wrapped.ts'

/** Who is set aside, for what, and some of their rows with the line they came from; then who was released. */
export function quarantineAccount({ snapshot, rows, people, suspects, released }: Quarantine, width: number): string {
  const lines =
    people === 0
      ? [`Nobody is in quarantine (snapshot ${snapshot}).`]
      : [
          `${number(people)} in quarantine with ${number(rows)} rows (snapshot ${snapshot}), set aside and never deleted:`,
          '',
        ]
  for (const { who, step, why, rows, first, last, did, examples, releasable } of suspects) {
    const kinds = Object.entries(did).map(([kind, n]) => `${number(n)} ${kind}`)
    lines.push(
      `${who.padEnd(28)}${number(rows).padStart(9)} ${rows === 1 ? 'row ' : 'rows'}   ${step}`,
      ...wrapped(
        `${why}; ${kinds.join(', ')}; ${first.slice(0, 10)} to ${last.slice(0, 10)}${releasable ? '' : ' (single lines, whoever they are of)'}`,
        Math.max(40, width - 4),
      ).map((line) => `    ${line}`),
      ...examples.map(({ source, row, said }) => `    · ${source ?? `row ${row}`}: ${said}`),
    )
  }
  if (people > suspects.length && suspects.length > 0) lines.push(`… and others: --limit ${people} shows all`)
  if (released.length > 0)
    lines.push('', 'Released by hand:', ...released.map(({ who, at }) => `${who.padEnd(28)}since ${at.slice(0, 10)}`))
  lines.push(
    '',
    'A person after all? osusume prepare --release ID (--dry-run says first what that does); --unrelease ID takes it back.',
  )
  return `${lines.join('\n')}\n`
}

const number = (n: number) => n.toLocaleString('en')
