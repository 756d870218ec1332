import { eventKinds } from '../../src/contract/event.ts'
import type { Item } from '../../src/contract/item.ts'
import type { FitContext } from '../../src/model/model.ts'
import { rng } from '../../src/numbers/rng.ts'
import { topK } from '../../src/numbers/topk.ts'
import type { CleanEvents } from '../../src/prepare/clean-events.ts'
import { defaultConfig, type PrepareConfig } from '../../src/prepare/config.ts'
import { itemTraits } from '../../src/prepare/item-traits.ts'
import { nearDuplicates } from '../../src/prepare/near-duplicates/near-duplicates.ts'
import { prepareEvents } from '../../src/prepare/prepare-events.ts'
import { cleanShop, demoShop } from '../../src/simulate/simulate-shop.ts'
import { dirtKinds } from '../../src/simulate/soil/kinds.ts'
import { type Ground, type Soiled, soiled } from '../../src/simulate/soil/soil.ts'
import { columnsOfLines } from './columns-of-lines.ts'
import { type Lesson, lessonOf, listsOf } from './learnt.ts'
import { type Repair, repairs } from './repairs.ts'
import { type Figures, truthOf } from './truth.ts'

const dayMs = 86_400_000
const kinds = Object.keys(dirtKinds)
const purchase = eventKinds.indexOf('purchase')

/** One preparation of one shop: figures of every model, and what the cleaned data says of the shop. */
export interface Outcome {
  /** position in `repairs` */
  repair: number
  dose: number
  arm: 'without' | 'with'
  models: Record<string, Figures>
  /** of the ten that sell best, how many are not among the clean shop's ten */
  popularOff: number
  /** revenue up to the cut over the clean shop's, less 1 */
  revenueOff: number
}

export interface ShopRequest {
  seed: number
  models: readonly string[]
  /** 0, a shop without this dirt, is among them */
  doses: readonly number[]
  size: { nProducts: number; nCustomers: number; nGuests: number }
  holdoutDays: number
  /** positions in `repairs` */
  chosen: readonly number[]
}

export interface ShopOutcome {
  asked: number
  /** of the shop before any dirt, after every step */
  clean: Record<string, Figures>
  outcomes: Outcome[]
}

/**
 * One shop, soiled in every way and cleaned with and without the step that is there for it. What is learnt ends at the
 * cut, and so does all that a step may see; who is asked, and for what, is the truth of the clean shop.
 */
export async function simulatedShop(
  { seed, models, doses, size, holdoutDays, chosen }: ShopRequest,
  context: FitContext,
  onProgress: (done: number, total: number) => void,
): Promise<ShopOutcome> {
  const shop = cleanShop({ ...demoShop, ...size, seed })
  const { catalogue, span } = shop
  const cutMs = span.endMs - holdoutDays * dayMs
  const truth = truthOf(shop, cutMs)
  const rowOf = new Map(catalogue.products.map(({ item }, row) => [item.id, row]))
  const ground: Ground = { lines: shop.lines, catalogue, span: { startMs: span.startMs, endMs: cutMs } }
  const base: PrepareConfig = { ...defaultConfig, nonProducts: [...defaultConfig.nonProducts, 'GIFT-WRAP'] }
  const learnt = new Map<string, Record<string, Figures>>()

  const cleanOne = await arm(soiled(dirtKinds.repeats, ground, 0, rng(seed)), base)
  const best = new Set(cleanOne.best)
  const outcomes: Outcome[] = []
  const total = chosen.length * doses.length * 2
  for (const at of chosen) {
    const repair = repairs[at] as Repair
    for (const dose of doses) {
      // one stream for all doses: more of the same dirt, no other dirt
      const dirty = soiled(
        dirtKinds[repair.dirt],
        ground,
        dose,
        rng(Math.imul(seed, 0x9e3779b1) + 100 + kinds.indexOf(repair.dirt)),
      )
      for (const arm_ of ['without', 'with'] as const) {
        const config = arm_ === 'without' ? repair.without(base) : (repair.with?.(base) ?? base)
        const one = await arm(dirty, config, arm_ === 'without' ? repair.blind : undefined)
        outcomes.push({
          ...{ repair: at, dose, arm: arm_, models: one.models },
          popularOff: one.best.filter((product) => !best.has(product)).length,
          revenueOff: one.revenue / cleanOne.revenue - 1,
        })
        onProgress(outcomes.length, total)
      }
    }
  }
  return { asked: truth.asked.length, clean: cleanOne.models, outcomes }

  async function arm(from: Soiled, config: PrepareConfig, blind?: Repair['blind']) {
    const log = columnsOfLines(from.lines)
    const catalogueNow = [...catalogue.products.map(({ item }) => item), ...from.items]
    const twins = config.productTwins === 'merge' ? await twinsIn(catalogueNow, config) : []
    const { clean } = prepareEvents(blind ? blind(log) : log, config, {
      known: { parents: from.parents, twins, traits: itemTraits(catalogueNow) },
    })
    const lesson = lessonOf(clean, config.weights, cutMs, truth.asked)
    const productOf = (id: string) => rowOf.get(from.reallyIs.get(id) ?? id) ?? -1
    const before = learnt.get(lesson.hash)
    const figures = before ?? {}
    if (!before)
      for (const label of models) figures[label] = truth.figuresOf(await listsOf(label, lesson, context), productOf)
    learnt.set(lesson.hash, figures)
    return { models: figures, best: bestSelling(lesson).map(productOf), revenue: revenueOf(clean) }
  }

  async function twinsIn(all: readonly Item[], { twinLikeness }: PrepareConfig) {
    const found = await nearDuplicates(all, { least: twinLikeness })
    return found.map(({ a, b }) => [all[a]?.id as string, all[b]?.id as string] as const)
  }
}

function bestSelling({ matrix, items }: Lesson): string[] {
  const weight = new Float64Array(items.size)
  for (let at = 0; at < matrix.column.length; at++) weight[matrix.column[at]!]! += matrix.value[at]!
  return Array.from(topK(weight, 10), (i) => items.ids[i] as string)
}

/** What the shop kept of its sales. */
function revenueOf({ kind, price, quantity, returned }: CleanEvents): number {
  let sum = 0
  for (let e = 0; e < kind.length; e++)
    if (kind[e] === purchase && !Number.isNaN(price[e]!)) sum += price[e]! * (quantity[e]! - returned[e]!)
  return sum
}
