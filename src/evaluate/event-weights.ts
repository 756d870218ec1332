import { solvePositive } from '../model/linear/solve-positive.ts'
import { rng } from '../numbers/rng.ts'
import { quantileOfSorted } from '../numbers/stats.ts'
import type { Estimate } from './coverage.ts'

/** Pairs of a person and a product with which something happened, but no purchase yet. */
export interface TouchedPairs {
  /** person of each pair, below nUsers */
  user: Uint32Array
  nUsers: number
  /** what happened, a bit for each kind */
  had: Uint32Array
  /** 1 where the person bought it in the time after */
  bought: Uint8Array
}

/** What one kind of event stands for. */
export interface EventWeight extends Estimate {
  /** pairs in which it happened */
  pairs: number
}

const nResamples = 1000
/** Above this many people, random groups of them are drawn. */
const mostUnits = 1000

/**
 * How many later purchases an event of each kind stands for, beside the other kinds of the same pair.
 *
 *     w = argmin Σ_pairs ( bought − background − Σ_k w_k · [kind k happened] )²
 *
 * background: how often a person buys a product with which nothing happened, so that a kind is paid only for what it adds
 * to that. A purchase itself stands for 1; below 0: who did this buys less than a stranger. The 95 % interval draws
 * people again, each with all of their pairs.
 *
 * @param nKinds  kinds that may stand in `had`, at most 31
 * @returns       by kind; undefined for kinds that never happened. Kinds that always happen together share their weight.
 * @throws RangeError  no pairs
 * O(pairs · kinds² + resamples · min(people, 1,000) · kinds²).
 */
export function eventWeights(
  { user, nUsers, had, bought }: TouchedPairs,
  nKinds: number,
  background: number,
  seed: number,
): (EventWeight | undefined)[] {
  if (had.length === 0) throw new RangeError('eventWeights: got no pairs')
  const count = new Float64Array(nKinds)
  for (const mask of had) for (let k = 0; k < nKinds; k++) if ((mask >>> k) & 1) count[k]!++
  const kinds = [...count.keys()].filter((k) => count[k]! > 0)
  const n = kinds.length
  // one row a unit: its part of the normal equations, XᵀX and then Xᵀy
  const width = n * n + n
  const nUnits = Math.min(nUsers, mostUnits)
  const random = rng(seed)
  const unitOf = Uint32Array.from({ length: nUsers }, (_, u) => (nUsers > nUnits ? Math.floor(random() * nUnits) : u))
  const unit = new Float64Array(nUnits * width)
  for (let p = 0; p < had.length; p++) {
    const base = unitOf[user[p]!]! * width
    const y = bought[p]! - background
    for (let a = 0; a < n; a++) {
      if (!((had[p]! >>> kinds[a]!) & 1)) continue
      for (let b = 0; b < n; b++) if ((had[p]! >>> kinds[b]!) & 1) unit[base + a * n + b]!++
      unit[base + n * n + a]! += y
    }
  }
  const all = new Float64Array(width)
  for (let u = 0; u < nUnits; u++) for (let c = 0; c < width; c++) all[c]! += unit[u * width + c]!
  const value = solved(all, n)
  const drawn = kinds.map(() => new Float64Array(nResamples))
  const sum = new Float64Array(width)
  for (let b = 0; b < nResamples; b++) {
    sum.fill(0)
    for (let draw = 0; draw < nUnits; draw++) {
      const base = Math.floor(random() * nUnits) * width
      for (let c = 0; c < width; c++) sum[c]! += unit[base + c]!
    }
    solved(sum, n).forEach((w, a) => {
      drawn[a]![b] = w
    })
  }
  const weights: (EventWeight | undefined)[] = new Array(nKinds).fill(undefined)
  kinds.forEach((k, a) => {
    const sorted = (drawn[a] as Float64Array).sort()
    const [low, high] = [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)]
    weights[k] = { value: value[a]!, low, high, pairs: count[k]! }
  })
  return weights
}

/** The solution of normal equations laid out as XᵀX, Xᵀy; a whisper of a ridge parts kinds that always go together. */
function solved(sums: Float64Array, n: number): Float64Array {
  const gram = sums.slice(0, n * n)
  let trace = 0
  for (let a = 0; a < n; a++) trace += gram[a * n + a]!
  const ridge = 1e-9 * trace + 1e-12
  for (let a = 0; a < n; a++) gram[a * n + a]! += ridge
  const x = sums.slice(n * n)
  solvePositive(gram, x, n, ridge)
  return x
}
