import { worth } from '../../src/simulate/lift.ts'
import type { CleanShop } from '../../src/simulate/simulate-shop.ts'
import { nextPurchase } from '../../src/simulate/taste.ts'

/** Figures of one model after one preparation, means over those who are asked. */
export interface Figures {
  /** share of what they really bought in the weeks after, and never before, that is on their list of ten */
  recall: number
  /** chance that their next new purchase, as the simulator knows it, is on the list */
  chance: number
  /** places of ten that hold what an earlier place of the list holds under another id */
  copies: number
  /** places of ten that hold no product */
  nothings: number
}

/** What the customers of a shop really did after the cut: nothing of it hangs on dirt, a step or a model. */
export interface Truth {
  asked: string[]
  figuresOf(lists: readonly string[][], productOf: (id: string) => number): Figures
}

/** Customers who had bought before the cut and bought something new after it; questions by catalogue rows. */
export function truthOf({ catalogue, visitors, deeds }: CleanShop, cutMs: number): Truth {
  const people = visitors.flatMap((visitor, v) => {
    const bought = new Set<number>()
    const wanted = new Set<number>()
    for (const { kind, timeMs, product } of deeds[v] ?? []) {
      if (kind !== 'purchase') continue
      if (timeMs < cutMs) bought.add(product)
      else if (!bought.has(product)) wanted.add(product)
    }
    if (bought.size === 0 || wanted.size === 0) return []
    return [{ id: visitor.id, wanted, chance: nextPurchase(catalogue, visitor, bought, new Date(cutMs).getUTCMonth()) }]
  })
  return {
    asked: people.map(({ id }) => id),
    figuresOf(lists, productOf) {
      const sum: Figures = { recall: 0, chance: 0, copies: 0, nothings: 0 }
      people.forEach(({ wanted, chance }, row) => {
        const list = (lists[row] ?? []).map(productOf)
        const real = list.filter((product) => product >= 0)
        const found = new Set(real)
        sum.recall += [...found].filter((product) => wanted.has(product)).length / wanted.size
        sum.chance += worth(chance, found)
        sum.copies += real.length - found.size
        sum.nothings += list.length - real.length
      })
      const mean = (x: number) => x / people.length
      return {
        recall: mean(sum.recall),
        chance: mean(sum.chance),
        copies: mean(sum.copies),
        nothings: mean(sum.nothings),
      }
    },
  }
}
