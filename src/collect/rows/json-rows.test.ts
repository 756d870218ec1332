import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonList } from './json-list.ts'
import { jsonReader, jsonShape } from './json-rows.ts'
import { pythonToJson } from './python-dict.ts'

const fieldsOf = (text: string, ...columns: string[]) => jsonReader({ columns })({ text, shown: text }, 1)[0]?.fields

test('what stands in objects within a record has a name of its own', () => {
  const order = '{"id": 7, "customer": {"id": "c1", "address": {"city": "Lyon"}}, "tags": ["a"], "note": null}'
  assert.deepEqual(jsonShape([order, 'no JSON', '[1]']).columns, [
    'id',
    'customer.id',
    'customer.address.city',
    'tags',
    'note',
    'customer.address',
    'customer',
  ])
  assert.deepEqual(fieldsOf(order, 'id', 'customer.id', 'customer.address.city', 'tags', 'note', 'customer.address'), [
    '7',
    'c1',
    'Lyon',
    '["a"]',
    '',
    '{"city":"Lyon"}',
  ])
  assert.deepEqual(fieldsOf('{"items.id": 3}', 'items.id'), ['3'], 'a key may have a point in it')
})

test('a dictionary as Python prints it is read as what it means', () => {
  const line = `{u'user': u'Jo "J" O\\'Neil', 'text': "it's \\u2713\\n", 'hours': 1.5, 'early': False, 'pay': None, 'pair': (1, 'a'),}`
  assert.deepEqual(JSON.parse(pythonToJson(line)), {
    user: `Jo "J" O'Neil`,
    text: "it's ✓\n",
    hours: 1.5,
    early: false,
    pay: null,
    pair: [1, 'a'],
  })
  assert.deepEqual(fieldsOf(line, 'hours', 'early', 'pay'), ['1.5', 'false', ''])
  assert.match(jsonReader({ columns: ['a'] })({ text: "{'a': oops}", shown: '' }, 1)[0]?.problem?.message ?? '', /JSON/)
})

test('a list of JSON gives its objects whatever stands in them and wherever it is cut', () => {
  const texts = fc.array(
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.string())), { maxKeys: 4 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), fc.constantFrom(undefined, 2), (records, step, indent) => {
      const whole = JSON.stringify(records, null, indent)
      const list = new JsonList()
      const read: unknown[] = []
      for (let at = 0; at < whole.length; at += step)
        for (const { text } of list.take(whole.slice(at, at + step))) read.push(JSON.parse(text ?? ''))
      assert.deepEqual(read, JSON.parse(whole))
      assert.deepEqual(list.end(), [])
    }),
    { numRuns: 200 },
  )
})

test('an object that is never closed is handed on, to be refused', () => {
  const list = new JsonList()
  assert.equal(list.take('[{"a": 1}, {"b": "}').length, 1)
  assert.equal(list.end()[0]?.text, '{"b": "}')
})

test('an order of several products is a row for each of them', () => {
  const order =
    '{"id": 7, "customer": {"id": "c1"}, "line_items": [{"sku": "a", "price": {"amount": 3}}, {"sku": "b"}], "notes": [{"text": "x"}]}'
  const shape = jsonShape([order])
  assert.equal(shape.lines, 'line_items')
  const rows = (text: string) => jsonReader(shape)({ text, shown: text }, 4)
  const at = ['id', 'customer.id', 'line_items.sku', 'line_items.price.amount'].map((name) =>
    shape.columns.indexOf(name),
  )
  assert.deepEqual(
    rows(order).map(({ line, fields }) => [line, ...at.map((place) => fields?.[place])]),
    [
      [4, '7', 'c1', 'a', '3'],
      [4, '7', 'c1', 'b', ''],
    ],
  )
  assert.deepEqual(rows('{"id": 8, "line_items": []}')[0]?.problem?.verdict, 'setAside')
  // a review that names its product has pictures beside it, not lines
  assert.equal(jsonShape(['{"asin": "B1", "images": [{"id": "p1", "sku": "x"}]}']).lines, undefined)
})
