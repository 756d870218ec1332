import type { EventKind } from '../contract/event.ts'
import { catalogueStepNames, type FieldsConfig } from './fields/field-rules.ts'
import type { TextForm } from './fields/text-forms.ts'

/** How clean events become the weight of a (user, item) pair. */
export interface WeightConfig {
  /** weight of one event of each kind; 0 = says nothing; below 0 = subtracts (refund, dislike) */
  kinds: Readonly<Record<EventKind, number>>
  /** what the number of pieces does to the weight: none, or a factor 1 + log₂(pieces) */
  quantity: 'ignore' | 'log'
  /** least and best of the shop's ratings, where their value counts: the best counts whole, the middle nothing, the least against; [] = a rating is a rating */
  ratingScale: readonly number[]
  /** a look that lasted so long counts as one, a shorter one less, a longer one up to twice; 0 = how long does not matter */
  dwellSeconds: number
  /** several events of one pair: the strongest counts, or all add up */
  repeats: 'max' | 'sum'
  /** factor on the weight of a purchase that came back whole; 1 = a return says nothing about taste, 0 = forget it */
  returned: number
  /** an event this old counts half; 0 = age does not matter */
  halfLifeDays: number
}

/** From where on something cannot be what it says. */
export interface OutlierConfig {
  /** moments of one day at which one person acts, and orders of one day */
  dayActs: number
  dayOrders: number
  /** so many times the product's usual price, or this part of it */
  priceTimes: number
  /** so many times the usual pieces */
  quantityTimes: number
}

/** Everything `prepare` may be told. Defaults are in `defaultConfig`; a mapping may bring its own `productPattern`. */
export interface PrepareConfig {
  /** the steps that run, in their order (steps/steps.ts) */
  steps: readonly string[]
  /** the same again so soon is a double click or a retried post */
  repeatSeconds: number
  /** the same order again so soon was sent twice */
  orderRepeatMinutes: number
  /** ids of the shop's own people, and of orders that were tests (a regular expression, in any case) */
  staffPattern: string
  /** who acts like a machine to this degree, from 0 to 4 (steps/bots.ts), is set aside */
  botScore: number
  /** ids that are real products (a regular expression); absent: all but `nonProducts` */
  productPattern?: string
  /** ids, in any case, that are no products: postage, discounts, fees, manual corrections, tests */
  nonProducts: readonly string[]
  /** what becomes of one thing under two ids: 'report' leaves it, 'merge' gives its lines to the id with more of them */
  productTwins: 'report' | 'merge'
  /** how sure (near-duplicates/) two ids must be one thing to be merged */
  twinLikeness: number
  /** pairs of customers, or of browsers as `visitor:ID`, that are one person, and whoever they are one with */
  samePerson: readonly (readonly [string, string])[]
  /** whoever was said to be a person after all: no step sets everything of theirs aside. A browser is `visitor:ID`, an order `order:ID` */
  released: readonly string[]
  /** how far a return may lie behind its purchase */
  returnWindowDays: number
  /** more pieces in one line than this is a typing error or a wholesale deal: quarantined */
  maxQuantity: number
  /** what is more than anybody does, costs or buys: set aside (steps/outliers.ts) */
  outliers: OutlierConfig
  /** wholesale buyers (wholesale-buyers.ts) are kept, kept as a segment of their own that models and slices know of, or left out */
  wholesale: 'keep' | 'segment' | 'leave-out'
  /** ids and titles of what marks an order as a gift (a regular expression, in any case) */
  giftPattern: string
  /** an order so many times less like its buyer than like anybody (steps/far-from-profile.ts) is a gift; 0 = nobody looks */
  giftTimes: number
  /** users and items with fewer clean events than this are left out */
  minUserEvents: number
  minItemEvents: number
  /** what is done to fields of products and people: units, texts, what is missing, scales (fields/field-rules.ts) */
  fields: FieldsConfig
  weights: WeightConfig
}

/** Mends how a text was written down, not what it says. */
const mended: readonly TextForm[] = ['html', 'nfkc', 'no-controls', 'collapse-spaces', 'trim']

export const defaultConfig: PrepareConfig = {
  steps: [
    'exact-repeats',
    'people',
    'near-repeats',
    'repeated-orders',
    'staff-and-tests',
    'bots',
    'products',
    'product-twins',
    'quantities',
    'prices',
    'outliers',
    'event-prices',
    'returns',
    'wholesale',
    'gifts',
    'variants',
    'required-fields',
    'minimum-counts',
    ...catalogueStepNames,
  ],
  repeatSeconds: 2,
  orderRepeatMinutes: 10,
  staffPattern: '^(test|staff|employee|internal|demo)([-_. ]|$)',
  botScore: 0.5,
  // Whole words only: a code of one or two letters may well be somebody's product.
  nonProducts: [
    'POST',
    'POSTAGE',
    'SHIPPING',
    'CARRIAGE',
    'DISCOUNT',
    'MANUAL',
    'ADJUST',
    'BANK CHARGES',
    'CHARGES',
    'FEE',
    'FEES',
    'AMAZONFEE',
    'SAMPLE',
    'SAMPLES',
    'TEST',
    'GIFT CARD',
    'VOUCHER',
    'DONATION',
  ],
  productTwins: 'report',
  twinLikeness: 0.8,
  samePerson: [],
  released: [],
  returnWindowDays: 365,
  maxQuantity: 1e6,
  outliers: { dayActs: 10_000, dayOrders: 200, priceTimes: 20, quantityTimes: 20 },
  wholesale: 'segment',
  // Whole ids and titles: a gift bag may well be somebody's product.
  giftPattern:
    '^(gift|present|geschenk|cadeau)[-_ ]?(wrap|wrapping|box|message|note|service|verpackung|nachricht|verpakking)$|^(emballage|paquet|message)[-_ ]cadeau$|^(confezione|pacchetto)[-_ ]regalo$|^envoltorio[-_ ](de |para )?regalo$|^als geschenk verpacken$',
  giftTimes: 0,
  minUserEvents: 1,
  minItemEvents: 1,
  fields: {
    items: {
      title: { text: mended },
      description: { text: mended },
      category: { text: mended },
      brand: { text: mended },
    },
    people: {},
    events: {},
  },
  weights: {
    kinds: {
      view: 0.2,
      list_view: 0,
      click: 0.2,
      add_to_cart: 0.5,
      remove_from_cart: 0,
      wishlist: 0.5,
      purchase: 1,
      refund: 0,
      rating: 1,
      dislike: -1,
      search: 0,
    },
    quantity: 'ignore',
    ratingScale: [],
    dwellSeconds: 0,
    repeats: 'max',
    returned: 1,
    halfLifeDays: 0,
  },
}
