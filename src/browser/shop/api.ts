import type { EventInput, EventKind } from '../../contract/event.ts'
import type { RecommendationAnswer, RecommendationRequest, RecommendedItem } from '../../contract/recommendation.ts'

/** Who is shopping: a known customer, or a browser nobody has a name for. */
export type Person = { user: string } | { visitor: string }

/** A product as it was shown: an event about it says in which answer and where it stood. */
export type Shown = RecommendedItem & { list: string; position: number }

export interface Api {
  recommend(request: RecommendationRequest): Promise<{ model: string; items: Shown[]; tookMs: number }>
  /** Resolves when the event is on disk: the next answer knows it. */
  send(person: Person, kind: EventKind, item: string, more?: Partial<EventInput>): Promise<void>
}

/** The two public routes, called as any shop page would call them. */
export function shopApi(key: string): Api {
  const post = async (path: string, body: unknown, keepalive = false): Promise<unknown> => {
    const answer = await fetch(path, {
      method: 'POST',
      // an event outlives the page that sent it
      keepalive,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    })
    const said = (await answer.json()) as { error?: { message: string } }
    if (!answer.ok) throw new Error(said.error?.message ?? `the shop answered ${answer.status}`)
    return said
  }
  return {
    async recommend(request) {
      const startedMs = performance.now()
      const { id, model, items } = (await post('/v1/recommendations', request)) as RecommendationAnswer
      const tookMs = performance.now() - startedMs
      return { model, items: items.map((one, position) => ({ ...one, list: id, position })), tookMs }
    },
    async send(person, kind, item, more) {
      await post('/v1/events', { id: crypto.randomUUID(), kind, item, ...person, ...more }, true)
    },
  }
}
