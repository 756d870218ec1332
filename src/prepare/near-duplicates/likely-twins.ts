import { type Csr, transpose } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'

/** So many products are looked at more closely for each. */
const nTwins = 10

/** Of those whose rarest words agree; many of them may not be allowed, from the same list or family. */
const nLikely = 50

/** Looked through for one product, rarest words first; what is left are words that tell little. */
const mostPostings = 600

/**
 * For one product those most like it: by falling cosine, at most 10. Words are looked up rarest first until 600 products have been
 * met, which bounds the work whatever the size of the catalogue; the cosine of the likeliest is then worked out over all their words.
 *
 * @param words    rows of length 1 (word-matrix.ts)
 * @param allowed  may these two be one thing at all
 */
export function likelyTwins(
  words: Csr,
  allowed: (p: number, other: number) => boolean,
): (p: number) => { other: number; cosine: number }[] {
  const postings = transpose(words)
  const spread = (w: number) => postings.rowStart[w + 1]! - postings.rowStart[w]!
  const met = new Float32Array(words.nRows)
  const others = new Uint32Array(words.nRows)
  const likeness = new Float32Array(words.nRows)
  const mine = new Float32Array(words.nCols)
  return (p) => {
    const [from, to] = [words.rowStart[p]!, words.rowStart[p + 1]!]
    const rarest = Uint32Array.from({ length: to - from }, (_, k) => from + k).sort(
      (a, b) => spread(words.column[a]!) - spread(words.column[b]!),
    )
    let nMet = 0
    let read = 0
    for (const k of rarest) {
      const w = words.column[k]!
      read += spread(w)
      if (read > mostPostings && nMet > 1) break
      for (let at = postings.rowStart[w]!; at < postings.rowStart[w + 1]!; at++) {
        const other = postings.column[at]!
        if (met[other] === 0) others[nMet++] = other
        met[other]! += words.value[k]! * postings.value[at]!
      }
    }
    met[p] = 0
    for (let at = 0; at < nMet; at++) likeness[at] = met[others[at]!]!
    const likely = Array.from(topK(likeness.subarray(0, nMet), nLikely), (at) => others[at]!)
    for (let at = 0; at < nMet; at++) met[others[at]!] = 0
    for (let k = from; k < to; k++) mine[words.column[k]!] = words.value[k]!
    const twins = likely
      .filter((other) => other !== p && allowed(p, other))
      .slice(0, nTwins)
      .map((other) => ({ other, cosine: cosine(other) }))
    for (let k = from; k < to; k++) mine[words.column[k]!] = 0
    return twins.sort((a, b) => b.cosine - a.cosine || a.other - b.other)
  }

  function cosine(other: number): number {
    let sum = 0
    for (let k = words.rowStart[other]!; k < words.rowStart[other + 1]!; k++)
      sum += mine[words.column[k]!]! * words.value[k]!
    return sum
  }
}
