import type { SplitEvents } from '../../src/collect/split-files/split-events.ts'

/** Events by their ids, for cuts that are written as files again. */
export interface NamedEvents {
  row: string[]
  item: string[]
  value?: number[]
  basket?: number[]
}

export const namedEvents = ({ rows, items, row, item, value, basket }: SplitEvents): NamedEvents => ({
  row: Array.from(row, (r) => rows.ids[r] as string),
  item: Array.from(item, (i) => items.ids[i] as string),
  ...(value && { value: Array.from(value) }),
  ...(basket && { basket: Array.from(basket) }),
})
