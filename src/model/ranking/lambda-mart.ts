import { setImmediate } from 'node:timers/promises'
import { mean } from '../../numbers/stats.ts'
import { binned } from './bins.ts'
import { type Forest, forestOf, predict, type Tree } from './forest.ts'
import { growTree, type TreeOptions } from './grow-tree.ts'
import { lambdasInto, ndcgOfEach, type Questions } from './lambdas.ts'

/** So many trees may bring nothing before no more are grown. */
const patience = 30

export interface LambdaMartOptions extends TreeOptions {
  trees: number
  /** share of its say that a tree is given */
  learningRate: number
  /** how deep the lists are that are to be made good (NDCG) */
  depth: number
}

/** Questions with what is known of each of their rows. */
export interface RankingData extends Questions {
  nFeatures: number
  /** rows × features, row-major; NaN where not known */
  features: Float32Array
  /** what each row is scored before any tree speaks */
  first: Float64Array
}

/**
 * LambdaMART: trees one after the other, each grown on the lambdas (lambdas.ts) of what stands so far, added with
 * `learningRate`. After each, NDCG@depth of `validation` is taken; the forest ends with the tree after which that was
 * best. None stays when that is not above no tree at all by more than the standard error of the difference, question by
 * question. After thirty trees that brought nothing no more are grown. Without validation all trees stay. No chance in it: the same data, the same trees.
 * O(trees · rows · features · log leaves). Source: Burges, MSR-TR-2010-82.
 */
export async function lambdaMart(
  train: RankingData,
  validation: RankingData | undefined,
  options: LambdaMartOptions,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<Forest> {
  const nRows = train.wanted.length
  const data = binned(train.features, nRows, train.nFeatures)
  const [score, heldScore] = [train.first.slice(), validation?.first.slice()]
  const [gradient, curvature, said] = [0, 0, 0].map(() => new Float64Array(nRows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const trees: Tree[] = []
  const before = validation && heldScore ? ndcgOfEach(validation, heldScore, options.depth) : new Float64Array(0)
  let [best, kept] = [before, 0]
  for (let t = 0; t < options.trees; t++) {
    lambdasInto(train, score, options.depth, gradient, curvature)
    const tree = growTree(data, gradient, curvature, options, said)
    if (tree.left.length === 1) break
    tree.value = tree.value.map((value) => options.learningRate * value)
    for (let r = 0; r < nRows; r++) score[r]! += options.learningRate * said[r]!
    trees.push(tree)
    if (validation && heldScore) {
      const one = forestOf([tree])
      for (let r = 0; r < heldScore.length; r++)
        heldScore[r]! += predict(one, validation.features, r * validation.nFeatures)
      const values = ndcgOfEach(validation, heldScore, options.depth)
      if (mean(values) > mean(best)) [best, kept] = [values, trees.length]
      if (trees.length - kept >= patience) break
    } else kept = trees.length
    onProgress?.(t + 1, options.trees)
    await setImmediate()
    signal?.throwIfAborted()
  }
  return forestOf(validation && !isShown(before, best) ? [] : trees.slice(0, kept))
}

/** Is the mean of what was gained on the same questions beyond its standard error? */
function isShown(before: Float64Array, after: Float64Array): boolean {
  const gains = before.map((value, q) => (after[q] as number) - value)
  const gain = mean(gains)
  return gain > Math.sqrt(mean(gains.map((one) => (one - gain) ** 2)) / gains.length)
}
