import type { Event } from '../../contract/event.ts'
import type { RecommendationRequest } from '../../contract/recommendation.ts'
import { visitorPrefix } from '../../prepare/same-person.ts'
import type { Trained } from '../../recommend/trained.ts'
import type { Store } from '../../store/store.ts'
import { eventsOfAll, type WholePerson } from './whole-person.ts'

/** So many of a person's newest events are weighed into an answer, beside the row they were trained on. */
const eventsPerPerson = 500

/** So many where there is no such row, as people were said to be one, or not to be, after training. */
const eventsWithoutRow = 10_000

/** Who is who in a running shop. */
interface WhoIsWho {
  store: Store
  persons: WholePerson | undefined
  isErased: (user: string) => boolean
}

/**
 * The person's trained row, −1 where it must not be used, and what they did that it does not hold, also on this browser while nobody was
 * signed in. What was done on a browser on which several people sign in is nobody's, as in preparation.
 */
export async function personHistory(
  { store, persons, isErased }: WhoIsWho,
  { users, untilSeq }: Pick<Trained, 'users' | 'untilSeq'>,
  { user, visitor, kind }: RecommendationRequest,
): Promise<{ row: number; stored: Event[] }> {
  const asks = user ?? (visitor === undefined ? undefined : visitorPrefix + visitor)
  const members = asks === undefined ? [] : (persons?.members(asks) ?? [asks])
  const living = members.filter((id) => !isErased(id))
  const trainedAs = asks === undefined || living.length < members.length ? undefined : persons?.trainedAs(asks)
  // A browser that is nobody's is asked for what it did; of one that several people share, for what nobody did signed in.
  const alone = user === undefined && members.length === 1
  const row = trainedAs === undefined || alone ? -1 : users.row(trainedAs)
  // The order of looking needs the events themselves, also those the row was made of.
  const afterSeq = row >= 0 && kind !== 'recently-viewed' ? untilSeq : undefined
  if (alone && visitor !== undefined) {
    const there = await store.eventsOf({ visitor }, { limit: eventsPerPerson })
    return { row, stored: (await isShared(visitor)) ? there.filter(({ user }) => user === undefined) : there }
  }
  const since = {
    limit: trainedAs === undefined ? eventsWithoutRow : eventsPerPerson,
    ...(afterSeq !== undefined && { afterSeq }),
  }
  const theirs = await eventsOfAll(store, user !== undefined && members.length === 1 ? members : living, since)
  if (visitor === undefined || members.includes(visitorPrefix + visitor)) return { row, stored: theirs }
  // What was done on this browser with nobody signed in is in the user's row already when training knew the browser
  // as theirs; when it was a person of its own to training, all of it is news.
  const ownPerson = users.row(visitorPrefix + visitor) >= 0
  const browsers = await store.eventsOf(
    { visitor },
    { limit: eventsPerPerson, ...(afterSeq !== undefined && !ownPerson && { afterSeq }) },
  )
  const signedOut = browsers.filter((event) => event.user === undefined)
  if (signedOut.length === 0 || (await isShared(visitor, members))) return { row, stored: theirs }
  return { row, stored: [...theirs, ...signedOut] }

  /** Whether several people sign in on a browser, whoever asks counted as one of them. */
  async function isShared(visitor: string, asking: readonly string[] = []): Promise<boolean> {
    const others = (await store.usersOn(visitor)).filter((id) => !asking.includes(id))
    const people = new Set(others.map((id) => (persons?.members(id) ?? [id])[0]))
    return people.size + Number(asking.length > 0) > 1
  }
}
