import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../contract/fault.ts'
import { defaultConfig } from '../config.ts'
import { configOf, parseConfig } from '../parse-config.ts'
import { rulesThatRun } from './field-rules.ts'

function refusal(fields: unknown): string {
  try {
    parseConfig({ fields })
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === 'bad-request')
    return error.message
  }
  return 'nothing refused'
}

test('what cannot be done to a field is refused with its place and what can', () => {
  const items = (name: string, rule: object) => refusal({ items: { [name]: rule } })
  assert.match(items('brand', { missing: 'median' }), /^fields\.items\.brand\.missing: a text has no median, want mode/)
  assert.match(items('title', { scale: 'log' }), /^fields\.items\.title\.scale: a text has no size/)
  assert.match(items('price', { text: ['trim'] }), /^fields\.items\.price\.text: it is a number/)
  assert.match(items('price', { unit: 'g' }), /^fields\.items\.price\.unit: it is a bare number/)
  assert.match(
    items('price', { missing: { constant: 'x' } }),
    /^fields\.items\.price\.missing: got a string, want a number/,
  )
  assert.match(
    items('weight', { missing: 'median per shelf' }),
    /^fields\.items\.weight\.missing: got "median per shelf", want/,
  )
  assert.match(items('weight', { unit: 'stone' }), /^fields\.items\.weight\.unit: got "stone", want one of g, kg/)
  assert.match(items('weight', { scale: 'minmax' }), /min-max, z-score, robust, log, quantile/)
  assert.match(items('weight', { text: ['upper'] }), /html, nfkc, lowercase/)
  assert.match(items('weight', { bins: 0 }), /^fields\.items\.weight\.bins: got 0/)
  assert.match(items('weight', { fill: 0 }), /^fields\..*fill: not a known field/)
  assert.match(refusal({ people: { age: { text: ['trim'] } } }), /^fields\.people\.age\.text: it is a number/)
  assert.match(refusal({ products: {} }), /^fields\.products: not a known field, want one of items, people, events/)
  assert.equal(
    refusal({ items: { weight: { unit: 'fl oz', missing: 'mode by brand', scale: 'robust', bins: 4 } } }),
    'nothing refused',
  )
})

test('a rule adds to the default of its field, and a later voice to an earlier one', () => {
  const { text } = defaultConfig.fields.items.brand ?? {}
  const first = parseConfig({
    fields: { items: { brand: { missing: 'unknown' }, weight: { unit: 'g', scale: 'log' } } },
  })
  const second = parseConfig({ fields: { items: { weight: { unit: 'kg' }, title: { text: [] } } } })
  const { items, people } = configOf(first, second).fields
  assert.deepEqual(
    [items.brand, items.weight],
    [
      { text, missing: 'unknown' },
      { unit: 'kg', scale: 'log' },
    ],
  )
  assert.deepEqual([items.title, items.category, people], [{ text: [] }, defaultConfig.fields.items.category, {}])
  assert.deepEqual(configOf().fields, defaultConfig.fields)
})

test('a step that was taken back is done to nothing, and one of an older snapshot never was', () => {
  const config = configOf(
    parseConfig({ fields: { items: { weight: { unit: 'g', missing: 'median', scale: 'log' } } } }),
  )
  const without = { ...config, steps: config.steps.filter((step) => step !== 'units' && step !== 'scales') }
  assert.deepEqual(rulesThatRun(without, 'items').weight, { missing: 'median' })
  assert.deepEqual(rulesThatRun({ steps: config.steps }, 'items'), {})
})
