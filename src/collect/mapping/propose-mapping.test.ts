import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../contract/fault.ts'
import { proposeMapping } from './propose-mapping.ts'

const propose = (header: string, ...rows: string[]) =>
  proposeMapping(
    header.split(','),
    rows.map((row) => row.split(',')),
    'shop.csv',
  ).mapping

test('a header we know takes its preset, with what the preset knows of its dirt', () => {
  const mapping = propose(
    'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country',
    '489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
  )
  assert.equal(mapping.rules?.[0]?.kind, 'refund')
  assert.ok(mapping.prepare?.productPattern)
})

test('columns are known by their names, in any spelling, and by their values', () => {
  const mapping = propose(
    'order_id,ORDER-DATE,customer id,Sku,Product Name,Category,QTY,Unit Price,Country',
    'o1,31/12/2024 10:00,c1,s1,Tea,Drinks,2,3.50,Japan',
    'o2,1/1/2025 11:00,c2,s2,Cup,Things,1,9.00,Japan',
  )
  assert.deepEqual(mapping, {
    kind: 'purchase',
    time: { column: 'ORDER-DATE', format: 'D/M/Y' },
    user: 'customer id',
    item: 'Sku',
    quantity: 'QTY',
    price: 'Unit Price',
    order: 'order_id',
    items: { title: 'Product Name', category: 'Category' },
    users: { country: 'Country' },
  })
})

test('a date that could be read both ways is settled by one that cannot', () => {
  assert.equal(propose('date,user,item', '3/4/2020,u,i', '3/14/2020,u,i').time?.format, 'M/D/Y')
  assert.equal(propose('date,user,item', '3/4/2020,u,i', '14/3/2020,u,i').time?.format, 'D/M/Y')
})

test("a shop's words for what was done are translated, and the unknown ones left to be set aside", () => {
  const { kind } = propose(
    'timestamp,visitorId,event,product_id',
    '1433221332117,257597,view,355908',
    '1433224214164,992329,addtocart,248676',
    '1433224214999,992329,teleport,248676',
  )
  assert.ok(typeof kind === 'object')
  assert.deepEqual(Object.entries(kind.values).slice(0, 2), [
    ['view', 'view'],
    ['addtocart', 'add_to_cart'],
  ])
  assert.ok(!('teleport' in kind.values) && !('add_to_cart' in kind.values), 'the shop has a word')
})

test('what comes after the sample is known by its usual name, spelled as the sample is; returns by several', () => {
  const wordsBeside = (...words: string[]) => {
    const { kind } = propose(
      'timestamp,visitorId,event,product_id',
      ...words.map((word, n) => `143322133${n}117,257597,${word},355908`),
    )
    assert.ok(typeof kind === 'object')
    return kind.values
  }
  const { sale, 'product page': page, ...usual } = wordsBeside('product page', 'sale')
  assert.deepEqual([sale, page], ['purchase', 'view'])
  const kinds = ['list_view', 'click', 'add_to_cart', 'remove_from_cart', 'wishlist', 'rating', 'dislike', 'search']
  assert.deepEqual(usual, {
    ...Object.fromEntries(kinds.map((kind) => [kind, kind])),
    ...{ refund: 'refund', return: 'refund', returned: 'refund', cancellation: 'refund' },
  })
  assert.deepEqual(
    [wordsBeside('View').Purchase, wordsBeside('View', 'Sale').Return, wordsBeside('VIEW', 'SALE').RETURN],
    ['purchase', 'refund', 'refund'],
  )
  assert.ok(!('return' in wordsBeside('sale', 'refund')), 'the shop has a word')
})

test('our own words need no translation', () => {
  const mapping = propose('id,kind,time,user,visitor,item,quantity', 'e1,view,2025-01-01T00:00:00Z,u1,v1,i1,1')
  assert.deepEqual(
    [mapping.time?.column, mapping.user, mapping.visitor, mapping.item, mapping.quantity],
    ['time', 'user', 'visitor', 'item', 'quantity'],
  )
  assert.ok(typeof mapping.kind === 'object')
  assert.deepEqual([mapping.kind.column, mapping.kind.values.purchase], ['kind', 'purchase'])
})

test('ratings are ratings', () => {
  const mapping = propose('userId,movieId,stars,timestamp', '1,31,2.5,1260759144')
  assert.equal(mapping.kind, 'rating')
  assert.equal(mapping.rating, 'stars')
  assert.deepEqual(mapping.time, { column: 'timestamp', format: 'epoch-s' })
})

test('a column that is called a time but holds none is not taken for one', () => {
  assert.equal(propose('date,created_at,item,user', 'soon,2025-01-01,i,u').time?.column, 'created_at')
})

test('where time or item cannot be told, the refusal says what was found and how to go on', () => {
  assert.throws(
    () => propose('colour,taste', 'red,sweet'),
    (error) =>
      error instanceof Fault &&
      error.code === 'bad-file' &&
      /shop\.csv: got the columns colour, taste; cannot tell a time and an item .*--mapping/.test(error.message),
  )
})

/** Headers as the programs write them, with rows of our own. */
const table = (header: string, ...rows: string[]) =>
  proposeMapping(
    header.split(';'),
    rows.map((row) => row.split(';')),
    'export.csv',
  )

test('the orders that Shopify exports', () => {
  const { mapping } = table(
    'Name;Email;Financial Status;Paid at;Fulfillment Status;Fulfilled at;Accepts Marketing;Currency;Subtotal;Shipping;Taxes;Total;Created at;Lineitem quantity;Lineitem name;Lineitem price;Lineitem compare at price;Lineitem sku;Billing City;Billing Country;Shipping City;Shipping Country;Cancelled at;Vendor;Location;Device ID;Id;Source',
    '#1001;a@x.org;paid;2024-03-05 10:11:13 +0100;fulfilled;2024-03-06 09:00:00 +0100;yes;EUR;21.00;0;3;24;2024-03-05 10:11:12 +0100;2;Mug - red;10.50;12.00;MUG-R;Paris;FR;Lyon;FR;;Ostra;;7;5001;web',
    '#1001;a@x.org;;;;;;;;;;;2024-03-05 10:11:12 +0100;1;Tea;5.00;;TEA-1;;;;;;Ostra;;7;;web',
  )
  assert.deepEqual(mapping, {
    kind: 'purchase',
    time: { column: 'Created at', format: 'iso' },
    user: 'Email',
    item: 'Lineitem sku',
    quantity: 'Lineitem quantity',
    price: 'Lineitem price',
    order: 'Name',
    currency: 'Currency',
    items: { title: 'Lineitem name', brand: 'Vendor', price: 'Lineitem compare at price' },
    users: { country: 'Shipping Country', city: 'Shipping City' },
  })
  // a shop without article numbers is left with their names
  const named = table(
    'Name;Email;Created at;Lineitem quantity;Lineitem name;Lineitem sku',
    '#1;a@x.org;2024-03-05;1;Mug;',
  )
  assert.deepEqual([named.mapping.item, named.mapping.order], ['Lineitem name', 'Name'])
})

test('the orders of WooCommerce, in two currencies and with decimal commas', () => {
  const { mapping, reasons } = table(
    'Order Number;Order Status;Order Date;City (Billing);Country Code (Billing);Email (Billing);Currency;SKU;Item #;Item Name;Quantity;Item Cost;Category',
    '17;completed;2024-03-05 10:11;Wien;AT;a@x.org;EUR;A-1;1;Tasse;2;€ 1.234,50;Küche/Tassen',
    '18;completed;2024-03-06 10:11;Bern;CH;b@x.org;CHF;A-2;2;Tee;1;9,90;Küche/Tee',
  )
  assert.deepEqual(mapping, {
    kind: 'purchase',
    time: { column: 'Order Date', format: 'iso' },
    user: 'Email (Billing)',
    item: 'SKU',
    quantity: 'Quantity',
    order: 'Order Number',
    currency: 'Currency',
    categorySeparator: '/',
    items: { title: 'Item Name', category: 'Category' },
    users: { country: 'Country Code (Billing)', city: 'City (Billing)' },
    price: 'Item Cost',
    decimal: ',',
  })
  assert.ok(reasons.some((reason) => reason.startsWith('prices are in EUR, CHF: say what one of each is worth')))
})

test('the order items of Magento: the id of the line is not the product', () => {
  const { mapping } = table(
    'item_id;order_id;created_at;product_id;product_type;sku;name;qty_ordered;price;base_price',
    '1;100;2024-03-05 10:11:12;55;simple;WS-12;Tank;1.0000;29.0000;29.0000',
  )
  assert.deepEqual(
    [mapping.item, mapping.order, mapping.quantity, mapping.price, mapping.items?.title, mapping.items?.category],
    ['product_id', 'order_id', 'qty_ordered', 'price', 'name', 'product_type'],
  )
})

test('GA4 as BigQuery exports it, flattened', () => {
  const { mapping } = table(
    'event_date;event_timestamp;event_name;user_id;user_pseudo_id;device.category;geo.country;geo.city;ecommerce.transaction_id;items.item_id;items.item_name;items.item_brand;items.item_category;items.item_variant;items.price;items.quantity',
    '20240305;1709633472000000;view_item;(not set);123.456;mobile;France;(not set);(not set);SKU1;Mug;Ostra;Kitchen;red;10.5;1',
    '20240305;1709633473000000;add_to_wishlist;u1;123.456;mobile;France;Lyon;(not set);SKU1;Mug;Ostra;Kitchen;red;10.5;1',
    '20240305;1709633474000000;scroll;u1;123.456;mobile;France;Lyon;T1;(not set);;;;;;',
  )
  const { kind, ...rest } = mapping
  assert.ok(typeof kind === 'object')
  assert.deepEqual(Object.keys(kind.values).slice(0, 3), ['view_item', 'add_to_wishlist', 'list_view'])
  assert.deepEqual(rest, {
    time: { column: 'event_timestamp', format: 'epoch-us' },
    user: 'user_id',
    visitor: 'user_pseudo_id',
    item: 'items.item_id',
    quantity: 'items.quantity',
    price: 'items.price',
    order: 'ecommerce.transaction_id',
    device: 'device.category',
    items: {
      title: 'items.item_name',
      category: 'items.item_category',
      brand: 'items.item_brand',
      attributes: { variant: 'items.item_variant' },
    },
    users: { country: 'geo.country', city: 'geo.city' },
    absent: ['(not set)'],
  })
})

test('the order items of Matomo', () => {
  const { mapping } = table(
    'idsite;idvisitor;server_time;idvisit;idorder;idaction_sku;price;quantity;deleted',
    '1;a1b2;2024-03-05 10:11:12;77;O1;123;10.5;2;0',
  )
  assert.deepEqual(
    [mapping.visitor, mapping.time?.column, mapping.order, mapping.item, mapping.price, mapping.quantity],
    ['idvisitor', 'server_time', 'idorder', 'idaction_sku', 'price', 'quantity'],
  )
})

test('a list of products is no log, and is told where it belongs', () => {
  const header =
    'Handle;Title;Body (HTML);Vendor;Type;Tags;Variant SKU;Variant Price;Variant Compare At Price;Image Src'
  assert.throws(
    () => table(header, 'mug;Mug;<p>red</p>;Ostra;Kitchen;red;MUG-R;10.50;12;https://x.org/mug.jpg'),
    (error) => error instanceof Fault && /seems to list products.*--what items/.test(error.message),
  )
})

test('a decimal sign is proposed only where all numbers agree on it', () => {
  const decimal = (...prices: string[]) =>
    table('date;item;price', ...prices.map((price) => `2024-03-05;i;${price}`)).mapping.decimal
  assert.equal(decimal('1.234,50', '12,5'), ',')
  assert.equal(decimal('1,234', '12.50'), '.')
  assert.equal(decimal('12.50', '3'), undefined, 'a point needs no word')
  assert.equal(decimal('12.50', '12,50'), undefined)
})

test('one broken number leaves a column of numbers what it is, words do not become one', () => {
  const prices = (list: string[]) =>
    table('date;item;price', ...list.map((price) => `2024-03-05;i;${price}`)).mapping.price
  assert.equal(prices([...Array.from({ length: 20 }, (_, k) => String(k)), '#NUM!']), 'price')
  assert.equal(prices(['cheap', 'dear', '3']), undefined)
})

test('customers that a file calls NA are nobody, a session beside them is who it was', () => {
  const { mapping } = table(
    'sessionId;userId;itemId;timeframe;eventdate',
    '1;NA;81766;526309;2016-05-09',
    '1;NA;31331;1031018;2016-05-09',
    '2;7;32118;243569;2016-05-09',
  )
  assert.deepEqual([mapping.absent, mapping.user, mapping.visitor], [['NA'], 'userId', 'sessionId'])
  assert.deepEqual(mapping.time, { column: 'eventdate', format: 'iso', elapsedMs: 'timeframe' })
})

test('what differs with every row of a product does not describe it: the headline of a review is no title', () => {
  const reviews = (title: (k: number) => string) =>
    table(
      'user;item;time;rating;title',
      ...Array.from({ length: 12 }, (_, k) => `u${k};i${k % 3};${1.6e9 + k};${1 + (k % 5)};${title(k)}`),
    )
  assert.equal(reviews((k) => `Loved it, ${k} times`).mapping.items, undefined)
  assert.deepEqual(reviews((k) => `Lamp ${k % 3}`).mapping.items, { title: 'title' })
})

test('a plain date may have its hour in a column of its own', () => {
  const { mapping } = table(
    'Datum;Uhrzeit;Kunde;Artikel;Menge;Einzelpreis',
    '05.03.2024;14:05;k1;a1;2;3,50',
    '15.03.2024;9:30;k2;a2;1;1,20',
  )
  assert.deepEqual(mapping, {
    kind: 'purchase',
    time: { column: 'Datum', format: 'D/M/Y', clock: 'Uhrzeit' },
    user: 'Kunde',
    item: 'Artikel',
    quantity: 'Menge',
    price: 'Einzelpreis',
    decimal: ',',
  })
})

test('what has lines of products is an order, and plural words are known', () => {
  const orders = table(
    'id;customer.id;created_at;line_items.sku;line_items.quantity',
    '7;c1;2024-03-05;a;1',
    '7;c1;2024-03-05;b;2',
  )
  assert.deepEqual([orders.mapping.order, orders.mapping.item], ['id', 'line_items.sku'])
  const { mapping } = table('session;aid;ts;type', '1;59625;1661724000278;clicks', '1;59625;1661724000979;carts')
  assert.ok(typeof mapping.kind === 'object')
  assert.deepEqual([mapping.kind.values.clicks, mapping.kind.values.carts], ['click', 'add_to_cart'])
})

test('a column of words for what was done that nobody knows is pointed out', () => {
  const { reasons, mapping } = table('user;item;time;action', 'a;x;2024-03-05;schauen', 'b;y;2024-03-06;holen')
  assert.equal(mapping.kind, 'view')
  assert.ok(reasons.some((reason) => /"action" may say what was done, .*schauen, holen.*under kind/.test(reason)))
})
