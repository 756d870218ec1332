import { defaultConfig, type PrepareConfig } from '../../prepare/config.ts'
import { aboutStep } from '../../prepare/steps/about-step.ts'
import { settingsOf } from '../../prepare/steps/settings-of.ts'
import { stepNames } from '../../prepare/steps/steps.ts'
import type { Store } from '../../store/store.ts'

export interface StepsTold {
  /** the snapshot that goes by it; null for the defaults, before anything was prepared */
  snapshot: string | null
  steps: { step: string; about: string; runs: boolean; settings: Record<string, unknown> }[]
  /** all of it, as a file for `--config` says it */
  config: PrepareConfig
}

/** Every step there is, in its order: what it does and why, whether it runs, and what it goes by. */
export async function stepsOf(store: Store | undefined): Promise<StepsTold> {
  const stored = await store?.snapshot()
  const config = stored ? ({ ...defaultConfig, ...stored.config } as PrepareConfig) : defaultConfig
  const { steps: ran } = config
  const order = [...ran, ...stepNames.filter((name) => !ran.includes(name))]
  return {
    snapshot: stored?.snapshot ?? null,
    steps: order.map((step) => ({
      step,
      about: aboutStep(step),
      runs: ran.includes(step),
      settings: settingsOf(step, config),
    })),
    config,
  }
}
