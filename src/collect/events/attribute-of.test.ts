import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { attributeOf } from './attribute-of.ts'

test('a code that looks like a number stays the text it is', () => {
  for (const code of ['007', '00', '-01', '01.50', '0x1F', '1E5', '0b11', '+49', '.5', '5.', 'Infinity', '1_000'])
    assert.equal(attributeOf(code), code)
  // the card number 9007199254740993 would come back as …992
  assert.equal(attributeOf('9007199254740993'), '9007199254740993')
})

test('a number as people and programs write it is a number', () => {
  const numbers = { '0': 0, '7': 7, '-3': -3, '12.5': 12.5, '12.50': 12.5, '0.25': 0.25, '1.5E3': 1500 }
  for (const [text, number] of Object.entries(numbers)) assert.equal(attributeOf(text), number)
})

test('true, false and lists are what they say', () => {
  assert.deepEqual(['true', 'Comedy|Drama', '["01","2"]', '[1, 2]', '[broken'].map(attributeOf), [
    true,
    ['Comedy', 'Drama'],
    ['01', '2'],
    ['1', '2'],
    '[broken',
  ])
})

test('digits alone come back to the letter, as a number or as a text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,25}$/), (digits) => {
      assert.equal(String(attributeOf(digits)), digits)
    }),
  )
})
