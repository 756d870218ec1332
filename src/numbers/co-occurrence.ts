/**
 * How strongly two items belong together, from counts alone: c people have both, a have i, b have j, n there are.
 *
 * support       c / n                       how common the pair is
 * confidence    c / a                       how many of those who have i have j as well; not the same both ways
 * lift          c n / (a b)                 so many times as often as if they had nothing to do with each other
 * jaccard       c / (a + b − c)
 * llr           2 Σ over the four cells of observed · ln(observed / expected), 0 where the pair is rarer than by chance
 *
 * Source: Agrawal, Imieliński & Swami, SIGMOD 1993; Brin et al., SIGMOD 1997; Dunning, Computational Linguistics 1993.
 */
export const coOccurrence = {
  support: (c: number, _a: number, _b: number, n: number) => c / n,
  confidence: (c: number, a: number) => c / a,
  lift: (c: number, a: number, b: number, n: number) => (c * n) / (a * b),
  jaccard: (c: number, a: number, b: number) => c / (a + b - c),
  llr: logLikelihoodRatio,
} as const

export type CoOccurrence = keyof typeof coOccurrence
export const coOccurrences = Object.keys(coOccurrence) as CoOccurrence[]

function logLikelihoodRatio(c: number, a: number, b: number, n: number): number {
  if (c * n <= a * b) return 0
  const cell = (observed: number, row: number, column: number) =>
    observed > 0 ? observed * Math.log((observed * n) / (row * column)) : 0
  return 2 * (cell(c, a, b) + cell(a - c, a, n - b) + cell(b - c, n - a, b) + cell(n - a - b + c, n - a, n - b))
}
