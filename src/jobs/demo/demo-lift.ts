import { rng } from '../../numbers/rng.ts'
import { type LiftShare, liftShare, oracleList, worth } from '../../simulate/lift.ts'
import type { SimulatedShop } from '../../simulate/simulate-shop.ts'
import { nextPurchase } from '../../simulate/taste.ts'
import type { Live } from '../live/live.ts'
import type { OnProgress } from '../progress.ts'

/** Lists of ten, as most pages show. */
const perList = 10

/**
 * How much of the achievable lift the published model found (simulate/lift.ts), asked the way a page asks: the model's
 * list is the shop's answer `for-you`, the popular list its answer `popular`, both without what the customer has bought,
 * as the truth leaves that out too.
 *
 * @param most  so many customers are asked, the first who did anything at all; their order is chance
 */
export async function measureLift(
  shop: SimulatedShop,
  live: Live,
  { most, seed, signal, onProgress }: { most: number; seed: number; signal?: AbortSignal; onProgress?: OnProgress },
): Promise<LiftShare> {
  const { catalogue, visitors, deeds, span } = shop
  const row = new Map(catalogue.products.map(({ item }, i) => [item.id, i]))
  const nextMonth = new Date(span.endMs).getUTCMonth()
  const asked = [...visitors.keys()].filter((v) => deeds[v]!.length > 0).slice(0, most)
  const worths = { popular: [] as number[], model: [] as number[], oracle: [] as number[] }
  for (const [done, v] of asked.entries()) {
    if (done % 50 === 0) {
      signal?.throwIfAborted()
      onProgress?.({ stage: 'compare with the truth', done, total: asked.length, unit: 'customers' })
    }
    const bought = new Set(deeds[v]!.filter(({ kind }) => kind === 'purchase').map(({ product }) => product))
    const chance = nextPurchase(catalogue, visitors[v]!, bought, nextMonth)
    const listed = async (kind: 'for-you' | 'popular') => {
      const { items } = await live.recommend({ kind, user: visitors[v]!.id, limit: perList })
      return worth(
        chance,
        items.map(({ id }) => row.get(id)!),
      )
    }
    worths.model.push(await listed('for-you'))
    worths.popular.push(await listed('popular'))
    worths.oracle.push(worth(chance, oracleList(chance, perList)))
  }
  onProgress?.({ stage: 'compare with the truth', done: asked.length, total: asked.length, unit: 'customers' })
  return liftShare(
    {
      popular: Float64Array.from(worths.popular),
      model: Float64Array.from(worths.model),
      oracle: Float64Array.from(worths.oracle),
    },
    rng(seed),
  )
}
