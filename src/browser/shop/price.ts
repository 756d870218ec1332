import type { Item } from '../../contract/item.ts'

/** The price as a shopper reads it; empty when the shop has not said. */
export function priceOf({ price, currency }: Item): string {
  if (price === undefined) return ''
  return new Intl.NumberFormat('en', currency ? { style: 'currency', currency } : {}).format(price)
}
