/**
 * One user's list as the metrics read it. One object serves all users: scoreUsers moves it on, so a metric keeps none
 * of it.
 */
export interface UserList {
  /** position among the users asked */
  at: number
  /** the item at rank r is items[start + r − 1], r = 1 … count */
  items: Uint32Array
  start: number
  count: number
  /** hits[r − 1] is 1 when the item at rank r is relevant; 0 beyond the end of the list */
  hits: Uint8Array
  /** relevant are targets[targetsFrom … targetsTo − 1] */
  relevant: number
  targets: Uint32Array
  targetsFrom: number
  targetsTo: number
  /** the user had had[hadFrom … hadTo − 1], rising */
  had: Uint32Array
  hadFrom: number
  hadTo: number
}

/** A metric of one list at one depth; NaN where it is not defined for this user. No allocation. */
export type ListMetric = (list: UserList, k: number) => number

/** How many items of the list stand at rank k or above. */
export const listed = (list: UserList, k: number): number => Math.min(k, list.count)

/** Is the item among those the user had? Binary search. */
export function hadIt({ had, hadFrom, hadTo }: UserList, item: number): boolean {
  let low = hadFrom
  let high = hadTo
  while (low < high) {
    const middle = (low + high) >>> 1
    if (had[middle]! < item) low = middle + 1
    else high = middle
  }
  return low < hadTo && had[low] === item
}
