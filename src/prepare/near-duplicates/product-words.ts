import type { Item } from '../../contract/item.ts'

/** What a title says beside the meaning of its words. */
export interface TitleFacts {
  /** words in their order, each as often as it stands there */
  words: readonly string[]
  /** article numbers as a maker writes them: letters and digits together, or five digits and more */
  codes: readonly string[]
  /** sizes, counts and years, with their unit where it is written to them */
  numbers: readonly string[]
}

/** A word that only the description has, beside one of the title. */
const descriptionWeight = 0.3

/** All pieces of one word together, beside the word itself: so that "PSLX350H" and "PSLX350" meet. */
const piecesWeight = 0.5

const pieceLength = 4

/** Marks a piece, so that none is taken for a word. */
const pieceMark = '~'

/**
 * Small letters, no accents; a number keeps its decimals ("2.5"). What dashes, slashes and dots join counts in its parts and,
 * where digits are in it, as one ("PSL-X350H" is also "pslx350h").
 */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  const words: string[] = plain.match(/[\p{L}\p{N}]+(?:\.\d+)?/gu) ?? []
  for (const joined of plain.match(/[\p{L}\p{N}]+(?:[-/.][\p{L}\p{N}]+)+/gu) ?? []) {
    const whole = joined.replaceAll(/[-/.]/g, '')
    if (whole.length >= 4 && /\d/.test(whole) && !/^\d+\.\d+$/.test(joined)) words.push(whole)
  }
  return words
}

export function titleFacts(title = ''): TitleFacts {
  const words = wordsOf(title)
  const distinct = [...new Set(words)]
  return {
    words,
    codes: distinct.filter(isCode),
    numbers: distinct.filter((word) => /^\d{1,4}(\.\d+)?(\p{L}{1,3})?$/u.test(word)),
  }
}

/** So many in one, as "SET/20" is written in one word. */
const packOf = /^(set|pack|box|case|lot)\d+$/

/** "pslx350h", "fs105", "0345b002", "85123"; not "60cm", "2gb" or "set20", which say how much. */
const isCode = (word: string) =>
  /^\d{5,}$/.test(word) ||
  (word.length >= 5 &&
    /\d.*\d/.test(word) &&
    /\p{L}/u.test(word) &&
    !/^\d+(\.\d+)?\p{L}{1,3}$/u.test(word) &&
    !packOf.test(word))

/** Every word of a product and every piece of a word of its title, with what it weighs before its rarity is known, > 0. */
export function weightedWords({ title = '', description = '', brand = '' }: Partial<Item>): Map<string, number> {
  const ofTitle = new Set(wordsOf(title))
  const weights = new Map<string, number>()
  for (const word of ofTitle) weights.set(word, 1)
  for (const word of wordsOf(brand)) weights.set(word, 1)
  for (const word of wordsOf(description)) if (!weights.has(word)) weights.set(word, descriptionWeight)
  for (const word of ofTitle) {
    const nPieces = word.length - pieceLength + 1
    if (nPieces < 2) continue
    const weight = piecesWeight / Math.sqrt(nPieces)
    for (let at = 0; at < nPieces; at++) {
      const piece = pieceMark + word.slice(at, at + pieceLength)
      weights.set(piece, Math.max(weights.get(piece) ?? 0, weight))
    }
  }
  return weights
}
