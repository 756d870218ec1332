import type { SimulatedShop } from '../../simulate/simulate-shop.ts'
import { describeTaste } from '../../simulate/visitors.ts'

/** A simulated customer one can step into, with the taste that only the simulator knows. */
export interface DemoPerson {
  user: string
  name: string
  taste: string
}

const names = ['Hanna', 'Jonas', 'Mira', 'Tomas', 'Ines', 'Emil'] as const

/**
 * A few customers who are good to look at: enough history to be known, not so much that one click drowns in it, and each
 * drawn to another shelf.
 */
export function demoPeople({ visitors, deeds }: SimulatedShop, n: number): DemoPerson[] {
  const people: DemoPerson[] = []
  const taken = new Set<number>()
  for (const [v, visitor] of visitors.entries()) {
    if (people.length === Math.min(n, names.length)) break
    const length = deeds[v]!.length
    const bought = deeds[v]!.filter(({ kind }) => kind === 'purchase').length
    const shelf = visitor.shelf.indexOf(Math.max(...visitor.shelf))
    if (length < 40 || length > 120 || bought < 4 || taken.has(shelf)) continue
    taken.add(shelf)
    people.push({ user: visitor.id, name: names[people.length]!, taste: describeTaste(visitor) })
  }
  return people
}
