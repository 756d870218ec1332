import type { Reason } from '../contract/recommendation.ts'
import type { Catalogue } from './catalogue.ts'
import type { History } from './history.ts'

/** A product as a sentence names it. */
const named = (catalogue: Catalogue, id: string) => catalogue.item(id)?.title ?? id

/** @param because  ids of the history that argued for the item, strongest first */
export function tasteReason(catalogue: Catalogue, history: History, because: readonly string[]): Reason {
  const [strongest] = because
  if (strongest === undefined) return { kind: 'taste', text: 'Chosen for you' }
  const did = history.bought.has(strongest) ? 'you bought' : 'you looked at'
  return { kind: 'taste', text: `Because ${did} ${named(catalogue, strongest)}`, because: [...because] }
}

export function similarReason(catalogue: Catalogue, seeds: readonly string[]): Reason {
  const [first] = seeds
  const more = seeds.length > 1 ? ` and ${seeds.length - 1} more` : ''
  return {
    kind: 'similar',
    text: first === undefined ? 'Similar' : `Similar to ${named(catalogue, first)}${more}`,
    because: [...seeds],
  }
}

export const popularReason = (shelf?: string): Reason => ({
  kind: 'popular',
  text: shelf === undefined ? 'Popular with other customers' : `Popular in ${shelf}`,
})

/** For people of whom nothing is known: the list is honest about not being personal. */
export const strangerReason: Reason = {
  kind: 'popular',
  text: 'Popular with other customers, while we get to know you',
}

export const viewedReason: Reason = { kind: 'recently-viewed', text: 'You looked at this recently' }
