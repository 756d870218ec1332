import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textShape } from './text-shape.ts'

const shape = (...lines: string[]) => {
  const { delimiter, first, hasHeader } = textShape(lines)
  return [delimiter, first.length, hasHeader]
}

test('a first line that is a row like the others names no columns', () => {
  assert.deepEqual(shape('196\t242\t3\t881250949', '186\t302\t3\t891717742'), ['\t', 4, false])
  assert.deepEqual(shape('1,2014-04-07T10:51:09.277Z,214536502,0', '1,2014-04-07T10:54:09.868Z,214536500,S'), [
    ',',
    4,
    false,
  ])
  assert.deepEqual(
    shape('ann,tea', 'ann,cup', 'bob,tea'),
    [',', 2, false],
    'names of columns are said once, ids come back',
  )
})

test('a line of words that are said once, or that we know, names the columns', () => {
  assert.deepEqual(shape('Kunde;Ware;Tag', 'a;x;1', 'b;y;2'), [';', 3, true])
  assert.deepEqual(shape('user,item', 'user,item', 'bob,tea'), [',', 2, true])
  assert.deepEqual(shape('user,2019,2020', 'ann,3,4', 'bob,5,6'), [',', 3, false], 'years above numbers may be a row')
  assert.deepEqual(shape('0,1,2', '5,7,3', '4,8,1'), [',', 3, true], 'as pandas names what has no name')
  assert.deepEqual(shape(',user,item', '0,ann,tea', '1,bob,cup'), [',', 3, true], 'the row numbers of pandas have none')
})

test('two colons part before the commas of a title do, and a space only where nothing else does', () => {
  assert.deepEqual(shape('1::Heat, The (1995)::Action', '2::Sabrina (1995)::Comedy, Romance'), ['::', 3, false])
  assert.deepEqual(shape('7 12 5', '7 13 4'), [' ', 3, false])
  assert.deepEqual(shape('title', 'A Bug’s Life', 'Heat'), [',', 1, true])
})
