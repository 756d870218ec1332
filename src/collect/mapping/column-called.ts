import { foldedHeading } from './folded-heading.ts'
import { headingWords } from './heading-words.ts'

/** A heading in its foldings: whole, and of a nested one ("items.item_id") also its last part; a device's category is no product's. */
const foldings = (heading: string): string[] => [
  foldedHeading(heading),
  ...(heading.includes('.') && !heading.startsWith('device.')
    ? [foldedHeading(heading.slice(heading.lastIndexOf('.') + 1))]
    : []),
]

/** The first column that is called by one of the words, the surest word first, and fits. */
export function columnCalled(
  words: readonly string[],
  columns: readonly string[],
  fits: (column: string) => boolean = () => true,
): string | undefined {
  for (const word of words) {
    const column = columns.find((name) => foldings(name).includes(word) && fits(name))
    if (column !== undefined) return column
  }
  return undefined
}

const everyWord: ReadonlySet<string> = new Set(Object.values(headingWords).flat())

/** Is this what somebody calls a column? */
export const isHeadingWord = (text: string): boolean => foldings(text).some((word) => everyWord.has(word))
