import { corrections, mistakes, postage, priceSlips, samples, testOrders } from './no-sales.ts'
import {
  cookieless,
  crawlers,
  presents,
  priceWatchers,
  till,
  traders,
  unmarkedPresents,
  wrappedPresents,
} from './no-shoppers.ts'
import { signedOut, sizes, twins } from './other-ids.ts'
import { doubleClicks, repeatedOrders, repeats } from './said-again.ts'
import type { Dirt } from './soil.ts'

/** Every kind of dirt that can be planted alone and by dose, by name. The demo's own mixture is in dirt.ts. */
export const dirtKinds = {
  repeats,
  'double clicks': doubleClicks,
  'repeated orders': repeatedOrders,
  'signed out': signedOut,
  'test orders': testOrders,
  crawlers,
  'crawlers without cookies': cookieless,
  'price watchers': priceWatchers,
  postage,
  twins,
  sizes,
  corrections,
  samples,
  'price slips': priceSlips,
  till,
  mistakes,
  traders,
  presents,
  'presents by title': wrappedPresents,
  'presents without a mark': unmarkedPresents,
} as const satisfies Record<string, Dirt>

export type DirtKind = keyof typeof dirtKinds
