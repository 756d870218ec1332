import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultConfig } from '../config.ts'
import { aboutStep } from './about-step.ts'
import { settingsOf } from './settings-of.ts'
import { stepNames } from './steps.ts'

test('every step says what it does and why, and every setting is that of a step', () => {
  for (const step of stepNames) assert.match(aboutStep(step), /^[A-Z].{20,}[.]$/)
  const told = new Set(stepNames.flatMap((step) => Object.keys(settingsOf(step, defaultConfig))))
  const all = Object.keys({ ...defaultConfig, productPattern: '' }).filter(
    (name) => !['steps', 'weights'].includes(name),
  )
  assert.deepEqual([...told].sort(), all.sort())
  assert.deepEqual(settingsOf('products', defaultConfig).productPattern, null)
  assert.deepEqual(settingsOf('bots', { ...defaultConfig, botScore: 1 }), { botScore: 1, released: [] })
  assert.deepEqual(settingsOf('scales', defaultConfig), { fields: { items: {}, people: {} } })
  const fields = { items: { brand: { missing: 'drop', text: ['trim'] } }, people: {}, events: {} } as const
  assert.deepEqual(settingsOf('required-fields', { ...defaultConfig, fields }).fields, {
    items: { brand: { missing: 'drop' } },
    people: {},
  })
})
