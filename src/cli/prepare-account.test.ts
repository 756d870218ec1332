import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account } from './prepare-account.ts'

const step = (
  name: string,
  note: string,
  taken: Partial<Record<'dropped' | 'merged' | 'quarantined', number>> = {},
) => ({
  step: name,
  kept: 0,
  dropped: 0,
  merged: 0,
  filled: 0,
  quarantined: 0,
  note,
  samples: ['2026-01-02 00:00, nobody purchase cup'],
  ...taken,
})

const report = {
  snapshot: '20260101-000000-abcd',
  reused: false,
  imported: { read: 1_210, merged: 10, rejected: 0, setAside: 2 },
  events: 1_200,
  steps: [
    step('people', 'Lines that name neither customer nor visitor say what was sold, but not to whom.', {
      dropped: 150,
    }),
    step('returns', 'Set against their purchases.', { merged: 30, dropped: 15, quarantined: 5 }),
    step('minimum-counts', 'Enough is known.'),
  ],
  users: 40,
  items: 7,
  balance: { read: 1212, kept: 1000, merged: 25, rejected: 0, setAside: 2, dropped: 180, quarantined: 5 },
  interactions: 1_000,
  seconds: 0.25,
}

test('the account adds up from the log to what is left, and no line is wider than the terminal', () => {
  // 1,200 − 150 − (30 + 15 + 5) = 1,000
  assert.equal(
    account(report, { samples: false, width: 80 }),
    `  in the log              1,200   1,210 rows read by import, 10 of them repeats
                                  to the letter, 2 set aside
  people                   −150   Lines that name neither customer nor visitor
                                  say what was sold, but not to whom.
  returns                   −50   Set against their purchases.
  minimum-counts              0   Enough is known.
                    ───────────
  clean events            1,000   40 people, 7 products

Snapshot 20260101-000000-abcd: made in 0.3 s.
Of 1,212 rows read 1,000 were kept, 25 merged, 0 rejected, 2 set aside, 180
dropped, 5 quarantined: none is lost.
The log is untouched: osusume ledger says what became of every row, osusume
prepare --undo STEP takes a step back.
`,
  )
})

test('samples stand under the step that took them, when asked for', () => {
  const lines = account({ ...report, reused: true }, { samples: true, width: 200 }).split('\n')
  assert.equal(lines[2]?.trim(), '· 2026-01-02 00:00, nobody purchase cup')
  assert.equal(lines.filter((line) => line.includes('·')).length, 3)
  assert.ok(lines.includes('Snapshot 20260101-000000-abcd: nothing has changed since, so it stays.'))
})

test('whoever prepares without a word is told which of their words no longer count', () => {
  const told = account(
    { ...report, leftBehind: { steps: ['people', 'products'], minUserEvents: 2 } },
    { samples: false, width: 500 },
  )
  assert.match(
    told,
    /\nBy the defaults again: what was asked for the last time \(steps, minUserEvents\) is left behind\. --config /,
  )
})
