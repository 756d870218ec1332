import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readItems, readUsers } from './about-files.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-about-'))
after(() => rm(folder, { recursive: true }))

let files = 0
async function written(text: string): Promise<string> {
  const path = join(folder, `about-${files++}.txt`)
  await writeFile(path, text)
  return path
}

test('items come by the names of their columns, in any order; what is not named is an attribute', async () => {
  const table = await written('genres,Title,movieId,year,id\nComedy|Drama,"Tea, the film",7,1999,x\n,,8,,\n')
  assert.deepEqual(await readItems(table), [
    { id: '7', title: 'Tea, the film', attributes: { genres: ['Comedy', 'Drama'], year: 1999, id: 'x' } },
    { id: '8' },
  ])
  const lines = await written(
    '{"item": 7, "text": "green leaves", "price": 3.5, "category": "Home > Tea", "tags": ["a", "b"], "new": true}\n{"item": 8, "price": "?"}\n',
  )
  assert.deepEqual(await readItems(lines), [
    {
      id: '7',
      description: 'green leaves',
      category: 'Home > Tea',
      price: 3.5,
      attributes: { tags: ['a', 'b'], new: true },
    },
    { id: '8' },
  ])
})

test('users: an age is a year of birth', async () => {
  assert.deepEqual(await readUsers(await written('user_id\tage\tsex\toccupation\n1\t24\tM\ttechnician\n2\t\tF\t\n')), [
    { id: '1', gender: 'M', birthYear: 1976, attributes: { occupation: 'technician' } },
    { id: '2', gender: 'F' },
  ])
})

test('a file without ids, or a row without one, is refused by its place', async () => {
  await assert.rejects(
    readItems(await written('title,price\nTea,3\n')),
    /got the columns title, price, want one named itemid/,
  )
  await assert.rejects(readItems(await written('item,title\n7,Tea\n,Pot\n')), /line 3: got ",Pot", want an id/)
  await assert.rejects(readItems(await written('item,title\n7,Tea,1\n')), /line 2: .*want 2 fields/)
  await assert.rejects(readUsers(join(folder, 'none.csv')), /none.csv/)
})
