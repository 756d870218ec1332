import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../contract/fault.ts'
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
  assert.equal(propose('date,user,item', '3/4/2020,u,i', '3/14/2020,u,i').time.format, 'M/D/Y')
  assert.equal(propose('date,user,item', '3/4/2020,u,i', '14/3/2020,u,i').time.format, 'D/M/Y')
})

test("a shop's words for what was done are translated, and the unknown ones left to be set aside", () => {
  const { kind } = propose(
    'timestamp,visitorId,event,product_id',
    '1433221332117,257597,view,355908',
    '1433224214164,992329,addtocart,248676',
    '1433224214999,992329,teleport,248676',
  )
  assert.deepEqual(kind, { column: 'event', values: { view: 'view', addtocart: 'add_to_cart' } })
})

test('our own words need no translation', () => {
  const mapping = propose('id,kind,time,user,visitor,item,quantity', 'e1,view,2025-01-01T00:00:00Z,u1,v1,i1,1')
  assert.deepEqual(
    [mapping.time.column, mapping.user, mapping.visitor, mapping.item, mapping.quantity],
    ['time', 'user', 'visitor', 'item', 'quantity'],
  )
  assert.deepEqual(mapping.kind, { column: 'kind', values: { view: 'view' } })
})

test('ratings are ratings', () => {
  const mapping = propose('userId,movieId,stars,timestamp', '1,31,2.5,1260759144')
  assert.equal(mapping.kind, 'rating')
  assert.equal(mapping.rating, 'stars')
  assert.deepEqual(mapping.time, { column: 'timestamp', format: 'epoch-s' })
})

test('a column that is called a time but holds none is not taken for one', () => {
  assert.equal(propose('date,created_at,item,user', 'soon,2025-01-01,i,u').time.column, 'created_at')
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
