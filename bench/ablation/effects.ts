import type { Estimate } from '../../src/evaluate/coverage.ts'
import { level } from '../../src/evaluate/statistics/detectable.ts'
import { meanOfFew, ratioOfFew } from '../../src/evaluate/statistics/few-trials.ts'
import { holm } from '../../src/evaluate/statistics/holm.ts'
import { mean } from '../../src/numbers/stats.ts'
import { repairs } from './repairs.ts'
import type { Outcome, ShopOutcome } from './simulated-shop.ts'
import type { Figures } from './truth.ts'

/** The mean over all models: what nobody chose after looking. */
export const allModels = 'mean of models'

/** A difference with its interval; `sure`: told from 0 even after correction for all that was looked at. */
export type Difference = Estimate & { p: number; sure: boolean }

/** What one kind of dirt costs at one dose, and how much of it the step gives back. Means over shops, one trial each. */
export interface Effect {
  step: string
  dirt: string
  dose: number
  model: string
  figure: 'recall' | 'chance'
  clean: number
  without: number
  with: number
  /** without − clean */
  damage: Difference
  /** with − without */
  givenBack: Difference
  /** with − clean: what the step could not mend */
  left: Estimate
  /** −givenBack / damage, where there is damage */
  repaired?: Estimate
}

/** The same for what is no accuracy; means over shops. */
export interface Elsewhere {
  step: string
  dirt: string
  dose: number
  /** each without the step and with it: places of ten that hold a copy, no product, what does not sell best; revenue off */
  copies: [number, number]
  nothings: [number, number]
  popularOff: [number, number]
  revenueOff: [number, number]
}

export function effectsOf(shops: readonly ShopOutcome[], models: readonly string[]): Effect[] {
  const effects: Effect[] = []
  for (const { at, dose, without, with_ } of pairs(shops))
    for (const figure of ['recall', 'chance'] as const)
      for (const model of [allModels, ...models]) {
        const of = (figures: Record<string, Figures>) =>
          model === allModels
            ? mean(models.map((one) => figures[one]?.[figure] as number))
            : (figures[model]?.[figure] as number)
        const clean = shops.map((shop) => of(shop.clean))
        const [off, on] = [without.map((one) => of(one.models)), with_.map((one) => of(one.models))]
        const lost = off.map((x, s) => x - (clean[s] as number))
        const back = on.map((x, s) => x - (off[s] as number))
        const damage = meanOfFew(lost)
        const { value, low, high } = meanOfFew(on.map((x, s) => x - (clean[s] as number)))
        const repaired =
          damage.high < 0
            ? ratioOfFew(
                back,
                lost.map((x) => -x),
              )
            : undefined
        effects.push({
          ...nameOf(at, dose),
          ...{ model, figure, clean: mean(clean), without: mean(off), with: mean(on) },
          damage: { ...damage, sure: false },
          givenBack: { ...meanOfFew(back), sure: false },
          left: { value, low, high },
          ...(repaired && { repaired }),
        })
      }
  // what is the same to the bit was no comparison
  const looked = effects.flatMap(({ damage, givenBack }) => [damage, givenBack]).filter(({ p }) => p < 1)
  holm(looked.map(({ p }) => p)).forEach((adjusted, k) => {
    ;(looked[k] as Difference).sure = adjusted < level
  })
  return effects
}

export function elsewhereOf(shops: readonly ShopOutcome[], models: readonly string[]): Elsewhere[] {
  return pairs(shops).map(({ at, dose, without, with_ }) => {
    const both = (of: (outcome: Outcome) => number): [number, number] => [mean(without.map(of)), mean(with_.map(of))]
    const ofModels = (figure: 'copies' | 'nothings') => (outcome: Outcome) =>
      mean(models.map((model) => outcome.models[model]?.[figure] as number))
    return {
      ...nameOf(at, dose),
      copies: both(ofModels('copies')),
      nothings: both(ofModels('nothings')),
      popularOff: both(({ popularOff }) => popularOff),
      revenueOff: both(({ revenueOff }) => revenueOff),
    }
  })
}

const nameOf = (at: number, dose: number) => ({
  step: repairs[at]?.name as string,
  dirt: repairs[at]?.dirt as string,
  dose,
})

/** The outcomes of all shops by repair and dose. */
function pairs(shops: readonly ShopOutcome[]) {
  const [first] = shops
  return (first?.outcomes ?? []).flatMap((outcome, k) =>
    outcome.arm === 'without'
      ? [
          {
            ...{ at: outcome.repair, dose: outcome.dose },
            without: shops.map(({ outcomes }) => outcomes[k] as Outcome),
            with_: shops.map(({ outcomes }) => outcomes[k + 1] as Outcome),
          },
        ]
      : [],
  )
}
