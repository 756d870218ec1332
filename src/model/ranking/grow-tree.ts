import { type Binned, mostBins } from './bins.ts'
import type { Tree } from './forest.ts'

export interface TreeOptions {
  /** at most so many leaves */
  leaves: number
  /** a leaf has at least so many rows */
  minLeafRows: number
  /** ridge on what a leaf says */
  lambda: number
}

/** Numbers kept for each bin: Σ gradient, Σ curvature, rows. */
const nSums = 3

interface Split {
  gain: number
  feature: number
  bin: number
}

/** Rows order[from] … order[to − 1] end here for now. */
interface Leaf {
  node: number
  from: number
  to: number
  sums: Float64Array
  best: Split
}

/**
 * A regression tree by second-order gradient boosting. With G = Σ gradient and H = Σ curvature of the rows of a leaf, a leaf
 * says G / (H + λ), and a split into left and right is worth
 *
 *     gain = G_L² / (H_L + λ) + G_R² / (H_R + λ) − G² / (H + λ)
 *
 * The leaf whose best split is worth most is split next, until there are `leaves` of them or no split is worth anything;
 * of equal splits the first feature and the lowest edge. Sums are taken of bins, those of the larger child by subtraction.
 * @param gradient, curvature  of each row: where the row's score wants to go, and how soon it has had enough (> 0)
 * @returns the tree, and for each row its leaf's value in `said`
 * O(rows · features · depth). Source: Friedman, Annals of Statistics 2001; Chen & Guestrin, KDD 2016; Ke et al., NIPS 2017.
 */
export function growTree(
  data: Binned,
  gradient: Float64Array,
  curvature: Float64Array,
  options: TreeOptions,
  said: Float64Array,
): Tree {
  const order = Uint32Array.from({ length: data.nRows }, (_, r) => r)
  const moved = new Uint32Array(data.nRows)
  const tree: Tree = { feature: [0], threshold: [0], left: [0], value: [0] }
  const all = sumsOf(data, order, 0, data.nRows, gradient, curvature)
  const open: Leaf[] = [{ node: 0, from: 0, to: data.nRows, sums: all, best: bestSplit(data, all, options) }]
  while (open.length < options.leaves) {
    let at = 0
    for (let k = 1; k < open.length; k++) if (open[k]!.best.gain > open[at]!.best.gain) at = k
    const leaf = open[at] as Leaf
    if (!(leaf.best.gain > 0)) break
    const { feature, bin } = leaf.best
    const middle = partition(data, order, moved, leaf, feature, bin)
    const left = tree.left.length
    tree.feature[leaf.node] = feature
    tree.threshold[leaf.node] = data.edges[feature]![bin]!
    tree.left[leaf.node] = left
    for (const list of [tree.feature, tree.threshold, tree.left, tree.value]) list.push(0, 0)
    const leftIsSmaller = middle - leaf.from <= leaf.to - middle
    const [from, to] = leftIsSmaller ? [leaf.from, middle] : [middle, leaf.to]
    const smaller = sumsOf(data, order, from, to, gradient, curvature)
    const larger = leaf.sums
    for (let k = 0; k < larger.length; k++) larger[k]! -= smaller[k]!
    const [leftSums, rightSums] = leftIsSmaller ? [smaller, larger] : [larger, smaller]
    open[at] = { node: left, from: leaf.from, to: middle, sums: leftSums, best: bestSplit(data, leftSums, options) }
    open.push({ node: left + 1, from: middle, to: leaf.to, sums: rightSums, best: bestSplit(data, rightSums, options) })
  }
  for (const { node, from, to } of open) {
    let [g, h] = [0, 0]
    for (let at = from; at < to; at++) {
      g += gradient[order[at]!]!
      h += curvature[order[at]!]!
    }
    tree.value[node] = h + options.lambda > 0 ? g / (h + options.lambda) : 0
    for (let at = from; at < to; at++) said[order[at]!] = tree.value[node]!
  }
  return tree
}

/** For each feature and bin the sums of the rows that are in it. */
function sumsOf(
  { nFeatures, bin }: Binned,
  order: Uint32Array,
  from: number,
  to: number,
  gradient: Float64Array,
  curvature: Float64Array,
): Float64Array {
  const sums = new Float64Array(nFeatures * mostBins * nSums)
  for (let at = from; at < to; at++) {
    const r = order[at]!
    const [g, h] = [gradient[r]!, curvature[r]!]
    for (let f = 0, b = r * nFeatures; f < nFeatures; f++, b++) {
      const k = (f * mostBins + bin[b]!) * nSums
      sums[k]! += g
      sums[k + 1]! += h
      sums[k + 2]! += 1
    }
  }
  return sums
}

function bestSplit(
  { nFeatures, edges }: Binned,
  sums: Float64Array,
  { minLeafRows, lambda }: Omit<TreeOptions, 'leaves'>,
): Split {
  const best: Split = { gain: 0, feature: 0, bin: 0 }
  let [G, H, n] = [0, 0, 0]
  // every feature has all rows in its bins: the first one's sum up to all
  for (let b = 0; b < mostBins && nFeatures > 0; b++) {
    G += sums[b * nSums]!
    H += sums[b * nSums + 1]!
    n += sums[b * nSums + 2]!
  }
  const whole = H + lambda > 0 ? (G * G) / (H + lambda) : 0
  for (let f = 0; f < nFeatures; f++) {
    let [left, leftCurve, rows] = [0, 0, 0]
    for (let b = 0; b < edges[f]!.length; b++) {
      const k = (f * mostBins + b) * nSums
      left += sums[k]!
      leftCurve += sums[k + 1]!
      rows += sums[k + 2]!
      if (rows < minLeafRows) continue
      if (n - rows < minLeafRows) break
      const [below, above] = [leftCurve + lambda, H - leftCurve + lambda]
      if (!(below > 0 && above > 0)) continue
      const gain = (left * left) / below + ((G - left) * (G - left)) / above - whole
      // what rounding makes of nothing is no gain
      if (gain > best.gain && gain > 1e-12 * (1 + whole)) Object.assign(best, { gain, feature: f, bin: b })
    }
  }
  return best
}

/** Rows of the leaf with bins up to `bin` first, both sides in the order they had. @returns where the right side begins */
function partition(
  { nFeatures, bin: bins }: Binned,
  order: Uint32Array,
  moved: Uint32Array,
  { from, to }: Leaf,
  feature: number,
  bin: number,
): number {
  let [left, right] = [from, 0]
  for (let at = from; at < to; at++) {
    const r = order[at]!
    if (bins[r * nFeatures + feature]! <= bin) order[left++] = r
    else moved[right++] = r
  }
  order.set(moved.subarray(0, right), left)
  return left
}
