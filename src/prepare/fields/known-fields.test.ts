import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownWords } from './known-fields.ts'

test('an attribute that nobody says is doubted by name; a field that may be empty is not', () => {
  const nothing = [undefined, undefined, undefined]
  const columns = new Map([
    ['brand', nothing],
    ['brnad', nothing],
    ['weight', [undefined, 20, undefined]],
  ])
  assert.equal(
    knownWords([{ side: 'items', ids: ['rug', 'cup', 'tea'], columns }]),
    'Known of 3 products: brand 0 %, brnad 0 %, weight 33 %. Nobody says brnad: written as the mapping writes it?',
  )
  assert.equal(
    knownWords([{ side: 'items', ids: ['rug', 'cup', 'tea'], columns: new Map([['brand', nothing]]) }]),
    'Known of 3 products: brand 0 %.',
  )
  assert.equal(knownWords([]), 'No field has a rule.')
})
