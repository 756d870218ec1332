import { type EventKind, eventKinds } from '../../contract/event.ts'
import { foldedHeading } from './folded-heading.ts'

/** What shops call what was done; the same folding as for headings. */
const kindWords: Partial<Record<EventKind, readonly string[]>> = {
  view: [
    'view',
    'pageview',
    'productviewed',
    'viewitem',
    'pv',
    'productpage',
    'detail',
    'viewed',
    'productview',
    'play',
    'watch',
    'read',
    'listen',
  ],
  list_view: ['listview', 'viewitemlist', 'impression', 'productlistviewed'],
  click: ['click', 'selectitem', 'productclicked', 'clicked'],
  add_to_cart: ['addtocart', 'cart', 'basket', 'productadded', 'add', 'addtobasket'],
  remove_from_cart: ['removefromcart', 'productremoved', 'remove'],
  wishlist: ['wishlist', 'fav', 'favorite', 'favourite', 'addtowishlist', 'like', 'productaddedtowishlist'],
  purchase: [
    'purchase',
    'buy',
    'transaction',
    'order',
    'sale',
    'ordercompleted',
    'purchased',
    'bought',
    'checkout',
    'ecommerceorder',
  ],
  refund: ['refund', 'return', 'cancellation', 'returned', 'orderrefunded'],
  rating: ['rating', 'rate', 'review', 'productreviewed'],
  dislike: ['dislike'],
  search: ['search', 'productssearched', 'viewsearchresults', 'sitesearch'],
}

/** What a shop's word for what was done means, where shops agree on it. */
export function kindOfWord(word: string): EventKind | undefined {
  const folded = foldedHeading(word)
  // "clicks", "orders"
  const one = folded.replace(/s$/, '')
  return (
    eventKinds.find((name) => foldedHeading(name) === folded || foldedHeading(name) === one) ??
    eventKinds.find((name) => kindWords[name]?.includes(folded) || kindWords[name]?.includes(one))
  )
}
