import { type RawLine, rawActions } from '../../src/simulate/raw-line.ts'

/** A kind of dirt, the check that is for it, and how it is counted. */
export interface Kind {
  name: string
  check: string
  unit: string
  /** the truth */
  is(line: RawLine): boolean
  /** what is counted, where it is not the row */
  key?(line: RawLine): string
}

const tagged = (dirt: NonNullable<RawLine['dirt']>) => (line: RawLine) => line.dirt === dirt

export const kinds: readonly Kind[] = [
  { name: 'cut lines', check: 'broken-rows', unit: 'rows', is: tagged('cut-line') },
  { name: 'no numbers', check: 'unreadable-values', unit: 'rows', is: tagged('broken-pieces') },
  { name: 'unknown words', check: 'unknown-kinds', unit: 'rows', is: tagged('unknown-action') },
  { name: 'no article', check: 'missing-products', unit: 'rows', is: tagged('missing-article') },
  { name: 'no dates', check: 'odd-times', unit: 'rows', is: tagged('broken-date') },
  { name: 'ahead of time', check: 'odd-times', unit: 'rows', is: tagged('ahead-of-time') },
  { name: 'clock not set', check: 'odd-times', unit: 'rows', is: tagged('clock-not-set') },
  { name: 'repeats', check: 'repeats', unit: 'rows', is: tagged('repeat') },
  { name: 'double clicks', check: 'near-repeats', unit: 'rows', is: tagged('double-click') },
  {
    name: 'orders twice',
    check: 'repeated-orders',
    unit: 'orders',
    is: tagged('order-twice'),
    key: (line) => line.order_no,
  },
  { name: 'nobody', check: 'nobody', unit: 'rows', is: (line) => line.customer_no === '' && line.browser === '' },
  {
    name: 'shop counters',
    check: 'shared-browsers',
    unit: 'browsers',
    is: tagged('shop-counter'),
    key: (line) => line.browser,
  },
  { name: 'machines', check: 'bots', unit: 'browsers', is: isMachine, key: (line) => line.browser || line.customer_no },
  { name: 'tests and staff', check: 'staff-and-tests', unit: 'rows', is: tagged('test-order') },
  {
    name: 'traders',
    check: 'wholesale-buyers',
    unit: 'customers',
    is: tagged('wholesale'),
    key: (line) => line.customer_no,
  },
  { name: 'returns', check: 'returns', unit: 'rows', is: (line) => line.action === rawActions.refund },
  { name: 'zero pieces', check: 'zero-quantities', unit: 'rows', is: tagged('zero-quantity') },
  { name: 'impossible pieces', check: 'huge-quantities', unit: 'rows', is: tagged('huge-quantity') },
  { name: 'free of charge', check: 'zero-or-negative-prices', unit: 'rows', is: tagged('free-price') },
  { name: 'postage and such', check: 'non-products', unit: 'rows', is: tagged('no-product') },
  { name: 'other titles', check: 'several-descriptions', unit: 'rows', is: tagged('retitled') },
  { name: 'prices in cents', check: 'several-prices', unit: 'rows', is: tagged('price-in-cents') },
  {
    name: 'second codes',
    check: 'near-duplicate-products',
    unit: 'products',
    is: tagged('second-code'),
    key: (line) => line.article,
  },
]

export function isMachine(line: RawLine): boolean {
  return line.browser.startsWith('crawler-')
}
