import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readNumber } from './read-number.ts'

const value = (text: string, decimal?: '.' | ',') => readNumber(text, decimal).value

test('a price is read however people write it, and with its currency', () => {
  assert.deepEqual(readNumber('€ 1.234,50'), { value: 1234.5, repaired: true, currency: 'EUR' })
  assert.deepEqual(readNumber('1 234,50 EUR'), { value: 1234.5, repaired: true, currency: 'EUR' })
  assert.deepEqual(readNumber('-£1,234.50'), { value: -1234.5, repaired: true, currency: 'GBP' })
  assert.deepEqual(readNumber("1'234'567.8"), { value: 1_234_567.8, repaired: true })
  assert.deepEqual(readNumber('1.234.567'), { value: 1_234_567, repaired: true })
  assert.deepEqual(readNumber('(12.00)'), { value: -12, repaired: true })
  assert.deepEqual(readNumber('( £1,234.50 )'), { value: -1234.5, repaired: true, currency: 'GBP' })
  assert.deepEqual(readNumber('12,5'), { value: 12.5, repaired: true })
  assert.deepEqual(readNumber('12.5'), { value: 12.5, repaired: false })
})

test('what may be two numbers is none, until the file says what its decimal sign is', () => {
  assert.ok(Number.isNaN(value('1,234')))
  assert.equal(value('1,234', '.'), 1234)
  assert.equal(value('1,234', ','), 1.234)
  assert.ok(Number.isNaN(value('€ 1.234')))
  assert.equal(value('€ 1.234', ','), 1234)
  assert.equal(value('0,125'), 0.125)
})

test('what is no number stays none', () => {
  for (const text of [
    'two',
    '1,5 pcs',
    '#NUM!',
    '1.2.3',
    '1,23,456',
    '--1',
    '€1€',
    '3 XYZ',
    '1e999',
    '12,5,',
    '',
    '1 23',
    '()',
    '(-12)',
    '(12',
    '((12))',
  ])
    assert.ok(Number.isNaN(value(text)), text)
  assert.ok(Number.isNaN(value('12,5', '.')), 'against what the file says')
})

test('a number written the German, Swiss, French or English way is the number that was written', () => {
  const cents = fc.integer({ min: 0, max: 10_000_000_000 })
  const locale = fc.constantFrom('de', 'de-CH', 'fr', 'en')
  fc.assert(
    fc.property(cents, locale, (n, of) => {
      const text = new Intl.NumberFormat(of, { minimumFractionDigits: 2 }).format(n / 100)
      assert.equal(value(text), n / 100, text)
    }),
  )
})
