import { catalogueStepNames, isCatalogueStep } from '../fields/field-rules.ts'
import { bots } from './bots.ts'
import { eventPrices } from './event-prices.ts'
import { exactRepeats } from './exact-repeats.ts'
import { gifts } from './gifts.ts'
import { minimumCounts } from './minimum-counts.ts'
import { nearRepeats } from './near-repeats.ts'
import { outliers } from './outliers.ts'
import { people } from './people.ts'
import { prices } from './prices.ts'
import { productTwins } from './product-twins.ts'
import { products } from './products.ts'
import { quantities } from './quantities.ts'
import { repeatedOrders } from './repeated-orders.ts'
import { requiredFields } from './required-fields.ts'
import { returns } from './returns.ts'
import { staff } from './staff.ts'
import type { Step } from './step.ts'
import { variants } from './variants.ts'
import { wholesale } from './wholesale.ts'

/**
 * Every step there is, in the order that makes sense: a return may only meet purchases that are real, and scarcity is judged last.
 * Which of them run, and in which order, a configuration says (`steps`).
 */
const all: readonly Step[] = [
  exactRepeats,
  people,
  nearRepeats,
  repeatedOrders,
  staff,
  bots,
  products,
  productTwins,
  quantities,
  prices,
  outliers,
  eventPrices,
  returns,
  wholesale,
  gifts,
  variants,
  requiredFields,
  minimumCounts,
]

export const steps: Readonly<Record<string, Step>> = Object.fromEntries(all.map((step) => [step.name, step]))

/** Their names, and behind them those of the steps about the catalogue, which begin where the events are clean. */
export const stepNames: readonly string[] = [...Object.keys(steps), ...catalogueStepNames]

/** What is wrong with an order of steps, in a sentence; undefined when nothing is. */
export function wrongOrder(names: readonly string[]): string | undefined {
  const known = stepNames
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) return `got "${unknown}", want steps among ${known.join(', ')}`
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `got "${twice}" twice, want each step once`
  const lacking = known.find((name) => steps[name]?.essential && !names.includes(name))
  if (lacking !== undefined) return `got no "${lacking}", want it: nothing can be learnt without`
  for (const [at, name] of names.entries())
    for (const before of steps[name]?.after ?? [])
      if (names.indexOf(before) > at) return `got "${name}" before "${before}", want it after`
  const ofCatalogue = names.filter(isCatalogueStep)
  const late = names.slice(0, -ofCatalogue.length || names.length).find(isCatalogueStep)
  if (late !== undefined) return `got "${late}" before a step about events, want it after all of them`
  const usual = catalogueStepNames.filter((name) => ofCatalogue.includes(name))
  if (ofCatalogue.join() !== usual.join()) return `got ${ofCatalogue.join(', ')}, want ${usual.join(', ')}`
  return undefined
}
