import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { joinedRows } from './joined-rows.ts'
import { openRows } from './open-rows.ts'
import { inspect } from './source-bytes.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-join-'))
after(() => rm(folder, { recursive: true }))

const written = async (name: string, text: string) => {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

async function joined(lines: string, other: string, skip = 0) {
  const layout = await openRows(await inspect(await written('lines.csv', lines)))
  const { columns, rows } = await joinedRows(layout, 'lines.csv', await written('other.csv', other))
  const found: (string[] | undefined)[] = []
  for await (const some of rows(skip)) for (const { fields } of some) found.push(fields)
  return { columns, found }
}

test('a row of an order has beside it what another file says of the order', async () => {
  const { columns, found } = await joined(
    'order_id,product\n7,tea\n8,cup\n7,pot\n9,jug\n',
    'user,order_id,when\nann,7,2024-01-01\nbob,8,"2024-01-02, noon"\nzoe,7,2025-01-01\n',
  )
  assert.deepEqual(columns, ['order_id', 'product', 'user', 'when'])
  assert.deepEqual(found, [
    ['7', 'tea', 'ann', '2024-01-01'],
    ['8', 'cup', 'bob', '2024-01-02, noon'],
    ['7', 'pot', 'ann', '2024-01-01'], // of two rows for one order the first counts
    ['9', 'jug', '', ''], // nothing is known of it
  ])
})

test('all columns that both files have must agree; an import that goes on passes over what it has', async () => {
  const lines = 'shop,order_id,product\na,1,tea\nb,1,cup\n'
  const other = 'order_id,shop,user\n1,b,bob\n1,a,ann\n'
  assert.deepEqual((await joined(lines, other, 1)).found, [['b', '1', 'cup', 'bob']])
  assert.deepEqual((await joined(lines, other)).found[0]?.at(-1), 'ann')
})

test('files with nothing in common are refused, naming what each has', async () => {
  await assert.rejects(
    joined('order,item\n1,a\n', 'id,user\n1,ann\n'),
    /other.csv: got the columns id, user; want one that lines.csv has too \(order, item\)/,
  )
})
