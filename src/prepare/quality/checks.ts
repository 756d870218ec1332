import type { Check } from './check.ts'
import { lateEvents } from './checks/arrival.ts'
import { orphans } from './checks/catalogue.ts'
import { machines, nobody, ownDoing, sharedBrowsers, wholesale } from './checks/people.ts'
import { nonProducts, severalPrices, severalTitles, twins } from './checks/products.ts'
import { brokenRows, gapsInTime, nearRepeats, oddTimes, repeatedOrders, repeats } from './checks/rows.ts'
import { cancelledOrders, freePrices, hugeQuantities, noPieces, returned } from './checks/trade.ts'
import { missingProducts, unknownKinds, unreadValues } from './checks/unread.ts'

/** In this order; `near-repeats` and `repeated-orders` read what `repeats` found. */
export const checks: readonly Check[] = [
  brokenRows,
  unreadValues,
  unknownKinds,
  missingProducts,
  repeats,
  nearRepeats,
  repeatedOrders,
  oddTimes,
  gapsInTime,
  nobody,
  sharedBrowsers,
  machines,
  ownDoing,
  wholesale,
  returned,
  cancelledOrders,
  noPieces,
  hugeQuantities,
  freePrices,
  nonProducts,
  severalTitles,
  severalPrices,
  twins,
  orphans,
  lateEvents,
]
