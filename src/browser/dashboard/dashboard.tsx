import { Balance } from './balance.tsx'
import { moment } from './figures.ts'
import { Imports } from './imports.tsx'
import { KeyForm } from './key-form.tsx'
import { QuarantineList } from './quarantine-list.tsx'
import { StepList } from './step-list.tsx'
import { useDashboard } from './use-dashboard.ts'
import { YesOrNo } from './yes-or-no.tsx'

/** What the newest preparation did, who is in quarantine, and the changes one can make to either. */
export function Dashboard() {
  const { state, giveKey, propose, decide } = useDashboard()
  const { preparation, quarantine, keyWanted, trouble, news, busy, pending } = state
  return (
    <>
      <a class="skip" href="#main">
        To what became of the rows
      </a>
      <header>
        <p class="eyebrow">Osusume · preparation</p>
        <h1>What became of every row</h1>
        {preparation && (
          <p class="lead">
            Snapshot <code>{preparation.snapshot}</code>, made {moment(preparation.created)} UTC. Nothing is ever
            deleted: what was taken out stands in the ledger and can come back.
          </p>
        )}
        {preparation && (
          <nav aria-label="On this page">
            <a href="#balance">Balance</a>
            <a href="#imports">Imports</a>
            <a href="#steps">Steps</a>
            <a href="#quarantine">Quarantine</a>
          </nav>
        )}
      </header>
      <p id="news" class="news" role="status" tabIndex={-1}>
        {news ?? (busy && !preparation ? 'Reading the ledger…' : '')}
      </p>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {keyWanted && <KeyForm refused={keyWanted.refused} give={giveKey} />}
      <main id="main" aria-busy={busy}>
        {preparation && <Balance preparation={preparation} />}
        {preparation && <Imports imports={preparation.imports} />}
        {preparation && <StepList preparation={preparation} busy={busy} propose={propose} />}
        {quarantine && <QuarantineList quarantine={quarantine} busy={busy} propose={propose} />}
      </main>
      {pending && <YesOrNo pending={pending} decide={decide} />}
    </>
  )
}
