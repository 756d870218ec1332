import { type EventKind, eventKinds } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { type Mapping, type TimeFormat, timeFormats } from './mapping.ts'
import { momentReader } from './parse-moment.ts'
import { presets } from './presets.ts'

/** A mapping that was guessed, and why, one sentence a field. */
export interface Proposal {
  mapping: Mapping
  reasons: string[]
}

/** Header words, without case, spaces and signs, in order of how sure they make us. */
const words: Record<string, readonly string[]> = {
  id: ['eventid', 'messageid', 'uuid', 'lineid', 'rowid'],
  time: [
    'timestamp',
    'time',
    'datetime',
    'eventtime',
    'invoicedate',
    'orderdate',
    'purchasedate',
    'createdat',
    'date',
    'ts',
    'eventtimestamp',
    'when',
    'day',
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
    'uid',
    'email',
    'customeremail',
  ],
  visitor: ['visitorid', 'visitor', 'anonymousid', 'cookieid', 'browserid', 'sessionid', 'deviceid', 'browser'],
  item: [
    'itemid',
    'productid',
    'item',
    'product',
    'sku',
    'stockcode',
    'articleid',
    'article',
    'productcode',
    'movieid',
    'itemcode',
    'asin',
    'variantid',
    'productsku',
    'lineitemsku',
    'articleno',
    'bookid',
    'isbn',
  ],
  quantity: ['quantity', 'qty', 'units', 'amount', 'pieces', 'count', 'lineitemquantity', 'itemquantity'],
  price: ['price', 'unitprice', 'itemprice', 'priceeach', 'lineitemprice', 'sellingprice', 'saleprice'],
  rating: ['rating', 'stars', 'score', 'reviewrating'],
  order: [
    'orderid',
    'invoice',
    'invoiceno',
    'invoiceid',
    'invoicenumber',
    'transactionid',
    'orderno',
    'ordernumber',
    'order',
    'basketid',
    'receiptid',
    'ticket',
  ],
  query: ['query', 'searchterm', 'searchquery', 'keyword'],
  kind: ['eventtype', 'event', 'kind', 'type', 'action', 'eventname', 'behavior', 'behaviortype', 'interaction'],
  'items.title': [
    'title',
    'description',
    'productname',
    'itemname',
    'name',
    'producttitle',
    'articlename',
    'lineitemname',
    'itemdescription',
  ],
  'items.category': [
    'category',
    'producttype',
    'categorypath',
    'department',
    'productcategory',
    'categorycode',
    'shelf',
    'categoryname',
  ],
  'items.brand': ['brand', 'vendor', 'manufacturer', 'brandname'],
  'items.image': ['image', 'imageurl', 'imagelink'],
  'items.url': ['url', 'link', 'producturl'],
  'users.country': ['country', 'countryname', 'shippingcountry'],
  'users.city': ['city', 'town'],
  'users.gender': ['gender', 'sex'],
}

/** What shops call what was done; the same folding as for headers. */
const kindWords: Partial<Record<EventKind, readonly string[]>> = {
  view: ['view', 'pageview', 'productviewed', 'viewitem', 'pv', 'productpage', 'detail', 'viewed', 'productview'],
  list_view: ['listview', 'viewitemlist', 'impression', 'productlistviewed'],
  click: ['click', 'selectitem', 'productclicked', 'clicked'],
  add_to_cart: ['addtocart', 'cart', 'basket', 'productadded', 'add', 'addtobasket'],
  remove_from_cart: ['removefromcart', 'productremoved', 'remove'],
  wishlist: ['wishlist', 'fav', 'favorite', 'favourite', 'addtowishlist', 'like'],
  purchase: ['purchase', 'buy', 'transaction', 'order', 'sale', 'ordercompleted', 'purchased', 'bought', 'checkout'],
  refund: ['refund', 'return', 'cancellation', 'returned', 'orderrefunded'],
  rating: ['rating', 'rate', 'review', 'productreviewed'],
  dislike: ['dislike'],
  search: ['search', 'productssearched', 'viewsearchresults'],
}

const folded = (word: string) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/**
 * A mapping guessed from the header and some rows: a preset whose columns are all there, or field by field from the
 * names, checked against the values (a time must read as one, a number as a number).
 * @param known  mappings to look at first; none for whoever wants the columns alone to speak
 * @throws Fault bad-file  when the time, or both item and query, cannot be told: says what was found and how to go on
 */
export function proposeMapping(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  fileName: string,
  known: typeof presets = presets,
): Proposal {
  for (const [name, { mapping }] of Object.entries(known)) {
    const wanted = JSON.stringify(mapping)
    const named = columns.filter((column) => wanted.includes(JSON.stringify(column)))
    if (
      named.length === columns.length &&
      columns.length >= 4 &&
      columnsOf(mapping).every((column) => columns.includes(column))
    )
      return { mapping, reasons: [`the header is that of the preset ${name}`] }
  }
  const reasons: string[] = []
  const taken = new Set<string>()
  const values = (column: string) =>
    sample.map((row) => (row[columns.indexOf(column)] ?? '').trim()).filter((value) => value !== '')
  const find = (field: string, fits: (values: string[]) => boolean = () => true): string | undefined => {
    for (const word of words[field]!) {
      const column = columns.find((name) => folded(name) === word && !taken.has(name) && fits(values(name)))
      if (column === undefined) continue
      taken.add(column)
      reasons.push(`${field} = "${column}": so the column is called`)
      return column
    }
    return undefined
  }
  const numeric = (list: string[]) => list.length > 0 && list.every((value) => /^[+-]?\d+([.,]\d+)?$/.test(value))

  let format: TimeFormat | undefined
  const time = find('time', (list) => {
    format = timeFormatOf(list)
    return format !== undefined
  })
  const item = find('item')
  const mapping: Record<string, unknown> = { kind: 'purchase', time: { column: time, format } }
  if (item !== undefined) mapping.item = item
  for (const field of ['id', 'user', 'visitor', 'order', 'query']) put(mapping, field, find(field))
  for (const field of ['quantity', 'price', 'rating']) put(mapping, field, find(field, numeric))
  for (const part of ['items', 'users']) {
    const described: Record<string, unknown> = {}
    for (const path of Object.keys(words))
      if (path.startsWith(`${part}.`)) put(described, path.slice(part.length + 1), find(path))
    if (Object.keys(described).length > 0) mapping[part] = described
  }

  const kindColumn = find('kind', (list) => kindsOf(list).known > 0)
  if (kindColumn !== undefined) {
    const { values: kinds } = kindsOf(values(kindColumn))
    mapping.kind = { column: kindColumn, values: kinds }
    reasons.push(
      `kind: ${Object.entries(kinds)
        .map(([word, kind]) => `"${word}" is ${kind}`)
        .join(', ')}; other words are set aside`,
    )
  } else if (mapping.rating !== undefined) {
    mapping.kind = 'rating'
    reasons.push('kind = rating: the rows bring one')
  } else {
    const bought = ['quantity', 'price', 'order'].filter((field) => mapping[field] !== undefined)
    mapping.kind = bought.length > 0 ? 'purchase' : 'view'
    reasons.push(
      bought.length > 0
        ? `kind = purchase: the rows bring ${bought.join(', ')}`
        : 'kind = view: nothing says that anything was bought',
    )
  }
  const lacking = [
    time === undefined && 'a time',
    item === undefined && mapping.query === undefined && 'an item',
  ].filter(Boolean)
  if (lacking.length > 0)
    throw new Fault(
      'bad-file',
      `${fileName}: got the columns ${columns.slice(0, 20).join(', ')}; cannot tell ${lacking.join(' and ')} among them. ` +
        'Write a mapping file that names them and give it with --mapping (osusume import --help shows one)',
    )
  return { mapping: mapping as Mapping, reasons }
}

function put(record: Record<string, unknown>, field: string, column: string | undefined): void {
  if (column !== undefined) record[field] = column
}

const columnsOf = (mapping: Mapping): string[] =>
  [mapping.time.column, mapping.user, mapping.visitor, mapping.item, mapping.order].filter(
    (column) => column !== undefined,
  )

/**
 * The format that reads most of the sampled times, and more than half; where two read as many (3/4/2020), the day comes first. A broken
 * date among good ones is a broken row, not a column without times.
 */
function timeFormatOf(list: string[]): TimeFormat | undefined {
  let best: TimeFormat | undefined
  let most = list.length / 2
  for (const format of timeFormats) {
    const read = momentReader(format, 0)
    const n = list.filter((value) => !Number.isNaN(read(value))).length
    if (n > most) [best, most] = [format, n]
  }
  return best
}

function kindsOf(list: string[]): { values: Record<string, EventKind>; known: number } {
  const values: Record<string, EventKind> = {}
  let known = 0
  for (const word of new Set(list)) {
    const kind =
      eventKinds.find((name) => folded(name) === folded(word)) ??
      eventKinds.find((name) => kindWords[name]?.includes(folded(word)))
    if (kind === undefined) continue
    values[word] = kind
    known++
  }
  return { values, known }
}
