import type { ToldRow } from '../../contract/preparation.ts'

/** Some rows, each with the line of the file it came from. */
export function ToldRows({ rows }: { rows: readonly ToldRow[] }) {
  return (
    <ul class="rows">
      {rows.map(({ source, row, said }, at) => (
        <li key={`${row ?? ''}-${at}`}>
          {(source !== null || row !== null) && <code>{source ?? `row ${row}`}</code>} {said}
        </li>
      ))}
    </ul>
  )
}
