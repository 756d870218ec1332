import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import type { Interactions } from '../../model/interactions.ts'
import type { ItemFeatures } from '../../model/model.ts'
import type { Candidate } from '../trials/run-trial.ts'

/** An algorithm among the candidates, with the settings that are tried first: the best known from the literature. */
export interface Family {
  name: string
  starts: readonly Candidate[]
  /** options that are not searched, with the value that they keep */
  fixed?: Readonly<Record<string, unknown>>
  /** what the first fit may take, in seconds on two cores, within a factor of a few */
  roughSeconds: number
}

/** What decides which models are worth a try. */
export interface Facts {
  users: number
  items: number
  interactions: number
  /** Σ over users of the square of their items: what neighbours cost */
  squares: number
  /** events have times, not only an order */
  timed: boolean
}

export function factsOf(train: Interactions): Facts {
  const { nRows, nCols, rowStart, column, sequences } = train
  let squares = 0
  for (let r = 0; r < nRows; r++) squares += (rowStart[r + 1]! - rowStart[r]!) ** 2
  return {
    users: nRows,
    items: nCols,
    interactions: column.length,
    squares,
    timed: sequences ? hasTimes(sequences) : false,
  }
}

/** Where only the order is known, the n-th event of a row stands on day n, or all stand on day 0. */
function hasTimes({ rowStart, day, basket }: NonNullable<Interactions['sequences']>): boolean {
  for (let r = 0; r + 1 < rowStart.length; r++)
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++)
      if (day[e] !== 0 && day[e] !== e - rowStart[r]! && day[e] !== basket[e]) return true
  return false
}

/**
 * Who is asked, in the order in which they are tried: first what is cheap and nearly always good, then what costs more.
 * The same for every data set with the same kind of question; what does not fit the time or memory is passed over later.
 */
export function portfolio(kind: QuestionKind, facts: Facts, itemFeatures?: ItemFeatures): Family[] {
  const { items, users, interactions, squares, timed } = facts
  const walks = 0.2 + squares * 1.5e-8 + items * 2e-5
  const inverse = 0.2 + items ** 3 * 2.5e-11
  const svd = 0.2 + (users + items) * 256 ** 2 * 1.2e-9
  const one = (model: string, options: Record<string, unknown> = {}): Candidate => ({ model, options })

  const popular: Family = {
    name: 'popular',
    starts: [one('popular'), ...(timed ? [one('popular:recent')] : [])],
    roughSeconds: 0.1,
  }
  const rp3beta: Family = {
    name: 'rp3beta',
    starts: [
      one('rp3beta'),
      one('rp3beta', { alpha: 0.6, beta: 0.05, nNeighbours: 800, nNeighbourhoods: 800 }),
      one('rp3beta', { alpha: 1, beta: 0.4, nNeighbours: 100, nNeighbourhoods: 200 }),
    ],
    roughSeconds: walks,
  }
  const itemKnn: Family = {
    name: 'item-knn',
    starts: [
      one('item-knn:tfidf', { nNeighbours: 200, withSelf: false }),
      one('item-knn:bm25', { nNeighbours: 500, withSelf: false }),
      one('item-knn:cosine', { nNeighbours: 50, shrinkage: 10, withSelf: false }),
    ],
    fixed: { withSelf: false, k1: 1.2 },
    roughSeconds: walks,
  }
  const userKnn: Family = {
    name: 'user-knn',
    starts: [
      one('user-knn:tfidf', { nNeighbours: 150 }),
      one('user-knn:bm25', { nNeighbours: 200 }),
      one('user-knn', { nNeighbours: 300 }),
    ],
    roughSeconds: 0.2 + interactions * 1e-6,
  }
  const ease: Family = {
    name: 'ease',
    starts: [
      one('ease', { lambda: 200 }),
      one('ease:edlae', { dropout: 0.5, lambda: 50 }),
      one('ease', { lambda: 50, selfWeight: 0.3 }),
      one('ease', { lambda: 1000 }),
    ],
    roughSeconds: inverse,
  }
  const slim: Family = {
    name: 'slim',
    starts: [one('slim', { l1: 0.5 }), one('slim', { l1: 0.1, lambda: 50 }), one('slim', { l1: 3, lambda: 100 })],
    fixed: { nCoOccurrences: 1000, epochs: 100 },
    roughSeconds: 1 + walks + items * 1e-3,
  }
  const mrf: Family = {
    name: 'mrf',
    starts: [one('mrf'), one('mrf', { nNeighbours: 200 }), one('mrf', { lambda: 10, likenessExponent: 0.5 })],
    fixed: { nCoOccurrences: 1000 },
    roughSeconds: 1 + walks + items * 1e-3,
  }
  const graph: Family = {
    name: 'graph-filter',
    starts: [
      one('graph-filter:gf-cf'),
      one('graph-filter:bspm'),
      one('graph-filter', { time: 1.2, order: 2, rank: 384 }),
      one('graph-filter', { rank: 64, time: 2 }),
    ],
    fixed: { order: 4, nIterations: 8 },
    roughSeconds: svd,
  }
  const ials: Family = {
    name: 'ials',
    starts: [
      one('ials', { dim: 64 }),
      one('ials', { dim: 64, lambda: 0.03 }),
      one('ials', { dim: 128, lambda: 0.003 }),
      one('ials', { dim: 256, lambda: 0.005 }),
    ],
    roughSeconds: 0.3 + interactions * 2e-6 + (users + items) * 1e-5,
  }
  const transitions: Family = {
    name: 'transitions',
    starts: [
      one('transitions'),
      one('transitions', { reach: 50, backward: 0, countExponent: 0.7, rowExponent: 0.3, queryScale: 2 }),
      one('transitions', { reach: 50, backward: 0.3, distanceExponent: 0.7, countExponent: 0.7, rowExponent: 0.2 }),
      one('transitions:markov'),
    ],
    fixed: { lastItem: 'learn', columnExponent: 0, ...(!timed && { halfLifeDays: 0 }) },
    roughSeconds: 0.2 + interactions * 4e-6,
  }
  // weak alone: hardly more than how many items of a history anybody went from to this one, which no sum of counts tells
  const support: Family = {
    name: 'transitions',
    starts: [
      one('transitions', { reach: 50, distanceExponent: 0.3, countExponent: 0.01, rowExponent: 0, queryScale: 20 }),
    ],
    fixed: { countExponent: 0.01, columnExponent: 0, lastItem: 'learn', ...(!timed && { halfLifeDays: 0 }) },
    roughSeconds: 0.2 + interactions * 4e-6,
  }
  const slist: Family = {
    name: 'slist',
    starts: [
      one('slist', { whole: 0, ahead: 1, trainScale: 4, reach: 40, lambda: 200, queryScale: 4, nLast: 100 }),
      one('slist', { whole: 0.2, queryScale: 2, lambda: 50 }),
    ],
    fixed: { lastItem: 'keep', ...(!timed && { recencyDays: 0 }) },
    roughSeconds: items > 6000 ? 0.5 + interactions * 2e-5 : inverse * 1.3,
  }
  const sessionSlist: Family = {
    ...slist,
    starts: [
      one('slist', timed ? { recencyDays: 8 } : {}),
      one('slist', { whole: 0.4, ...(timed && { recencyDays: 30 }) }),
      one('slist', { queryScale: 2, lambda: 30 }),
    ],
    fixed: { ...slist.fixed, lastItem: 'learn' },
  }
  const sWalk: Family = {
    name: 's-walk',
    starts: [
      one('s-walk', timed ? { recencyDays: 8 } : {}),
      one('s-walk', timed ? { recencyDays: 60 } : { trainScale: 1, queryScale: 3 }),
      one('s-walk', { lambda: 40 }),
    ],
    fixed: { lastItem: 'learn', ...(!timed && { recencyDays: 0 }) },
    roughSeconds: 1 + interactions * 5e-5,
  }
  const sessionKnn: Family = {
    name: 'session-knn',
    starts: [
      one('session-knn'),
      one('session-knn:vstan'),
      one('session-knn:vsknn', { nNeighbours: 100, matchWeight: 'quadratic' }),
      one('session-knn:stan', { nNeighbours: 500 }),
      one('session-knn', {
        positionWeight: 'exponential',
        positionScale: 8,
        nSample: 2500,
        distanceScale: 10,
        backward: 0.7,
        matchWeight: 'exponential',
        matchScale: 3,
        idf: 2,
      }),
      one('session-knn:vmis'),
    ],
    fixed: { lastItem: 'learn', nLast: 20, ...(!timed && { recencyDays: 0 }) },
    roughSeconds: 0.5 + interactions * 1e-6,
  }
  const nextBasket: Family = {
    name: 'next-basket',
    starts: [
      one('next-basket'),
      one('next-basket:frequency'),
      one('next-basket', {
        groupSize: 1,
        groupDecay: 0.95,
        nNeighbours: 900,
        neighbourShare: 0.4,
        asymmetry: 0,
        popularity: 1,
      }),
      one('next-basket:tifu'),
      one('next-basket:up-cf'),
    ],
    fixed: { nBaskets: 100 },
    roughSeconds: 1 + interactions * 2e-6,
  }
  const hybrid: Family[] = itemFeatures
    ? [
        {
          name: 'hybrid',
          starts: [
            one('hybrid:cfcbf', {
              modelOptions: { nNeighbours: 1000, withSelf: false, damping: 10_000, neighbourhoodOf: 'scored' },
              itemWeight: 1.5,
            }),
            one('hybrid:graph', {
              modelOptions: { rank: 256, lowPass: 1, time: 0, order: 0 },
              itemWeight: 0.5,
            }),
            one('hybrid:cfcbf', { modelOptions: { nNeighbours: 500, withSelf: false, shrinkage: 10 } }),
          ],
          fixed: { userWeight: 0 },
          roughSeconds: walks * 3,
        },
      ]
    : []

  switch (kind.asks) {
    case 'session':
      return [popular, sessionKnn, transitions, sWalk, sessionSlist, ials, rp3beta, itemKnn, ...hybrid]
    case 'basket':
      return [
        popular,
        nextBasket,
        itemKnn,
        userKnn,
        rp3beta,
        { name: 'buy-again', starts: [one('buy-again')], roughSeconds: 0.5 },
        ials,
        ease,
      ]
    case 'next':
      return [
        popular,
        transitions,
        support,
        slist,
        // weak alone, and what models of order do not know
        ials,
        rp3beta,
        itemKnn,
        userKnn,
        sessionKnn,
        ...hybrid,
        ease,
        slim,
        graph,
      ]
    case 'later':
    case 'own-later':
      return [popular, rp3beta, transitions, support, userKnn, itemKnn, ...hybrid, ease, ials, slim, graph, mrf, slist]
    case 'items':
      return [popular, rp3beta, userKnn, itemKnn, ...hybrid, ease, ials, slim, graph, mrf]
  }
}
