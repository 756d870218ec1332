import { withoutEntities } from './html-entities.ts'

/** Tags inside a word; any other tag parts words. */
const inline = new Set('a abbr b big em font i mark s small span strong sub sup tt u wbr'.split(' '))

/** What shops write where nothing is known. */
const placeholders = new Set('n/a n.a. na none null nil undefined nan - -- --- . ? ??? tbd'.split(' '))

/** What can be done to a text, each by itself. */
export const textForms = {
  /** HTML's character references become characters, tags, comments, scripts and styles go */
  html: (text) => withoutTags(withoutEntities(text)),
  /** Unicode's compatibility form: "ﬁ" is "fi", "Ｂ" is "B", "½" is "1⁄2", an accent is one with its letter */
  nfkc: (text) => text.normalize('NFKC'),
  lowercase: (text) => text.toLowerCase(),
  /** "Crème" is "Creme" */
  'no-accents': (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC'),
  /** control characters but for tabs and line ends, soft hyphens, spaces of no width */
  'no-controls': (text) => text.replaceAll(/(?![\t\n\v\f\r])[\p{Cc}\u00ad\u200b\ufeff]/gu, ''),
  'collapse-spaces': (text) => text.replaceAll(/\s+/g, ' '),
  trim: (text) => text.trim(),
  /** "n/a", "-", "null" and the like say nothing */
  placeholders: (text) => (placeholders.has(text.trim().toLowerCase()) ? '' : text),
} as const satisfies Record<string, (text: string) => string>

export type TextForm = keyof typeof textForms

/** Words of letters, digits and signs with one space between: most of what shops write, and in these forms already. */
const plain = /^[!-%'-;=-~]+(?: [!-%'-;=-~]+)*$/
const formsOfPlain: ReadonlySet<TextForm> = new Set(['html', 'nfkc', 'no-controls', 'collapse-spaces', 'trim'])

/** Each round but the last undoes a layer ("&amp;amp;amp;"); nobody wraps a text deeper. */
const mostRounds = 10

/**
 * A text in these forms, one after the other, again until nothing changes: "&amp;lt;b&amp;gt;" is read to its ground, and what is in form
 * stays as it is.
 * @returns  perhaps ''
 * O(characters) a round.
 */
export function inForm(text: string, forms: readonly TextForm[]): string {
  if (forms.every((form) => formsOfPlain.has(form)) && plain.test(text)) return text
  let formed = text
  for (let round = 0; round < mostRounds; round++) {
    const before = formed
    for (const form of forms) formed = textForms[form](formed)
    if (formed === before) break
  }
  return formed
}

function withoutTags(text: string): string {
  if (!text.includes('<')) return text
  return text
    .replaceAll(/<(script|style)\b[^<>]*>[^<]*<\/\1\s*>/gi, ' ')
    .replaceAll(/<!--[^<>]*-->/g, ' ')
    .replaceAll(/<\/?([A-Za-z][A-Za-z\d]*)(?:[\s/][^<>]*)?>/g, (_, name) => (inline.has(name.toLowerCase()) ? '' : ' '))
}
