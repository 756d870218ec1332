import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inUnit, type Unit, unitNames } from './units.ts'

test('an amount is read however a shop writes it', () => {
  const amounts: [string, Unit, number][] = [
    ['1,5 kg', 'g', 1500],
    ['1.1kg', 'g', 1100],
    ['500 G', 'kg', 0.5],
    ['500 gr.', 'g', 500],
    ['0,500 kg', 'g', 500],
    ['1 250 g', 'kg', 1.25],
    ['1.250,5 g', 'g', 1250.5],
    ['2 lbs', 'g', 907.18474],
    // 453.59237 + 4 · 28.349523125
    ['1 lb 4 oz', 'g', 566.9904625],
    // 5 · 30.48 + 3 · 2.54
    ['5 ft 3 in', 'cm', 160.02],
    ['5\' 3"', 'cm', 160.02],
    ['27″', 'cm', 68.58],
    ['33 cl', 'ml', 330],
    ['12 fl oz', 'ml', 354.88235475],
    ['1 gal', 'l', 3.785411784],
    // a bare number is in that unit already
    ['250', 'g', 250],
  ]
  for (const [text, unit, want] of amounts) assert.equal(inUnit(text, unit), want, text)
})

test('what is no amount, one of something else, or may be two is left to a person', () => {
  const left = [
    'assorted',
    '',
    '3 pcs',
    '1 l',
    '2 x 250 g',
    '10-20 kg',
    '1/2 lb',
    '5 kg 3 cm',
    '€ 5',
    '1,500 g',
    '1.500 g',
  ]
  for (const text of left) assert.equal(inUnit(text, 'g'), undefined, text)
  assert.deepEqual([inUnit('1,500 g', 'g', ','), inUnit('1,500 g', 'g', '.')], [1.5, 1500])
  assert.deepEqual([inUnit('1.500 g', 'g', ','), inUnit('1.500 g', 'g', '.')], [1500, 1.5])
})

test('an amount in its own unit is itself, and what was read once is read the same again', () => {
  fc.assert(
    fc.property(fc.constantFrom(...unitNames), fc.integer({ min: 1, max: 99_999 }), (unit, hundredths) => {
      const amount = hundredths / 100
      assert.equal(inUnit(`${amount.toFixed(2)} ${unit}`, unit), amount)
      assert.equal(inUnit(amount.toFixed(2), unit), amount)
    }),
  )
})
