/**
 * The k best of a row of scores among those that pass: positions by falling score, equal scores by rising position.
 * Only scores above zero enter, so a short list is possible.
 *
 * Equal to striking out what does not pass and then `topK`, but a position is asked for only when its score would enter:
 * about k ln(n / k) questions instead of n, which is what an answer among 100,000 products spends its time on.
 *
 * @param score  finite, or −Infinity
 * @returns      at most k positions
 */
export function bestThatPass(score: Float32Array, k: number, passes: (position: number) => boolean): Uint32Array {
  const heap = new Uint32Array(Math.min(k, score.length))
  const last = heap.length
  if (last === 0) return heap
  let size = 0
  // a behind b on the list; the heap keeps the last of the list on top
  const behind = (a: number, b: number) => score[a]! < score[b]! || (score[a] === score[b] && a > b)
  let floor = 0
  for (let i = nextAbove(score, 0, floor); i < score.length; i = nextAbove(score, i + 1, floor)) {
    if (!passes(i)) continue
    if (size < last) {
      // climbs from the end
      let at = size++
      for (let up = (at - 1) >> 1; at > 0 && behind(i, heap[up]!); at = up, up = (at - 1) >> 1) heap[at] = heap[up]!
      heap[at] = i
    } else {
      // sinks from the top; an equal score with a later position never displaces, and positions only rise
      let at = 0
      for (let down = 1; down < size; down = 2 * at + 1) {
        if (down + 1 < size && behind(heap[down + 1]!, heap[down]!)) down++
        if (!behind(heap[down]!, i)) break
        heap[at] = heap[down]!
        at = down
      }
      heap[at] = i
    }
    if (size === last) floor = score[heap[0]!]!
  }
  return heap.subarray(0, size).sort((a, b) => (behind(b, a) ? -1 : 1))
}

/** The first position from `from` on whose score is above `floor`; the length when there is none. */
function nextAbove(score: Float32Array, from: number, floor: number): number {
  let i = from
  while (i < score.length && !(score[i]! > floor)) i++
  return i
}
