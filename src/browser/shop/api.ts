import type { EventInput, EventKind } from '../../contract/event.ts'
import type { RecommendationAnswer, RecommendationRequest } from '../../contract/recommendation.ts'

/** Who is shopping: a known customer, or a browser nobody has a name for. */
export type Person = { user: string } | { visitor: string }

export interface Api {
  recommend(request: RecommendationRequest): Promise<RecommendationAnswer & { tookMs: number }>
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
      const answer = (await post('/v1/recommendations', request)) as RecommendationAnswer
      return { ...answer, tookMs: performance.now() - startedMs }
    },
    async send(person, kind, item, more) {
      await post('/v1/events', { id: crypto.randomUUID(), kind, item, ...person, ...more }, true)
    },
  }
}
