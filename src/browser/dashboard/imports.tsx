import type { ToldImport } from '../../contract/preparation.ts'
import { number } from './figures.ts'

/** What imports had merged, refused or set aside before a row came into the log. */
export function Imports({ imports }: { imports: readonly ToldImport[] }) {
  return (
    <section id="imports" aria-labelledby="imports-head">
      <h2 id="imports-head">Before: what came in</h2>
      {imports.length === 0 && <p class="note">No file was imported: every event was sent.</p>}
      {imports.map(({ source, read, accepted, merged, rejected, setAside, reasons, unknownKinds }, at) => (
        <details key={`${source}-${at}`} class="row">
          <summary>
            <span class="name">{source}</span>
            <span class="figure">{number(accepted)}</span>
            <span class="of">of {number(read)} rows became events</span>
          </summary>
          <p>
            {number(merged)} merged, {number(rejected)} rejected, {number(setAside)} set aside.
          </p>
          <ul class="reasons">
            {Object.entries(reasons).map(([reason, n]) => (
              <li key={reason}>
                <b>{number(n)}</b> {reason}
              </li>
            ))}
          </ul>
          {unknownKinds.length > 0 && (
            <p>
              Words for what was done that the mapping does not name:{' '}
              {unknownKinds.map(({ word, rows }) => `“${word}” (${number(rows)})`).join(', ')}. Put them under{' '}
              <code>kind.values</code> of the mapping and import again: <code>osusume import</code> prints the line.
            </p>
          )}
        </details>
      ))}
    </section>
  )
}
