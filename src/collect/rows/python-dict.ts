/** Does a line begin as a dictionary that Python printed: {'key': …} or {u'key': …}? */
export const isPythonDict = (text: string): boolean => /^\s*\{\s*u?'/.test(text)

/** A string in either quote, with the u or b that may stand before it; or a word or bracket that JSON writes otherwise; or a comma before an end. */
const token =
  /[uUbB]?(?:'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)")|\b(?:True|False|None|nan)\b|[()]|,(?=\s*[\]})])/g

const words: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  nan: 'null',
  '(': '[',
  ')': ']',
  ',': '',
}

/**
 * What Python prints of a dictionary, as JSON: strings in either quote with its escapes, u'' before them, True, False, None, and tuples as lists. What is
 * neither comes through as it is, for JSON.parse to refuse.
 *
 * O(length).
 */
export function pythonToJson(text: string): string {
  return text.replace(token, (whole: string, ...parts: (string | undefined)[]) => {
    const inner = parts[0] ?? parts[1]
    if (inner === undefined) return words[whole] ?? whole
    return JSON.stringify(inner.includes('\\') ? inner.replace(escaped, meant) : inner)
  })
}

const escaped = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g

const signs: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
}

function meant(_: string, two?: string, four?: string, eight?: string, sign = ''): string {
  const hex = two ?? four ?? eight
  if (hex === undefined) return signs[sign] ?? sign
  const point = Number.parseInt(hex, 16)
  return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
}
