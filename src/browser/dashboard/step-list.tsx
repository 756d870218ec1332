import type { Preparation, ToldStep } from '../../contract/preparation.ts'
import { number } from './figures.ts'
import { ToldRows } from './told-rows.tsx'
import type { Propose } from './use-dashboard.ts'

const fates = ['dropped', 'merged', 'quarantined'] as const

/** Every step in its order: what it left standing as a bar, what it took, why, and some of the rows. */
export function StepList({
  preparation: { steps, off, balance },
  busy,
  propose,
}: {
  preparation: Preparation
  busy: boolean
  propose: Propose
}) {
  const [first] = steps
  const whole = first ? first.kept + first.dropped + first.merged + first.quarantined : balance.read
  return (
    <section id="steps" aria-labelledby="steps-head">
      <h2 id="steps-head">Step by step</h2>
      <p class="note">
        Each bar is the log: what still stands, and what this step took from it. Open one for its reasons.
      </p>
      {steps.map((step) => (
        <Step key={step.step} step={step} whole={whole} busy={busy} propose={propose} />
      ))}
      {off.length > 0 && <h3>Taken back, or never asked for</h3>}
      {off.map(({ step, about }) => (
        <div key={step} class="row off">
          <span class="name">{step}</span>
          <p>{about}</p>
          <button
            type="button"
            disabled={busy}
            onClick={() => propose({ redo: step }, `Let “${step}” run again?`, 'Let it run')}
          >
            Let it run again…
          </button>
        </div>
      ))}
    </section>
  )
}

function Step({
  step: { step, about, kept, note, filled, reasons, undoable, ...taken },
  whole,
  busy,
  propose,
}: {
  step: ToldStep
  whole: number
  busy: boolean
  propose: Propose
}) {
  const gone = fates.reduce((sum, fate) => sum + taken[fate], 0)
  const says = [
    ...fates.filter((fate) => taken[fate] > 0).map((fate) => `${number(taken[fate])} ${fate}`),
    ...(filled > 0 ? [`${number(filled)} filled or changed`] : []),
  ]
  return (
    <details class={`row step ${gone + filled === 0 ? 'quiet' : ''}`} data-step={step}>
      <summary>
        <span class="name">{step}</span>
        <span class="figure">{gone > 0 ? `−${number(gone)}` : filled > 0 ? `~${number(filled)}` : '0'}</span>
        <span class="bar" aria-hidden="true">
          <i class="part kept" style={{ width: `${(100 * kept) / whole}%` }} />
          {fates.map(
            (fate) =>
              taken[fate] > 0 && (
                <i key={fate} class={`part ${fate}`} style={{ width: `max(2px, ${(100 * taken[fate]) / whole}%)` }} />
              ),
          )}
        </span>
        {says.length > 0 && <span class="of">{says.join(', ')}</span>}
      </summary>
      <p>{about}</p>
      <p>{note}</p>
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.map(({ fate, why, rows, examples }) => (
            <li key={`${fate}-${why}`}>
              <i class={`dot ${fate}`} />
              <b>{number(rows)}</b> {fate}: {why}
              <ToldRows rows={examples} />
            </li>
          ))}
        </ul>
      )}
      {reasons.length > 0 && (
        <p class="note">
          All of them: <code>osusume ledger --step {step}</code>
        </p>
      )}
      {undoable && (
        <button
          type="button"
          disabled={busy}
          onClick={() => propose({ undo: step }, `Take “${step}” back?`, 'Take it back')}
        >
          Take this step back…
        </button>
      )}
    </details>
  )
}
