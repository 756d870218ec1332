import type { FastifyInstance } from 'fastify'
import type { RecommendationRequest } from '../contract/recommendation.ts'
import type { Live } from '../jobs/live/live.ts'
import { named } from './components.ts'
import { preflight } from './preflight.ts'

const schema = {
  tags: ['recommendations'],
  summary: 'Products for a person, for a product, or for everyone',
  description:
    '`for-you` needs a `user`, a `visitor` or `events`; strangers get what is popular, and `reason` says so. `similar` ' +
    'needs `items`. Scores order one list; they are not comparable between lists or between kinds of reason.',
  body: named('RecommendationRequest'),
  response: { 200: named('RecommendationAnswer'), '4xx': named('ErrorAnswer'), '5xx': named('ErrorAnswer') },
}

export function recommendationRoutes(app: FastifyInstance, live: Live): void {
  preflight(app, '/v1/recommendations')
  app.post<{ Body: RecommendationRequest }>('/v1/recommendations', {
    schema,
    config: { scope: 'public' },
    handler: ({ body }) => live.recommend(body),
  })
}
