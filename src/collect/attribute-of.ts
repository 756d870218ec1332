const longestText = 4000
const longestWord = 400
const mostWords = 100

/**
 * What a cell says of a product or customer: a number, true or false, a list where bars part it (Comedy|Drama) or JSON says so, else the text itself.
 * Cut to what an attribute may hold.
 */
export function attributeOf(text: string): string | number | boolean | string[] {
  if (Number.isFinite(Number(text))) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  const words = listOf(text)
  return words ? words.slice(0, mostWords).map((word) => word.slice(0, longestWord)) : text.slice(0, longestText)
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
