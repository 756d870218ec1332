import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { importFile } from './import-file.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-layouts-'))
after(() => rm(folder, { recursive: true }))

const lines = (n: number, line: (k: number) => string, header = '') =>
  `${header === '' ? '' : `${header}\n`}${Array.from({ length: n }, (_, k) => line(k)).join('\n')}\n`
const user = (k: number) => 1 + (k % 7)
const item = (k: number) => 200 + ((k * 13) % 31)
const seconds = (k: number) => 881_250_949 + k * 90_001
const iso = (k: number) => new Date(seconds(k) * 1000).toISOString()

/** docs/your-data.md, line by line: a file's name and content, and what of its mapping must be so. */
const layouts: Record<string, { name?: string; text: string; mapping: Partial<Mapping> }> = {
  'ratings parted by tabs, without a header': {
    text: lines(60, (k) => `${user(k)}\t${item(k)}\t${1 + (k % 5)}\t${seconds(k)}`),
    mapping: { kind: 'rating', user: 'column 1', item: 'column 2', rating: 'column 3' },
  },
  'ratings parted by two colons': {
    text: lines(60, (k) => `${user(k)}::${item(k)}::${1 + (k % 5)}::${seconds(k)}`),
    mapping: { kind: 'rating', time: { column: 'column 4', format: 'epoch-s' } },
  },
  'pairs parted by a space': {
    text: lines(60, (k) => `${user(k)} ${item(k)}`),
    mapping: { kind: 'view', user: 'column 1', item: 'column 2' },
  },
  'clicks of sessions': {
    text: lines(60, (k) => `${Math.floor(k / 3)},${new Date(1.4e12 + k * 60_000).toISOString()},${item(k)},${k % 3}`),
    mapping: { kind: 'view', visitor: 'column 1', item: 'column 3' },
  },
  'reviews as JSON lines': {
    text: lines(20, (k) =>
      JSON.stringify({
        reviewerID: `A${user(k)}`,
        asin: `B${item(k)}`,
        overall: 1 + (k % 5),
        unixReviewTime: seconds(k),
      }),
    ),
    mapping: { kind: 'rating', user: 'reviewerID', item: 'asin', rating: 'overall' },
  },
  'reviews as Python prints them': {
    text: lines(
      20,
      (k) =>
        `{u'username': u'user ${user(k)}', u'product_id': u'${item(k)}', u'date': u'${iso(k).slice(0, 10)}', u'early': False}`,
    ),
    mapping: { user: 'username', item: 'product_id', time: { column: 'date', format: 'iso' } },
  },
  'days that are counted, with an hour beside them': {
    text: lines(
      20,
      (k) => `${user(k)},9${k},${1 + k},${item(k)},2,1405`,
      'household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY,TRANS_TIME',
    ),
    mapping: {
      kind: 'purchase',
      user: 'household_key',
      order: 'BASKET_ID',
      time: { column: 'DAY', format: 'day', clock: 'TRANS_TIME' },
    },
  },
  'orders in another language': {
    text: lines(
      20,
      (k) => `K${user(k)};0${item(k)};1;3,50;${10 + (k % 9)}.03.2024 14:05;R${k}`,
      'Kundennummer;Artikelnummer;Menge;Einzelpreis;Bestelldatum;Bestellnummer',
    ),
    mapping: { kind: 'purchase', user: 'Kundennummer', item: 'Artikelnummer', decimal: ',', order: 'Bestellnummer' },
  },
  'row numbers of pandas in a column without a name': {
    text: lines(20, (k) => `${k},${user(k)},${item(k)},${iso(k)}`, ',user_id,item_id,timestamp'),
    mapping: { user: 'user_id', item: 'item_id' },
  },
  'ratings beneath the film that they are of': {
    text: lines(60, (k) => `${k % 5 === 0 ? `${k / 5 + 1}:\n` : ''}${user(k)},${1 + (k % 5)},${iso(k).slice(0, 10)}`),
    mapping: {
      kind: 'rating',
      user: 'column 1',
      rating: 'column 2',
      item: 'column 4',
      time: { column: 'column 3', format: 'iso' },
    },
  },
  'purchases told by the name of the file': {
    name: 'shop-buys.dat',
    text: lines(60, (k) => `${user(k)}\t${iso(k)}\t${item(k)}`),
    mapping: { kind: 'purchase', user: 'column 1', item: 'column 3' },
  },
}

let n = 0
for (const [what, { name = `layout-${n++}.txt`, text, mapping: want }] of Object.entries(layouts))
  test(`read without a word from anybody: ${what}`, async () => {
    const file = join(folder, name)
    await writeFile(file, text)
    const { read, rejected, setAside, mapping } = await importFile({ file, dataDir: folder, nowMs: () => 0 })
    assert.deepEqual([rejected, setAside], [0, 0])
    // every row has a number in it, no header has
    assert.equal(read, text.split('\n').filter((line) => /\d/.test(line) && !line.endsWith(':')).length)
    for (const [field, value] of Object.entries(want)) assert.deepEqual(mapping[field as keyof Mapping], value, field)
  })
