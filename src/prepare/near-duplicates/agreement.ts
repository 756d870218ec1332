import type { TitleFacts } from './product-words.ts'

/** What speaks for or against two products being one, and the strongest of its reasons in words. */
export interface Agreement {
  /** added to the cosine of the words: above 0 speaks for one thing, below 0 for two */
  adjustment: number
  because: string
}

/** An article number in common is worth so much; two different ones cost so much. */
const sameCode = 0.2
/** nothing raises a likeness by more */
export const mostAgreement = sameCode
const otherCode = 0.15

/** None of the numbers of the shorter title in the other costs so much, all of them nothing. */
const otherNumbers = 0.1

/** A price e times the other costs so much, e² times and more twice that. */
const otherPrice = 0.05

/** One of something, in red and in blue: two things that a shop sells side by side. */
const sibling = 1

/**
 * What words alone do not say: article numbers, sizes and prices that agree or contradict, and titles that are equal but for
 * one word in one place ("Mug red", "Mug blue"), which name siblings.
 *
 * @returns  adjustment in [−1.35, 0.2]
 */
export function agreement(a: TitleFacts, b: TitleFacts, priceA = Number.NaN, priceB = Number.NaN): Agreement {
  const odd = swappedWord(a.words, b.words)
  if (odd) return { adjustment: -sibling, because: `"${odd[0]}" stands where the other has "${odd[1]}"` }
  let adjustment = 0
  let because = 'their words'
  const code = sharedCode(a.codes, b.codes)
  if (code !== undefined) {
    adjustment += sameCode
    because = `article number ${code} in both`
  } else if (a.codes.length > 0 && b.codes.length > 0) adjustment -= otherCode
  const fewer = Math.min(a.numbers.length, b.numbers.length)
  if (fewer > 0)
    adjustment -= otherNumbers * (1 - Math.min(1, a.numbers.filter((n) => b.numbers.includes(n)).length / fewer))
  if (priceA > 0 && priceB > 0) adjustment -= otherPrice * Math.min(2, Math.abs(Math.log(priceA / priceB)))
  return { adjustment, because }
}

/** A code of both, or one that the other begins with ("FS105" of "FS105NA"). */
function sharedCode(a: readonly string[], b: readonly string[]): string | undefined {
  return a.find((one) =>
    b.some(
      (other) =>
        one === other || (Math.min(one.length, other.length) >= 5 && (one.startsWith(other) || other.startsWith(one))),
    ),
  )
}

/**
 * The one place in which two titles of the same three words or more differ, when the two words there are no misspelling of each
 * other; undefined when the titles are equal or differ in more.
 */
function swappedWord(a: readonly string[], b: readonly string[]): readonly [string, string] | undefined {
  if (a.length !== b.length || a.length < 2) return undefined
  let found: readonly [string, string] | undefined
  for (const [at, word] of a.entries()) {
    const other = b[at] as string
    if (word === other) continue
    if (found) return undefined
    found = [word, other]
  }
  return found && !misspelt(...found) ? found : undefined
}

/** Words of four letters and more, none of them with a digit, one letter apart: missing, added or exchanged. */
function misspelt(a: string, b: string): boolean {
  if (/\d/.test(a + b) || Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const rest = (word: string, skip: number) => word.slice(start + skip)
  return rest(a, 1) === rest(b, 1) || rest(a, 1) === rest(b, 0) || rest(a, 0) === rest(b, 1)
}
