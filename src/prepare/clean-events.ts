/**
 * Clean events: what is left of the log when every step has run, one row an event of a known user with a real product,
 * in order of time (equal times in log order). This is what models learn from and splits cut.
 */
export interface CleanEvents {
  /** row -> id; every user and item here has at least one event */
  users: string[]
  items: string[]
  user: Uint32Array
  item: Uint32Array
  timeMs: Float64Array
  /** position in contract/event.ts `eventKinds` */
  kind: Uint8Array
  /** pieces; 1 where the kind has none */
  quantity: Float32Array
  /** pieces of it that came back later, 0 ≤ returned ≤ quantity */
  returned: Float32Array
  /** price of one piece, NaN when unknown */
  price: Float32Array
  rating: Float32Array
  /** what `returned` is the sum of: which event (row), when pieces of it came back, how many */
  returns: { event: Uint32Array; timeMs: Float64Array; pieces: Float32Array }
}
