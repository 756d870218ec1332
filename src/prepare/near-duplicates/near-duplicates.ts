import { setImmediate } from 'node:timers/promises'
import type { Item } from '../../contract/item.ts'
import { agreement, mostAgreement } from './agreement.ts'
import { likelyTwins } from './likely-twins.ts'
import { type TitleFacts, titleFacts, wordsOf } from './product-words.ts'
import { wordMatrix } from './word-matrix.ts'

/** Two products that are one thing. */
export interface NearDuplicate {
  /** rows of the items, a < b */
  a: number
  b: number
  /** cosine of the words and what speaks for or against; larger is surer */
  likeness: number
  /** the strongest reason, in words */
  because: string
}

export interface NearDuplicateOptions {
  /** pairs less alike than this are two things */
  least?: number
  /**
   * Which list each item came from, where every list is known to hold nothing twice (two suppliers' feeds): then only products
   * of different lists are compared, and each finds one of every other list at most.
   */
  source?: ArrayLike<number>
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/** Products compared between two looks at the clock of others. */
const block = 1024

/** Attributes that number a product the world over. */
const worldNumbers = ['gtin', 'ean', 'upc', 'isbn', 'barcode']

/**
 * One thing under two ids, found without any labels. A pair's likeness is the cosine of its words by their rarity, and what article
 * numbers, sizes, prices and the order of the words say beside it (agreement.ts). Products of the same parent are variants, no
 * duplicates; an equal GTIN decides for a pair and an unequal one against it.
 *
 * Without sources two products must be each other's best; what is said word for word the same joins the first of its kind. With
 * sources pairs are made from the surest down, each product once for every other list.
 *
 * @returns  surest first
 * O(characters + items × 600) at most, and in practice a fraction of it; a million products take minutes.
 */
export async function nearDuplicates(
  items: readonly (Item | undefined)[],
  options: NearDuplicateOptions = {},
): Promise<NearDuplicate[]> {
  const { least = 0.3, source, signal, onProgress } = options
  const words = wordMatrix(items)
  const number = items.map((item) => worldNumber(item))
  const repeats = source ? [] : wordForWord(items)
  const repeated = new Set(repeats.map(({ b }) => b))
  const allowed = (p: number, other: number) => {
    const [one, two] = [items[p], items[other]]
    if (!one || !two || (source && source[p] === source[other]) || repeated.has(other)) return false
    if (differ(number[p], number[other])) return false
    return source !== undefined || !sameFamily(one, two)
  }
  const twinsOf = likelyTwins(words, allowed)
  const pairs: NearDuplicate[] = []
  const best = new Map<number, NearDuplicate>()
  for (let p = 0; p < items.length; p++) {
    if (p % block === 0) {
      signal?.throwIfAborted()
      onProgress?.(p, items.length)
      await setImmediate()
    }
    if (repeated.has(p)) continue
    const twins = twinsOf(p)
    if (twins.length === 0) continue
    const mine = titleFacts(items[p]?.title)
    for (const { other, cosine } of twins) {
      if (cosine + mostAgreement < Math.max(least, source ? 0 : (best.get(p)?.likeness ?? 0))) break
      const pair = compared(p, other, cosine, mine)
      if (pair.likeness < least) continue
      if (source && p < other) pairs.push(pair)
      if (!source && surer(pair, best.get(p))) best.set(p, pair)
    }
  }
  onProgress?.(items.length, items.length)
  return source ? onePerList(pairs, source) : [...repeats, ...mutual(best)].sort(bySurety)

  function compared(p: number, other: number, cosine: number, mine: TitleFacts): NearDuplicate {
    const [a, b] = p < other ? [p, other] : [other, p]
    if (number[p] !== undefined && number[p] === number[other])
      return { a, b, likeness: 2, because: `the same number the world over, ${number[p]}` }
    const theirs = titleFacts(items[other]?.title)
    const [first, second] = p < other ? [mine, theirs] : [theirs, mine]
    const { adjustment, because } = agreement(first, second, {
      priceA: items[a]?.price ?? Number.NaN,
      priceB: items[b]?.price ?? Number.NaN,
      oneShop: source === undefined,
    })
    return { a, b, likeness: cosine + adjustment, because }
  }
}

function worldNumber(item: Item | undefined): string | undefined {
  for (const name of worldNumbers) {
    const digits = String(item?.attributes?.[name] ?? '').replaceAll(/\D/g, '')
    if (digits.length >= 8) return digits.padStart(14, '0')
  }
  return undefined
}

const sameFamily = (one: Item, two: Item) =>
  (one.parent ?? one.id) === (two.parent ?? two.id) && (one.parent !== undefined || two.parent !== undefined)

const bySurety = (x: NearDuplicate, y: NearDuplicate) => y.likeness - x.likeness || x.a - y.a || x.b - y.b
const surer = (pair: NearDuplicate, than: NearDuplicate | undefined) => !than || bySurety(pair, than) < 0

/** Items that say the same in title, brand and description as an earlier one, which they join. */
function wordForWord(items: readonly (Item | undefined)[]): NearDuplicate[] {
  const first = new Map<string, number>()
  const found: NearDuplicate[] = []
  for (const [p, item] of items.entries()) {
    if (!item?.title) continue
    const { title, brand = '', description = '' } = item
    const said = [title, brand, description].map((text) => wordsOf(text).join(' ')).join('|')
    const before = first.get(said)
    if (before === undefined) first.set(said, p)
    else if (!sameFamily(item, items[before] as Item) && !differ(worldNumber(item), worldNumber(items[before])))
      found.push({ a: before, b: p, likeness: 1, because: 'word for word the same' })
  }
  return found
}

const differ = (one: string | undefined, two: string | undefined) =>
  one !== undefined && two !== undefined && one !== two

/** Pairs that are best from both sides. */
function mutual(best: ReadonlyMap<number, NearDuplicate>): NearDuplicate[] {
  const found: NearDuplicate[] = []
  for (const [p, pair] of best) {
    const back = best.get(pair.b)
    if (p === pair.a && back?.a === pair.a && back.b === pair.b) found.push(pair)
  }
  return found.sort(bySurety)
}

/** From the surest down, every product at most once for each of the other lists. */
function onePerList(pairs: NearDuplicate[], source: ArrayLike<number>): NearDuplicate[] {
  const taken = new Set<string>()
  return pairs.sort(bySurety).filter(({ a, b }) => {
    const [one, two] = [`${a} ${source[b]}`, `${b} ${source[a]}`]
    if (taken.has(one) || taken.has(two)) return false
    taken.add(one)
    taken.add(two)
    return true
  })
}
