import type { PrepareConfig } from '../../src/prepare/config.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'
import type { DirtKind } from '../../src/simulate/soil/kinds.ts'

/** A step against the dirt it is there for: the two preparations that are compared. All other steps run in both. */
export interface Repair {
  name: string
  dirt: DirtKind
  without: (config: PrepareConfig) => PrepareConfig
  with?: (config: PrepareConfig) => PrepareConfig
  /** a log from which the step has nothing to work on: for what cannot be left out */
  blind?: (log: EventColumns) => EventColumns
}

const less =
  (...left: string[]) =>
  (config: PrepareConfig) => ({
    ...config,
    steps: config.steps.filter((name) => !left.includes(name)),
  })
const set = (change: Partial<PrepareConfig>) => (config: PrepareConfig) => ({ ...config, ...change })

export const repairs: readonly Repair[] = [
  // near-repeats would merge them too: it is left out of both
  {
    name: 'exact-repeats',
    dirt: 'repeats',
    without: less('exact-repeats', 'near-repeats'),
    with: less('near-repeats'),
  },
  { name: 'near-repeats', dirt: 'double clicks', without: less('near-repeats') },
  { name: 'repeated-orders', dirt: 'repeated orders', without: less('repeated-orders') },
  // a browser on which somebody signed in is not told from one on which nobody did
  { name: 'people', dirt: 'signed out', without: (config) => config, blind: withoutSignIns },
  { name: 'staff-and-tests', dirt: 'test orders', without: less('staff-and-tests') },
  { name: 'bots', dirt: 'crawlers', without: less('bots') },
  { name: 'bots', dirt: 'crawlers without cookies', without: less('bots') },
  { name: 'bots', dirt: 'price watchers', without: less('bots') },
  { name: 'products', dirt: 'postage', without: set({ nonProducts: [] }) },
  {
    name: 'product-twins (merge)',
    dirt: 'twins',
    without: less('product-twins'),
    with: set({ productTwins: 'merge' }),
  },
  { name: 'variants', dirt: 'sizes', without: less('variants') },
  { name: 'quantities', dirt: 'corrections', without: less('quantities') },
  { name: 'prices', dirt: 'samples', without: less('prices') },
  { name: 'outliers', dirt: 'price slips', without: less('outliers') },
  { name: 'outliers', dirt: 'till', without: less('outliers') },
  { name: 'returns', dirt: 'mistakes', without: less('returns') },
  {
    name: 'returns (weigh nothing)',
    dirt: 'mistakes',
    without: less('returns'),
    with: (config) => ({ ...config, weights: { ...config.weights, returned: 0 } }),
  },
  {
    name: 'wholesale (leave-out)',
    dirt: 'traders',
    without: less('wholesale'),
    with: set({ wholesale: 'leave-out' }),
  },
  { name: 'gifts', dirt: 'presents', without: less('gifts') },
  {
    name: 'gifts (giftTimes 64)',
    dirt: 'presents without a mark',
    without: less('gifts'),
    with: set({ giftTimes: 64 }),
  },
]

/** Lines that name no customer come from browsers on which nobody ever signs in. */
function withoutSignIns(log: EventColumns): EventColumns {
  return {
    ...log,
    visitors: [...log.visitors, ...log.visitors.map((id) => `${id} signed out`)],
    visitor: log.visitor.map((v, row) => (v >= 0 && log.user[row]! < 0 ? v + log.visitors.length : v)),
  }
}
