import { kindOfWord } from './kind-of-word.ts'
import type { Mapping } from './mapping.ts'

/** What stands for a kind that nobody can guess: a mapping that says it is refused, and told what kinds there are. */
const toSay = 'KIND'

/**
 * The line of a mapping that names words it did not know, to be put in place of its own: with the kind where shops agree on what the word
 * means, with "KIND" where somebody has to say it.
 *
 *     "kind": {"column":"action","values":{"sale":"purchase","favourite":"wishlist","hearted":"KIND"}}
 *
 * @returns  undefined where the mapping reads no word (every row is of one kind), or no word is lacking
 */
export function kindLine({ kind }: Mapping, words: readonly string[]): string | undefined {
  const lacking = words.filter((word) => word !== '')
  if (typeof kind === 'string' || lacking.length === 0) return undefined
  const values = [...Object.entries(kind.values), ...lacking.map((word) => [word, kindOfWord(word) ?? toSay])]
  return `"kind": ${JSON.stringify({ column: kind.column, values: Object.fromEntries(values) })}`
}
