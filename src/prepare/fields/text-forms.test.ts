import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inForm, type TextForm, textForms } from './text-forms.ts'

const mended: TextForm[] = ['html', 'nfkc', 'no-controls', 'collapse-spaces', 'trim']

test('a text that came through a web page, a spreadsheet and a fax is what somebody wrote', () => {
  const read = {
    'Caf&eacute; &amp; Bar &#8211; &#x20AC;5': 'Café & Bar – €5',
    // 150 is no character of Unicode, but the dash of Windows
    '1990&#150;2000': '1990–2000',
    'Tom &amp;amp; Jerry': 'Tom & Jerry',
    '<p>Oak<b>en</b> table</p><p>2&nbsp;m</p><script>alert(1)</script>': 'Oaken table 2 m',
    '&lt;b&gt;New&lt;/b&gt; lamp': 'New lamp',
    'waſhing ma\u00adchine\u200b, ﬁne Ｂlue \t\n 5㎏': 'washing machine, fine Blue 5kg',
    '  two   spaces ': 'two spaces',
    // none of these is markup
    'a < b and c > d': 'a < b and c > d',
    'I <3 you': 'I <3 you',
    'AT&T; fish&chips; &nosuch; &#0; &#xD800;': 'AT&T; fish&chips; &nosuch; &#0; &#xD800;',
  }
  for (const [raw, want] of Object.entries(read)) assert.equal(inForm(raw, mended), want)
})

test('each form does one thing', () => {
  const each: Record<TextForm, [string, string]> = {
    html: ['<i>a</i>&ouml;', 'aö'],
    nfkc: ['e\u0301ﬂ²', 'éfl2'],
    lowercase: ['ÉCRU', 'écru'],
    'no-accents': ['Crème brûlée', 'Creme brulee'],
    'no-controls': ['a\u0007\u00ad\ufeffb\tc', 'ab\tc'],
    'collapse-spaces': ['a\u00a0 \n b', 'a b'],
    trim: [' \u3000a ', 'a'],
    placeholders: [' N/A ', ''],
  }
  for (const [form, [raw, want]] of Object.entries(each)) assert.equal(textForms[form as TextForm](raw), want, form)
})

test('what is in form stays as it is, in whatever order forms are asked for', () => {
  const pieces = fc.constantFrom(
    '&',
    'amp;',
    '&lt;',
    '&gt;',
    '<b>',
    '</p>',
    '<',
    '＜',
    '>',
    'é',
    'e\u0301',
    'ﬁ',
    ' ',
    '\u00a0',
    'İ',
    'ß',
    '-',
    'n/a',
    '#60;',
    '\u200b',
    'Ａ',
  )
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }),
      fc.shuffledSubarray(Object.keys(textForms) as TextForm[]),
      (parts, forms) => {
        const once = inForm(parts.join(''), forms)
        assert.equal(inForm(once, forms), once)
      },
    ),
  )
})

test('a page of brackets is read in the time of a page', () => {
  const hostile = ['<script>'.repeat(2500), '<a '.repeat(6000), '&#'.repeat(10_000), `<!--${'<!-'.repeat(5000)}`]
  for (const text of hostile) assert.equal(typeof inForm(text, mended), 'string')
})

test('what is passed over as plain is in form, by the forms themselves', () => {
  const sign = fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code))
  const forms: TextForm[] = ['html', 'nfkc', 'no-controls', 'collapse-spaces', 'trim']
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 8 }), (signs) => {
      const text = signs.join('')
      let slow = text
      for (let round = 0; round < 10; round++) for (const form of forms) slow = textForms[form](slow)
      assert.equal(inForm(text, forms), slow)
    }),
    { numRuns: 500 },
  )
})
