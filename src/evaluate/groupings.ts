import type { Csr } from '../numbers/csr.ts'

/** Users or items in named groups; −1 where the group is not known. */
export interface Grouping {
  by: string
  parts: 'users' | 'items'
  names: readonly string[]
  /** what each name means, where it does not speak for itself */
  words?: readonly string[]
  of: Int32Array
}

/** People by how much they had before: up to 2 items, 3 to 9, 10 and more. @param histories  rows are the users */
export function byHistory({ nRows, rowStart }: Csr): Grouping {
  const sizes = Int32Array.from({ length: nRows }, (_, u) => rowStart[u + 1]! - rowStart[u]!)
  return {
    by: 'history',
    parts: 'users',
    names: ['new', 'light', 'heavy'],
    words: ['0 to 2 products before', '3 to 9 products before', '10 or more products before'],
    of: sizes.map((size) => (size <= 2 ? 0 : size <= 9 ? 1 : 2)),
  }
}

/** Below this many people of training an item is cold. */
const coldPeople = 5

/**
 * Items by how many people of training had them. Cold: fewer than 5; head: the fewest items that make half of all
 * interactions; tail: the rest.
 */
export function byPopularity({ people }: { people: Uint32Array }): Grouping {
  const order = Uint32Array.from(people.keys()).sort((a, b) => people[b]! - people[a]! || a - b)
  const total = people.reduce((sum, n) => sum + n, 0)
  const of = Int32Array.from(people, (n) => (n < coldPeople ? 0 : 1))
  let made = 0
  for (const item of order) {
    if (2 * made >= total || people[item]! < coldPeople) break
    made += people[item]!
    of[item] = 2
  }
  return {
    by: 'popularity',
    parts: 'items',
    names: ['cold', 'tail', 'head'],
    words: ['fewer than 5 people had it', 'between the two', 'the bestsellers that make half of what was had'],
    of,
  }
}

/** A grouping keeps so many of its largest groups in a report; the others are 'other'. */
const mostGroups = 10

/** The largest groups by name, the rest as one. @param weight  of each member: how much it is asked for */
export function largest({ by, parts, names, of }: Grouping, weight: ArrayLike<number>): Grouping {
  const size = new Float64Array(names.length)
  for (let at = 0; at < of.length; at++) if (of[at]! >= 0) size[of[at]!]! += weight[at]!
  const asked = [...names.keys()].filter((g) => size[g]! > 0).sort((a, b) => size[b]! - size[a]!)
  if (asked.length <= mostGroups) return select(asked, [])
  return select(asked.slice(0, mostGroups), asked.slice(mostGroups))

  function select(kept: number[], rest: number[]): Grouping {
    const place = new Int32Array(names.length).fill(-1)
    kept.forEach((g, at) => {
      place[g] = at
    })
    for (const g of rest) place[g] = kept.length
    const kinds = kept.map((g) => names[g] as string)
    return {
      by,
      parts,
      names: rest.length > 0 ? [...kinds, `${rest.length} others`] : kinds,
      of: of.map((g) => (g < 0 ? -1 : place[g]!)),
    }
  }
}
