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
 * words in some places ("Mug red, small", "Mug blue, large"), which name siblings.
 *
 * @param oneShop  both stand in one catalogue, whose siblings may differ in more than one place; another shop may say the same otherwise
 * @returns  adjustment in [−1.35, 0.2]
 */
export function agreement(
  a: TitleFacts,
  b: TitleFacts,
  { priceA = Number.NaN, priceB = Number.NaN, oneShop = false } = {},
): Agreement {
  const code = sharedCode(a.codes, b.codes)
  const odd = swappedWords(a.words, b.words, !oneShop || code !== undefined)
  if (odd) return { adjustment: -sibling, because: `"${odd[0]}" stands where the other has "${odd[1]}"` }
  let adjustment = 0
  let because = 'their words'
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

/** Longer titles are descriptions: their words are not compared place by place. */
const longest = 32

const common = new Uint8Array((longest + 1) ** 2)

/**
 * The first place in which two titles differ, when they are the same words in the same order but for few places at which **both** say
 * something, and something else, that is no misspelling: a mug in red and in blue, a scarf of one brand and of another. Half of the words or
 * more must be the same. Undefined where one only says more than the other, or says it in another order: so one thing is entered twice.
 *
 * @param inOneWord  only where a single word stands for a single other
 * O(words of one × words of the other), by the longest common subsequence.
 */
function swappedWords(
  a: readonly string[],
  b: readonly string[],
  inOneWord: boolean,
): readonly [string, string] | undefined {
  if (Math.min(a.length, b.length) < 2 || Math.max(a.length, b.length) > longest) return undefined
  const wide = longest + 1
  for (let i = a.length; i >= 0; i--)
    for (let j = b.length; j >= 0; j--)
      common[i * wide + j] =
        i === a.length || j === b.length
          ? 0
          : a[i] === b[j]
            ? common[(i + 1) * wide + j + 1]! + 1
            : Math.max(common[(i + 1) * wide + j]!, common[i * wide + j + 1]!)
  if (2 * common[0]! < Math.max(a.length, b.length)) return undefined
  let found: readonly [string, string] | undefined
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [startA, startB] = [i, j]
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) break
      if (j === b.length || (i < a.length && common[(i + 1) * wide + j]! >= common[i * wide + j + 1]!)) i++
      else j++
    }
    if (i > startA || j > startB) {
      if (i === startA || j === startB) return undefined
      if (inOneWord && (found || i !== startA + 1 || j !== startB + 1)) return undefined
      const [one, other] = [a.slice(startA, i).join(' '), b.slice(startB, j).join(' ')]
      if (misspelt(one, other)) return undefined
      found ??= [one, other]
    }
    i++
    j++
  }
  return found
}

/** Words of four letters and more, none of them with a digit, one letter apart: missing, added or exchanged. */
function misspelt(a: string, b: string): boolean {
  if (/\d/.test(a + b) || Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const rest = (word: string, skip: number) => word.slice(start + skip)
  return rest(a, 1) === rest(b, 1) || rest(a, 1) === rest(b, 0) || rest(a, 0) === rest(b, 1)
}
