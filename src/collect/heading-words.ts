import { type EventKind, eventKinds } from '../contract/event.ts'

/**
 * What shops, analytics and their exports call a field, folded (`foldedHeading`), the surest word first: Shopify's and WooCommerce's orders,
 * Magento's order items, GA4 in BigQuery, Matomo's log, and what people write by hand.
 */
export const headingWords = {
  id: ['eventid', 'messageid', 'uuid', 'lineid', 'rowid'],
  time: [
    'timestamp',
    'time',
    'datetime',
    'eventtime',
    'eventtimestamp',
    'servertime',
    'servertimestamp',
    'invoicedate',
    'orderdate',
    'purchasedate',
    'createdat',
    'orderedat',
    'processedat',
    'paidat',
    'date',
    'ts',
    'when',
    'day',
    'eventdate',
  ],
  user: [
    'customerid',
    'userid',
    'user',
    'customer',
    'memberid',
    'clientid',
    'householdid',
    'accountid',
    'customerno',
    'customernumber',
    'buyerid',
    'shopperid',
    'reviewerid',
    'uid',
    'email',
    'customeremail',
    'emailbilling',
    'billingemail',
  ],
  visitor: [
    'visitorid',
    'idvisitor',
    'visitor',
    'anonymousid',
    'userpseudoid',
    'clientid',
    'cookieid',
    'browserid',
    'sessionid',
    'gasessionid',
    'visitid',
    'idvisit',
    'deviceid',
    'browser',
  ],
  // order lines have ids too, and call them item_id: the product's comes first
  item: [
    'productid',
    'itemid',
    'sku',
    'stockcode',
    'articleid',
    'productcode',
    'itemcode',
    'asin',
    'movieid',
    'bookid',
    'isbn',
    'articleno',
    'lineitemsku',
    'productsku',
    'itemsku',
    'idactionsku',
    'variantid',
    'variantsku',
    'item',
    'product',
    'article',
    'lineitemname',
  ],
  quantity: [
    'quantity',
    'qty',
    'units',
    'pieces',
    'lineitemquantity',
    'itemquantity',
    'qtyordered',
    'quantitysold',
    'amount',
    'count',
  ],
  price: [
    'price',
    'unitprice',
    'itemprice',
    'priceeach',
    'lineitemprice',
    'sellingprice',
    'saleprice',
    'itemcost',
    'priceperunit',
  ],
  rating: ['rating', 'stars', 'score', 'reviewrating', 'starrating', 'reviewscore', 'overall'],
  order: [
    'orderid',
    'invoice',
    'invoiceno',
    'invoiceid',
    'invoicenumber',
    'transactionid',
    'ecommercetransactionid',
    'idorder',
    'orderno',
    'ordernumber',
    'orderincrementid',
    'order',
    'basketid',
    'receiptid',
    'ticket',
  ],
  query: ['query', 'searchterm', 'searchquery', 'keyword', 'sitesearchkeyword'],
  currency: ['currency', 'currencycode', 'ordercurrency', 'ordercurrencycode', 'presentmentcurrency'],
  kind: [
    'eventtype',
    'event',
    'eventname',
    'kind',
    'type',
    'action',
    'actiontype',
    'behavior',
    'behaviortype',
    'interaction',
    'name',
  ],
  'items.title': [
    'title',
    'productname',
    'itemname',
    'name',
    'producttitle',
    'articlename',
    'lineitemname',
    'itemdescription',
    'description',
  ],
  'items.description': ['description', 'productdescription', 'longdescription', 'bodyhtml', 'shortdescription'],
  'items.category': [
    'category',
    'producttype',
    'categorypath',
    'itemcategory',
    'categories',
    'department',
    'productcategory',
    'categorycode',
    'shelf',
    'categoryname',
  ],
  'items.brand': ['brand', 'itembrand', 'vendor', 'lineitemvendor', 'manufacturer', 'brandname'],
  'items.price': ['listprice', 'regularprice', 'retailprice', 'compareatprice', 'lineitemcompareatprice', 'msrp'],
  'items.image': ['image', 'imageurl', 'imagelink', 'imagesrc', 'images'],
  'items.url': ['url', 'link', 'producturl', 'permalink'],
  'users.country': [
    'country',
    'countryname',
    'shippingcountry',
    'billingcountry',
    'geocountry',
    'countrycode',
    'countrycodeshipping',
    'countrycodebilling',
    'locationcountry',
  ],
  'users.city': ['city', 'town', 'shippingcity', 'billingcity', 'geocity', 'cityshipping', 'citybilling'],
  'users.gender': ['gender', 'sex'],
  'items.attributes.colour': ['colour', 'color', 'itemcolour', 'itemcolor'],
  'items.attributes.size': ['size', 'itemsize'],
  'items.attributes.material': ['material'],
  'items.attributes.variant': ['itemvariant', 'variant', 'varianttitle', 'variantname'],
  'users.attributes.age': ['age'],
  'users.attributes.group': ['customergroup', 'customersegment', 'segment', 'membership', 'loyaltytier'],
  'users.attributes.postcode': ['postcode', 'zip', 'zipcode', 'shippingzip', 'postcodeshipping'],
  /** events do not keep it; `osusume quality` looks at it */
  device: ['device', 'devicecategory', 'devicetype', 'deviceclass', 'platform', 'os', 'operatingsystem'],
} as const satisfies Record<string, readonly string[]>

/** What shops call what was done; the same folding as for headings. */
const kindWords: Partial<Record<EventKind, readonly string[]>> = {
  view: ['view', 'pageview', 'productviewed', 'viewitem', 'pv', 'productpage', 'detail', 'viewed', 'productview'],
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

/** Without case, spaces and signs. */
export const foldedHeading = (word: string) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** What a shop's word for what was done means, where shops agree on it. */
export function kindOfWord(word: string): EventKind | undefined {
  const folded = foldedHeading(word)
  return (
    eventKinds.find((name) => foldedHeading(name) === folded) ??
    eventKinds.find((name) => kindWords[name]?.includes(folded))
  )
}

/** A heading in its foldings: whole, and of a nested one ("items.item_id") also its last part; a device's category is no product's. */
const foldings = (heading: string): string[] => [
  foldedHeading(heading),
  ...(heading.includes('.') && !heading.startsWith('device.')
    ? [foldedHeading(heading.slice(heading.lastIndexOf('.') + 1))]
    : []),
]

/** The first column that is called by one of the words, the surest word first, and fits. */
export function columnCalled(
  words: readonly string[],
  columns: readonly string[],
  fits: (column: string) => boolean = () => true,
): string | undefined {
  for (const word of words) {
    const column = columns.find((name) => foldings(name).includes(word) && fits(name))
    if (column !== undefined) return column
  }
  return undefined
}
