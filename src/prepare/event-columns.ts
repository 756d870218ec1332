/**
 * The event log as this room is handed it: columns, one row an event, in the order they were stored. Ids are numbers
 * into the lists below; −1 (in the Int32 columns) and NaN (in the Float64 ones) say "not given". Nothing here is ever
 * written to: what `prepare` decides lies beside the log, not in it.
 */
export interface EventColumns {
  length: number
  timeMs: Float64Array
  /** position in contract/event.ts `eventKinds` */
  kind: Uint8Array
  user: Int32Array
  visitor: Int32Array
  item: Int32Array
  order: Int32Array
  quantity: Float64Array
  price: Float64Array
  rating: Float64Array
  /** position in contract/event.ts `deviceClasses`, −1 not given; missing where nobody asked for it */
  device?: Int8Array
  users: readonly string[]
  visitors: readonly string[]
  items: readonly string[]
  orders: readonly string[]
}
