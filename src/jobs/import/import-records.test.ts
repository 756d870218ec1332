import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { importRecords } from './import-records.ts'
import { tellListing } from './tell-listing.ts'

const shop = freshShop()
const written = async (name: string, text: string) => {
  const file = join(shop.dataDir, name)
  await writeFile(file, text)
  return file
}
const nowMs = () => 0

test('a list of products is told from its columns and fills the catalogue; every row is accounted for', async () => {
  const file = await written(
    'articles.csv',
    'article_id,prod_name,product_type_name,colour\n0108775015,Strap top,Vest top,Black\n0108775044,Socks,Socks,\n,Nothing,,\n0108775015,Strap top,Vest top,White\n1,2\n',
  )
  assert.equal(await tellListing(file), 'items')
  const report = await importRecords({ ...shop, file, what: 'items', nowMs })
  const { read, accepted, merged, rejected, reasons } = report
  assert.deepEqual([read, accepted, merged, rejected], [5, 2, 1, 2])
  assert.deepEqual(reasons, { 'no-id': 1, 'said-again': 1, 'field-count': 1 })
  assert.match(await readFile(report.rejectFile ?? '', 'utf8'), /^4,rejected,no-id,.*want an id/m)
  // zeros in front are part of an id, and of one product the last row counts
  assert.deepEqual(await shop.store.item('0108775015'), {
    id: '0108775015',
    title: 'Strap top',
    category: 'Vest top',
    attributes: { colour: 'White' },
  })
})

test('lists of JSON in lists, prices with their sign and what is sold out are read as what they mean', async () => {
  const file = await written(
    'meta.json',
    '{"asin": "B1", "title": "Cream", "categories": [["Beauty", "Hair"], ["Gifts"]], "description": ["For hair.", "New."], "price": "$12.50", "availability": "out of stock", "also_buy": ["B2"], "imageURL": []}\n' +
      '{"asin": "B2", "title": "Oil", "categories": ["Beauty"]}\n',
  )
  assert.equal(await tellListing(file), 'items')
  await importRecords({ ...shop, file, what: 'items', nowMs })
  assert.deepEqual(await shop.store.item('B1'), {
    id: 'B1',
    title: 'Cream',
    description: 'For hair. New.',
    category: 'Beauty > Hair',
    price: 12.5,
    available: false,
    attributes: { also_buy: ['B2'] },
  })
})

test('customers are told from products and from what they did', async () => {
  const file = await written('customers.csv', 'customer_id,age,club\nc1,24,ACTIVE\nc2,,\n')
  assert.equal(await tellListing(file), 'users')
  const { accepted } = await importRecords({ ...shop, file, what: 'users', nowMs })
  assert.equal(accepted, 2)
  assert.deepEqual((await shop.store.user('c1'))?.attributes, { club: 'ACTIVE' })
  assert.equal(await tellListing(await written('log.csv', 'user,item,title\na,x,Tea\nb,y,Cup\n')), 'events')
  assert.equal(await tellListing(await written('orders.csv', 'order_id,product,price\n1,x,3\n2,y,4\n')), 'events')
  const nameless = await written('movies.dat', '1::Heat (1995)::Crime|Drama\n2::Toy Story (1995)::Animation\n')
  assert.equal(await tellListing(nameless, ['movie', 'title', 'genres']), 'items')
})
