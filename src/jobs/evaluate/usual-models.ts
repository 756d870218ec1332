import type { SplitKind } from './shop-cut.ts'

/** What is worth a look beside the popular list when nobody names models, by what is asked: cheap, and known to be good at it. */
export const usualModels = {
  /** any items, or those of after a moment */
  items: ['item-knn:tfidf', 'item-knn:bm25', 'ials'],
  /** the next item of a person */
  sequence: ['item-knn:bm25', 'transitions', 'ials'],
  /** the next item of a session */
  sessions: ['item-knn:bm25', 'transitions', 'session-knn'],
  baskets: ['item-knn:bm25', 'buy-again', 'next-basket'],
} as const satisfies Record<string, readonly string[]>

/** What each cut of a shop asks. */
export const asksOf = {
  time: 'items',
  random: 'items',
  'k-fold': 'items',
  strong: 'items',
  'leave-last-out': 'sequence',
  'last-basket': 'baskets',
  sessions: 'sessions',
} as const satisfies Record<SplitKind, keyof typeof usualModels>
