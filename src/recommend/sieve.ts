import type { RecommendationRequest } from '../contract/recommendation.ts'
import type { Catalogue } from './catalogue.ts'

/** Says of a catalogue position whether it may be on this list. */
export type Sieve = (position: number) => boolean

/**
 * What may be shown at all (in the catalogue, not sold out), narrowed by the request's filter and by the ids that are
 * left out, each with all variants of its product. Applied to every item before the best are chosen, so that a narrow filter still fills its list.
 */
export function sieve(catalogue: Catalogue, filter: RecommendationRequest['filter'], leftOut: Iterable<string>): Sieve {
  const { open, price, category, brand } = catalogue
  const out = new Set<number>()
  for (const id of leftOut) {
    const at = catalogue.position(id)
    if (at >= 0) out.add(catalogue.family(at))
  }
  const within = filter?.category === undefined ? undefined : catalogue.categoriesWithin(filter.category)
  const ofBrand = filter?.brand === undefined ? undefined : catalogue.brandNumber(filter.brand)
  const least = filter?.minPrice
  const most = filter?.maxPrice
  return (at) =>
    open[at] === 1 &&
    (out.size === 0 || !out.has(catalogue.family(at))) &&
    (within === undefined || within[category[at]!] === 1) &&
    (ofBrand === undefined || brand[at] === ofBrand) &&
    // an unknown price (NaN) is within no bounds
    (least === undefined || price[at]! >= least) &&
    (most === undefined || price[at]! <= most)
}
