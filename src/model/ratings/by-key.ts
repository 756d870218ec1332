/**
 * Positions in rising order of their keys, equal keys in their order: what is asked of one row stands together.
 * @param nKeys  keys are below it; −1 is allowed and comes first
 */
export function byKey(key: Int32Array, nKeys: number): Uint32Array {
  const next = new Uint32Array(nKeys + 2)
  for (let k = 0; k < key.length; k++) next[key[k]! + 2]!++
  for (let c = 1; c < next.length; c++) next[c]! += next[c - 1]!
  const order = new Uint32Array(key.length)
  for (let k = 0; k < key.length; k++) order[next[key[k]! + 1]!++] = k
  return order
}
