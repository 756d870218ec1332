/**
 * The k best of a row of scores: positions by falling score, equal scores by rising position.
 * NaN and −Infinity never enter, so a short list is possible.
 *
 * @returns  at most k positions
 * O(n + k log k) for the usual row: a heap of k, whose least guards the door.
 */
export function topK(score: ArrayLike<number>, k: number): Uint32Array {
  const heap = new Uint32Array(Math.min(k, score.length))
  let size = 0
  // a before b on the list; the heap keeps the last of the list on top
  const before = (a: number, b: number) => score[a]! > score[b]! || (score[a] === score[b] && a < b)
  const sink = (at: number) => {
    for (;;) {
      let worst = 2 * at + 1
      if (worst >= size) return
      if (worst + 1 < size && before(heap[worst]!, heap[worst + 1]!)) worst++
      if (!before(heap[at]!, heap[worst]!)) return
      const swap = heap[at]!
      heap[at] = heap[worst]!
      heap[worst] = swap
      at = worst
    }
  }
  for (let i = 0; i < score.length; i++) {
    if (!(score[i]! > Number.NEGATIVE_INFINITY)) continue
    if (size < heap.length) {
      heap[size++] = i
      if (size === heap.length) for (let at = (size >> 1) - 1; at >= 0; at--) sink(at)
    } else if (size > 0 && score[i]! > score[heap[0]!]!) {
      // an equal score with a later position never displaces, and positions only rise
      heap[0] = i
      sink(0)
    }
  }
  return heap.slice(0, size).sort((a, b) => (before(a, b) ? -1 : 1))
}
