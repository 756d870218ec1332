/** Rows of features and their places among the edges of each feature. */
export interface Binned {
  nRows: number
  nFeatures: number
  /** nRows × nFeatures, row-major */
  bin: Uint8Array
  /** for each feature its edges, rising: bin b holds values above edge b − 1, up to and with edge b */
  edges: Float32Array[]
}

/** Bins of a feature, one more than edges. */
export const mostBins = 64

/** So many rows, evenly taken, tell where the edges are. */
const sampled = 20_000

/**
 * Every feature cut at quantiles of its values: few values keep a bin each, many share 64. NaN, for what is not known, stands
 * below everything, in the first bin. O(rows · features · 6) and a sort of a sample.
 * @param features  nRows × nFeatures, row-major
 */
export function binned(features: Float32Array, nRows: number, nFeatures: number): Binned {
  const edges = Array.from({ length: nFeatures }, (_, f) => edgesOf(features, nRows, nFeatures, f))
  const bin = new Uint8Array(nRows * nFeatures)
  for (let r = 0; r < nRows; r++)
    for (let f = 0, at = r * nFeatures; f < nFeatures; f++, at++) bin[at] = binOf(edges[f]!, features[at]!)
  return { nRows, nFeatures, bin, edges }
}

function edgesOf(features: Float32Array, nRows: number, nFeatures: number, f: number): Float32Array {
  const step = Math.max(1, Math.ceil(nRows / sampled))
  const values = new Float32Array(Math.ceil(nRows / step))
  let n = 0
  for (let r = 0; r < nRows; r += step) {
    const value = features[r * nFeatures + f]!
    if (!Number.isNaN(value)) values[n++] = value
  }
  const sorted = values.subarray(0, n).sort()
  // the largest value is no edge: nothing is above it
  const distinct = sorted.filter((value, k) => value < sorted[n - 1]! && value !== sorted[k + 1])
  if (distinct.length < mostBins) return distinct
  const edges = Float32Array.from({ length: mostBins - 1 }, (_, b) => sorted[Math.floor(((b + 1) * n) / mostBins)]!)
  return edges.filter((value, k) => value < sorted[n - 1]! && value !== edges[k + 1])
}

/** How many edges are below the value. */
function binOf(edges: Float32Array, value: number): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (value > edges[middle]!) low = middle + 1
    else high = middle
  }
  return low
}
