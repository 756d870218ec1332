import { Fault } from '../../contract/fault.ts'
import type { PrepareConfig } from '../config.ts'
import { counted, dropped, type Step } from './step.ts'

/**
 * What is no product: postage, discounts, bank charges, manual corrections, tests. With `productPattern` a product is
 * what the pattern matches; without it, whatever `nonProducts` does not name (in any case). Lines that name no product at
 * all (a search, a list that was shown) leave here too.
 */
export const products: Step = {
  name: 'products',
  about: 'Postage, discounts, fees and tests are no products: everybody has them, so everybody would be shown them.',
  essential: true,
  judge({ rows, item: itemOf, items }, config) {
    const isProduct = productTest(config)
    const real = Uint8Array.from(items, (id) => (isProduct(id) ? 1 : 0))
    const fate = new Uint8Array(rows.length)
    const codes = new Set<number>()
    let without = 0
    let other = 0
    for (let k = 0; k < rows.length; k++) {
      const item = itemOf[rows[k]!]!
      if (item >= 0 && real[item] === 1) continue
      fate[k] = dropped
      if (item < 0) without++
      else {
        other++
        codes.add(item)
      }
    }
    const notes = []
    if (other > 0) {
      const named = [...codes].slice(0, 3).map((item) => `"${items[item]}"`)
      const more = codes.size > named.length ? ' and others' : ''
      notes.push(
        `${counted(other, 'line')} under ${counted(codes.size, 'code')} that ${codes.size === 1 ? 'is' : 'are'} no product: ${named.join(', ')}${more}.`,
      )
    }
    if (without > 0) notes.push(`${counted(without, 'line')} about no product: searches and lists shown.`)
    return {
      fate,
      note: notes.join(' ') || 'Every code is a product.',
      why: (k) => (itemOf[rows[k]!]! < 0 ? 'names no product' : `"${items[itemOf[rows[k]!]!]}" is no product`),
    }
  },
}

/** @throws Fault bad-request when `productPattern` is no regular expression */
export function productTest({ productPattern, nonProducts }: PrepareConfig): (id: string) => boolean {
  if (productPattern !== undefined) {
    try {
      const pattern = new RegExp(productPattern)
      return (id) => pattern.test(id)
    } catch (cause) {
      throw new Fault('bad-request', `productPattern: got ${productPattern}, want a regular expression`, { cause })
    }
  }
  const named = new Set(nonProducts.map((id) => id.toLowerCase()))
  return (id) => !named.has(id.trim().toLowerCase())
}
