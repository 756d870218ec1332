/**
 * p values made honest for having looked at many comparisons: the chance of even one false alarm among them all stays
 * below the level to which they are held.
 *
 *     with p rising: adjusted(i) = max_{j ≤ i} min(1, (m − j + 1) · p(j)),        m = how many
 *
 * Never below the p that came, never above 1, in the same order of size. Valid however the tests depend on each other.
 * Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics, 1979.
 */
export function holm(p: ArrayLike<number>): Float64Array {
  const m = p.length
  const order = Uint32Array.from({ length: m }, (_, at) => at).sort((a, b) => p[a]! - p[b]!)
  const adjusted = new Float64Array(m)
  let least = 0
  for (let at = 0; at < m; at++) {
    least = Math.max(least, Math.min(1, (m - at) * p[order[at]!]!))
    adjusted[order[at]!] = least
  }
  return adjusted
}
