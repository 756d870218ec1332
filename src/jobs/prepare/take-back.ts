import { Fault } from '../../contract/fault.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import { type ConfigInput, parseConfig } from '../../prepare/parse-config.ts'
import { stepNames, wrongOrder } from '../../prepare/steps/steps.ts'
import type { LedgerEntry, Store, StoredSnapshot } from '../../store/store.ts'
import { modelsBuiltWith } from '../train/models-built-with.ts'
import { hashOfNames } from './name-products.ts'

/** What a snapshot was made by, and what the store noted of it. */
interface Made {
  config: PrepareConfig
  asked: ConfigInput
  clean: { items: readonly string[] }
  stored: StoredSnapshot
}

/** What was taken back, and what is built on data with it. */
export interface Undone {
  step: string
  /** rows and values that are as they were before it */
  restored: number
  /** names what stood before the step, and stands again */
  hash: string
  models: string[]
}

/** The configuration of the newest snapshot without one of its steps. */
export function withoutStep(last: Made | undefined, step: string): ConfigInput {
  if (!last) throw new Fault('not-ready', 'undo: nothing was prepared yet; osusume prepare comes first')
  const { steps } = last.config
  if (!steps.includes(step))
    throw new Fault('bad-request', `undo: got "${step}", want one of the steps that ran: ${steps.join(', ')}`)
  const left = steps.filter((name) => name !== step)
  if (wrongOrder(left) !== undefined)
    throw new Fault('bad-request', `undo: got "${step}", want a step that can be done without (${wrongOrder(left)})`)
  return parseConfig({ ...last.asked, steps: left })
}

/** The configuration of the newest snapshot and one more step, in the usual order. */
export function withStep(last: Made | undefined, step: string): ConfigInput {
  if (!last) throw new Fault('not-ready', 'redo: nothing was prepared yet; osusume prepare comes first')
  const usual = stepNames
  if (!usual.includes(step) || last.config.steps.includes(step))
    throw new Fault(
      'bad-request',
      `redo: got "${step}", want one of the steps that do not run: ${usual.filter((name) => !last.config.steps.includes(name)).join(', ') || 'all do'}`,
    )
  return parseConfig({
    ...last.asked,
    steps: usual.filter((name) => name === step || last.config.steps.includes(name)),
  })
}

/**
 * What was taken back. What stood before the step must stand again to the last row, and stands as it is after it.
 * @throws Error  it does not: the log has changed in between, or a step is not what it was
 */
export async function undone(store: Store, last: Made, step: string, after: readonly LedgerEntry[]): Promise<Undone> {
  const before = last.stored.steps
  const at = before.findIndex((entry) => entry.step === step)
  const ofNames = before[at]?.hashBefore !== undefined
  // names are given back, and looked at again, before anything is made of them (name-products.ts)
  const hash = ofNames
    ? await hashOfNames(store, last.clean.items)
    : at === 0
      ? 'the whole log'
      : (before[at - 1]?.hash ?? '')
  const { untilSeq } = last.stored
  if (!ofNames && at > 0 && untilSeq === (await store.lastSeq()) && after[at - 1]?.hash !== hash)
    throw new Error(`undo: before "${step}" stood ${hash}, now stands ${after[at - 1]?.hash}`)
  const { dropped = 0, merged = 0, quarantined = 0, filled = 0 } = before[at] ?? {}
  return {
    step,
    restored: dropped + merged + quarantined + filled,
    hash,
    models: (await modelsBuiltWith(store, step)).map(({ version }) => version),
  }
}
