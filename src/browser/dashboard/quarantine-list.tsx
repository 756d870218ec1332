import { useState } from 'preact/hooks'
import type { Quarantine, Suspect } from '../../contract/preparation.ts'
import { day, number } from './figures.ts'
import { ToldRows } from './told-rows.tsx'
import type { Propose } from './use-dashboard.ts'

/** Who is set aside, for what, with some of their rows; and who was let out. */
export function QuarantineList({
  quarantine: { suspects, people, rows, released, limit },
  busy,
  propose,
}: {
  quarantine: Quarantine
  busy: boolean
  propose: Propose
}) {
  const [wanted, setWanted] = useState('')
  const found = suspects.filter(({ who, step, why }) =>
    `${who} ${step} ${why}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  )
  return (
    <section id="quarantine" aria-labelledby="quarantine-head">
      <h2 id="quarantine-head">
        {people === 0 ? 'Nobody is in quarantine' : `${number(people)} in quarantine, with ${number(rows)} rows`}
      </h2>
      <p class="note">
        Machines, the shop’s own people, test orders, and what cannot be. Models do not learn from them; nothing of
        theirs is deleted.
      </p>
      {suspects.length > 4 && (
        <div class="find">
          <label for="find">Find</label>
          <input id="find" type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
          <small role="status">
            {number(found.length)} of {number(people)}
          </small>
        </div>
      )}
      <ul class="suspects">
        {found.map((one) => (
          <SuspectCard key={`${one.step}-${one.who}`} suspect={one} limit={limit} busy={busy} propose={propose} />
        ))}
      </ul>
      {people > suspects.length && (
        <p class="note">
          Those with most rows are shown; all: <code>osusume prepare --quarantine --limit {people}</code>
        </p>
      )}
      {released.length > 0 && <h3>Released by hand</h3>}
      <ul class="suspects">
        {released.map(({ who, at }) => (
          <li key={who} class="suspect" data-who={who}>
            <h4>{who}</h4>
            <p>A person after all, since {day(at)}. No step sets them aside.</p>
            <button
              type="button"
              disabled={busy}
              onClick={() => propose({ unrelease: who }, `Judge ${who} again?`, 'Judge again')}
            >
              Judge again…
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function SuspectCard({
  suspect: { who, step, why, score, rows, first, last, did, examples, releasable },
  limit,
  busy,
  propose,
}: {
  suspect: Suspect
  limit: number
  busy: boolean
  propose: Propose
}) {
  return (
    <li class="suspect" data-who={who}>
      <h4>{who}</h4>
      <p class="rule">
        <span class="badge">{step}</span> {why}
      </p>
      {score !== undefined && (
        <div class="score" role="img" aria-label={`score ${score} of 4, set aside from ${limit} on`}>
          <i style={{ width: `${(100 * score) / 4}%` }} />
          <b style={{ left: `${(100 * limit) / 4}%` }} />
        </div>
      )}
      <p>
        {number(rows)} {rows === 1 ? 'row' : 'rows'} (
        {Object.entries(did)
          .map(([kind, n]) => `${number(n)} ${kind}`)
          .join(', ')}
        ), {day(first) === day(last) ? day(first) : `${day(first)} to ${day(last)}`}
      </p>
      <details>
        <summary>Some of them</summary>
        <ToldRows rows={examples} />
      </details>
      {releasable ? (
        <button
          type="button"
          disabled={busy}
          onClick={() => propose({ release: who }, `Is ${who} a person after all?`, 'A person: let out')}
        >
          A person after all…
        </button>
      ) : (
        <p class="note">Single lines that cannot be, whoever they are of.</p>
      )}
    </li>
  )
}
