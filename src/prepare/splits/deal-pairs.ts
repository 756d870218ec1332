import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { CleanEvents } from '../clean-events.ts'
import { pairsOf } from './pairs-of.ts'
import { type Parts, test, train } from './part.ts'

/**
 * Pairs of a person and a product that a test may ask for, shuffled and dealt into `folds` hands of equal size (the
 * first ones hold one more): in the k-th split the k-th hand is the test. All events of a pair go together, so a view and its
 * purchase are never apart. Of time it knows nothing: a model may have learnt what came later.
 *
 * @param hands  how many of the folds are made; 1 for a single random split of 1 / folds
 */
export function dealPairs(
  clean: CleanEvents,
  {
    isTarget,
    folds,
    hands = folds,
    seed,
  }: { isTarget: readonly boolean[]; folds: number; hands?: number; seed: number },
): Parts[] {
  if (!(folds > 1)) throw new RangeError(`dealPairs: want more than 1 fold, got ${folds}`)
  const { n, pair, isAsked } = pairsOf(clean, isTarget)
  const asked = Uint32Array.from({ length: n }, (_, p) => p).filter((p) => isAsked[p] === 1)
  const order = shuffled(asked.length, rng(seed))
  return Array.from({ length: hands }, (_, fold) => {
    const isHeld = new Uint8Array(n)
    const [from, to] = [Math.ceil((asked.length * fold) / folds), Math.ceil((asked.length * (fold + 1)) / folds)]
    for (let k = from; k < to; k++) isHeld[asked[order[k]!]!] = 1
    return Uint8Array.from(pair, (p) => (isHeld[p] ? test : train))
  })
}
