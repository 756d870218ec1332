/** Rows of questions: question q has the rows start[q] ≤ r < start[q + 1]. */
export interface Questions {
  start: Uint32Array
  /** of each row 1 when it is wanted, otherwise 0 */
  wanted: Uint8Array
  /** of each question how many are wanted, candidates or not */
  nWanted: Uint32Array
}

const discount = (rank: number) => 1 / Math.log2(rank + 2)

/** Rows of a question from best to worst; equal scores by rising row. */
function rankedInto(score: Float64Array, from: number, to: number): Uint32Array {
  const order = Uint32Array.from({ length: to - from }, (_, k) => from + k)
  return order.sort((a, b) => score[b]! - score[a]! || a - b)
}

/** The DCG@depth of a list that begins with all that is wanted. */
function perfect(nWanted: number, depth: number): number {
  let sum = 0
  for (let rank = 0; rank < Math.min(nWanted, depth); rank++) sum += discount(rank)
  return sum
}

type Pair = (i: number, j: number, delta: number) => void

/** Every wanted row i with every row j that is not, of one question, and how much exchanging them would change NDCG. */
function eachPair({ start, wanted, nWanted }: Questions, score: Float64Array, depth: number, pair: Pair): void {
  for (let q = 0; q + 1 < start.length; q++) {
    const best = perfect(nWanted[q]!, depth)
    if (best === 0) continue
    const order = rankedInto(score, start[q]!, start[q + 1]!)
    for (let a = 0; a < order.length; a++) {
      if (!wanted[order[a]!]) continue
      const own = a < depth ? discount(a) : 0
      for (let b = 0; b < order.length; b++) {
        if (wanted[order[b]!] || (a >= depth && b >= depth)) continue
        pair(order[a]!, order[b]!, Math.abs(own - (b < depth ? discount(b) : 0)) / best)
      }
    }
  }
}

/**
 * What LambdaMART descends, the ranks taken at `score`: for rows i wanted and j not, of one question,
 *
 *     Σ Δ_ij log(1 + exp(s_j − s_i))        Δ_ij = |D_i − D_j| / perfect DCG,  D = 1 / log₂(rank + 2) from rank 0, beyond `depth` 0
 */
export function pairwiseLoss(questions: Questions, score: Float64Array, depth: number): number {
  let sum = 0
  eachPair(questions, score, depth, (i, j, delta) => {
    const behind = score[j]! - score[i]!
    sum += delta * (Math.max(0, behind) + Math.log1p(Math.exp(-Math.abs(behind))))
  })
  return sum
}

/**
 * Gradients of LambdaMART for NDCG@depth: with Δ as above, the ranks held still, and ρ_ij = 1 / (1 + exp(s_i − s_j)),
 *
 *     gradient_i += Δ ρ,   gradient_j −= Δ ρ,   curvature of both += Δ ρ (1 − ρ)
 *
 * the negative first and the second derivative of pairwiseLoss.
 * @param gradient, curvature  of each row, overwritten
 * O(Σ wanted · rows of a question). Source: Burges, MSR-TR-2010-82.
 */
export function lambdasInto(
  questions: Questions,
  score: Float64Array,
  depth: number,
  gradient: Float64Array,
  curvature: Float64Array,
): void {
  gradient.fill(0)
  curvature.fill(0)
  eachPair(questions, score, depth, (i, j, delta) => {
    const rho = 1 / (1 + Math.exp(score[i]! - score[j]!))
    gradient[i]! += delta * rho
    gradient[j]! -= delta * rho
    const curve = delta * rho * (1 - rho)
    curvature[i]! += curve
    curvature[j]! += curve
  })
}

/** NDCG@depth of each question that wants something, in the order of the scores. */
export function ndcgOfEach({ start, wanted, nWanted }: Questions, score: Float64Array, depth: number): Float64Array {
  const each = new Float64Array(nWanted.length)
  let n = 0
  for (let q = 0; q + 1 < start.length; q++) {
    const best = perfect(nWanted[q]!, depth)
    if (best === 0) continue
    const order = rankedInto(score, start[q]!, start[q + 1]!)
    let sum = 0
    for (let rank = 0; rank < Math.min(depth, order.length); rank++) if (wanted[order[rank]!]) sum += discount(rank)
    each[n++] = sum / best
  }
  return each.subarray(0, n)
}
