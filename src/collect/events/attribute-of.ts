const longestText = 4000
const longestWord = 400
const mostWords = 100

/** A number as one is written: no zeros in front, and an exponent only behind decimals ("1.5E3" is a number, "1E5" a code). */
const written = /^-?(0|[1-9]\d*)(\.\d+([eE][+-]?\d+)?)?$/

/**
 * What a cell says of a product or customer: a number, true or false, a list where bars part it (Comedy|Drama) or JSON says so, else the text itself.
 * What a number would not give back is a code and stays a text: "007", "0x1F", "1E5", digits beyond what a double tells apart. Cut to
 * what an attribute may hold.
 */
export function attributeOf(text: string): string | number | boolean | string[] {
  if (isNumber(text)) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  const words = listOf(text)
  return words ? words.slice(0, mostWords).map((word) => word.slice(0, longestWord)) : text.slice(0, longestText)
}

function isNumber(text: string): boolean {
  const number = Number(text)
  return written.test(text) && Number.isFinite(number) && (text.includes('.') || Number.isSafeInteger(number))
}

function listOf(text: string): string[] | undefined {
  if (text.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(text)
      if (Array.isArray(list)) return list.map(String)
    } catch {}
  }
  return text.includes('|') ? text.split('|') : undefined
}
