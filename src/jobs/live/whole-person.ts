import type { Event } from '../../contract/event.ts'
import { SamePerson, visitorPrefix } from '../../prepare/same-person.ts'
import type { Trained } from '../../recommend/trained.ts'
import type { Store } from '../../store/store.ts'

/** Who is one person to the model and who is now, as merges may have been said and taken back since it was trained. */
export class WholePerson {
  readonly #trained: SamePerson
  readonly #now: SamePerson

  /** @param merges  those that the store keeps now */
  constructor(
    { samePerson: { pairs, merges: then } }: Pick<Trained, 'samePerson'>,
    merges: readonly [string, string][],
  ) {
    const ofStore = new Set(then.map((pair) => JSON.stringify(pair)))
    this.#trained = new SamePerson(pairs)
    this.#now = new SamePerson([...pairs.filter((pair) => !ofStore.has(JSON.stringify(pair))), ...merges])
  }

  /** All ids of the person; the id alone where nothing else was said. A browser is `visitor:ID`. */
  members(id: string): readonly string[] {
    return this.#now.members(id)
  }

  /**
   * The id by which the model knows all of the person and nobody else; undefined where it took them for more people or less, and what
   * they did must be read anew.
   */
  trainedAs(id: string): string | undefined {
    const [then, now] = [this.#trained.members(id), this.#now.members(id)]
    return then.length === now.length && then.every((member, at) => member === now[at])
      ? this.#trained.of(id)
      : undefined
  }
}

/** The newest events of everyone in a list of customers and browsers (`visitor:ID`: what was done there with nobody signed in). */
export async function eventsOfAll(
  store: Store,
  members: readonly string[],
  options: { limit: number; afterSeq?: number },
): Promise<Event[]> {
  const each = await Promise.all(
    members.map(async (id) => {
      if (!id.startsWith(visitorPrefix)) return store.eventsOf({ user: id }, options)
      const there = await store.eventsOf({ visitor: id.slice(visitorPrefix.length) }, options)
      return there.filter(({ user }) => user === undefined)
    }),
  )
  if (each.length === 1) return each[0] as Event[]
  return each
    .flat()
    .sort((a, b) => b.timeMs - a.timeMs)
    .slice(0, options.limit)
}
