import { rawActions, type rawColumns } from './raw-line.ts'

type Column = (typeof rawColumns)[number]
const column = <C extends Column>(name: C): C => name

/** What the shop would have to write for `import --mapping`: which of its columns is what, and what its words mean. */
export const rawMapping = {
  kind: {
    column: column('action'),
    values: {
      [rawActions.view]: 'view',
      [rawActions.add_to_cart]: 'add_to_cart',
      [rawActions.purchase]: 'purchase',
      [rawActions.refund]: 'refund',
    },
  },
  time: { column: column('date_time'), format: 'iso' },
  user: column('customer_no'),
  visitor: column('browser'),
  item: column('article'),
  quantity: column('pieces'),
  price: column('unit_price'),
  order: column('order_no'),
  items: { title: column('article_name'), category: column('shelf'), brand: column('brand') },
  users: { country: column('country') },
  // Short codes that only this shop knows to be no products.
  prepare: { nonProducts: ['POST', 'D', 'M'] },
} as const
