import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../contract/fault.ts'
import { defaultConfig } from './config.ts'
import { configOf, parseConfig } from './parse-config.ts'

const refusal = (input: unknown) => {
  try {
    parseConfig(input)
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === 'bad-request')
    return error.message
  }
  return assert.fail(`${JSON.stringify(input)} was let in`)
}

test('a configuration changes what it names and nothing else, and the last voice wins', () => {
  const mapping = parseConfig({ productPattern: '^\\d+$', weights: { kinds: { view: 0.1 } } })
  const user = parseConfig({ productPattern: '^[a-z]+$', weights: { halfLifeDays: 30 } })
  assert.deepEqual(configOf(), defaultConfig)
  assert.deepEqual(configOf(mapping, user), {
    ...defaultConfig,
    productPattern: '^[a-z]+$',
    weights: { ...defaultConfig.weights, halfLifeDays: 30, kinds: { ...defaultConfig.weights.kinds, view: 0.1 } },
  })
})

test('the whole default configuration may be written down and read again', () => {
  assert.deepEqual(configOf(parseConfig(JSON.parse(JSON.stringify(defaultConfig)))), defaultConfig)
})

test('a word that is not known is refused with the one that was probably meant', () => {
  assert.match(refusal({ minUserEvent: 5 }), /^minUserEvent: not a known field; did you mean minUserEvents\?/)
  assert.match(refusal({ productpattern: 'x' }), /did you mean productPattern\?/)
  assert.match(refusal({ weights: { halflife: 5 } }), /^weights\.halflife: .* did you mean weights\.halfLifeDays\?/)
  assert.match(refusal({ weights: { kinds: { buy: 5 } } }), /^weights\.kinds\.buy: not a known field/)
})

test('a value that cannot be is refused with its place, what came and what was wanted', () => {
  for (const ratingScale of [[5], [5, 1], [3, 3]])
    assert.match(
      refusal({ weights: { ratingScale } }),
      /^weights\.ratingScale: got \[.*\], want the least rating and the best/,
    )
  assert.match(refusal({ giftTimes: 0.5 }), /^giftTimes: got 0\.5, want a number above 1/)
  assert.match(refusal({ minUserEvents: 0 }), /^minUserEvents: got 0, want a whole number of 1 to /)
  assert.match(refusal({ weights: { returned: 2 } }), /^weights\.returned: got 2, want a number of 0 to 1$/)
  assert.match(refusal({ weights: { repeats: 'mean' } }), /^weights\.repeats: got "mean", want one of max, sum$/)
  assert.match(refusal({ productPattern: '(' }), /^productPattern: got \(, want a regular expression$/)
  assert.match(refusal({ weights: { kinds: { refund: -1 } } }), /^weights\.kinds\.refund: got -1, want 0: /)
  assert.match(refusal([]), /^the whole: got \[\], want an object$/)
  assert.match(refusal(null), /^the whole: got null, want an object$/)
  const pair = 'a list of 2: a string of 1 to 136 characters, a string of 1 to 136 characters'
  assert.equal(refusal({ samePerson: [['ann', 'bob', 'cy']] }), `samePerson.0: got ["ann","bob","cy"], want ${pair}`)
  assert.equal(refusal({ samePerson: [['ann']] }), `samePerson.0: got ["ann"], want ${pair}`)
  assert.equal(refusal({ samePerson: [[5, 'bob']] }), 'samePerson.0.0: got 5, want a string of 1 to 136 characters')
})
