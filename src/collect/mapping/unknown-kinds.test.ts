import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../contract/fault.ts'
import { type Mapping, parseMapping } from './mapping.ts'
import { kindLine } from './unknown-kinds.ts'

const mapping: Mapping = {
  kind: { column: 'what', values: { sale: 'purchase' } },
  time: { column: 'when' },
  item: 'sku',
}

test('the line that names lacking words keeps what was named and guesses what shops agree on', () => {
  const line = kindLine(mapping, ['Favourite', '', 'hearted'])
  assert.equal(line, '"kind": {"column":"what","values":{"sale":"purchase","Favourite":"wishlist","hearted":"KIND"}}')
  const pasted = (text = line) => parseMapping({ ...mapping, ...JSON.parse(`{${text}}`) }, 'm.json')
  assert.throws(
    pasted,
    (error) => error instanceof Fault && /^m.json: kind: got .*want one of .*wishlist/.test(error.message),
  )
  const said = pasted(line?.replace('KIND', 'wishlist'))
  assert.deepEqual(said.kind, {
    column: 'what',
    values: { sale: 'purchase', Favourite: 'wishlist', hearted: 'wishlist' },
  })
})

test('where every row is of one kind, or only an empty word is lacking, there is nothing to say', () => {
  assert.equal(kindLine({ ...mapping, kind: 'purchase' }, ['look']), undefined)
  assert.equal(kindLine(mapping, ['']), undefined)
})
