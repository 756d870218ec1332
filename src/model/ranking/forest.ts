/** Trees as flat arrays; a node is an index, children come after their parent. */
export interface Forest {
  /** first node of each tree */
  root: Uint32Array
  feature: Uint32Array
  /** values up to and with it, and NaN, go left */
  threshold: Float32Array
  /** left child, the right one follows it; 0 in a leaf */
  left: Uint32Array
  /** what a leaf adds */
  value: Float64Array
}

/** One tree while it is made; its arrays are as in Forest, from node 0. */
export interface Tree {
  feature: number[]
  threshold: number[]
  left: number[]
  value: number[]
}

/** Trees one after the other in flat arrays. */
export function forestOf(trees: readonly Tree[]): Forest {
  const start = [0]
  for (const { left } of trees) start.push(start.at(-1)! + left.length)
  return {
    root: Uint32Array.from(start.slice(0, -1)),
    feature: Uint32Array.from(trees.flatMap(({ feature }) => feature)),
    threshold: Float32Array.from(trees.flatMap(({ threshold }) => threshold)),
    left: Uint32Array.from(trees.flatMap(({ left }, t) => left.map((child) => (child === 0 ? 0 : child + start[t]!)))),
    value: Float64Array.from(trees.flatMap(({ value }) => value)),
  }
}

/** Σ over the trees of the leaf that the features from `at` on fall into. O(trees · depth). */
export function predict({ root, feature, threshold, left, value }: Forest, features: Float32Array, at: number): number {
  let sum = 0
  for (let t = 0; t < root.length; t++) {
    let node = root[t]!
    for (let child = left[node]!; child !== 0; child = left[node]!)
      node = features[at + feature[node]!]! > threshold[node]! ? child + 1 : child
    sum += value[node]!
  }
  return sum
}
