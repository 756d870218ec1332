import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageNames, languageOf, wordReader } from './text-words.ts'

test('words of one stem are one word, words that say nothing are none, accents and capitals do not matter', () => {
  const english = wordReader('en')
  assert.deepEqual(english('The Lamps and a lamp; LAMP!'), ['lamp', 'lamp', 'lamp'])
  assert.deepEqual(english('crème brûlée'), english('Creme Brulee'))
  assert.deepEqual(wordReader('de')('Die Häuser und das Haus'), ['haus', 'haus'])
})

test('numbers stay, single letters and codes without end go', () => {
  assert.deepEqual(wordReader('en')(`iPhone 15 x ${'9'.repeat(41)}`), ['iphon', '15'])
})

test('without a language words stay as they are', () => {
  assert.deepEqual(wordReader(undefined)('The Lamps'), ['the', 'lamps'])
})

test('where no spaces part the words they are found all the same', () => {
  assert.ok(wordReader(undefined)('東京都の茶碗').length >= 2)
})

test('a language is told by its small words; names and numbers are in none', () => {
  const texts = {
    en: ['A lamp for the table, with a shade that is made of glass.'],
    de: ['Eine Lampe für den Tisch, mit einem Schirm, der aus Glas ist.'],
    fr: ['Une lampe pour la table, avec un abat-jour qui est en verre.'],
    es: ['Una lámpara para la mesa, con una pantalla que es de vidrio.'],
    nl: ['Een lamp voor op de tafel, met een kap die van glas is.'],
  }
  for (const [language, of] of Object.entries(texts)) assert.equal(languageOf(of), language)
  assert.equal(languageOf(['Tolomeo XL 40', 'Pipistrello']), undefined)
  assert.equal(languageOf([]), undefined)
})

test('every language of the table reads a text', () => {
  for (const language of languageNames) assert.deepEqual(wordReader(language)('lampa 12').length, 2, language)
})
