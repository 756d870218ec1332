import { join } from 'node:path'
import { leaveLastOut } from './leave-last-out.ts'
import type { Table } from './table.ts'

const file = (data: string) => join(data, 'movielens-1m/sasrec-ml-1m.txt.gz')

/** Regression from the decayed past of every place to the film that follows. */
const nextFilm = { whole: 0, ahead: 1, trainScale: 6, reach: 40, lambda: 300, queryScale: 4.5, nLast: 200 }

export const table: Table = {
  title: 'MovieLens 1M sequences: 6,040 people × 3,416 films',
  protocol:
    'strict leave-last-out: the last film of everybody is the test, the one before it stands in the history but is not learnt from; every film ranked, those of the history left out; hr@10 = recall@10 = is it among 10; ndcg@10 = 1 / log2(rank + 1)',
  metrics: ['hr@10', 'ndcg@10'],
  published: [
    { model: 'SASRec', values: [0.2392, 0.1259] },
    { model: 'gSASRec', values: [0.3003, 0.1726] },
  ],
  goal: [0.27, 0.15],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    { model: 'transitions', chosen: 'the defaults of every shop' },
    {
      model: 'slist',
      options: nextFilm,
      chosen: 'on the validation cut, of fifteen settings',
    },
    {
      model: 'blend',
      options: {
        parts: [
          { model: 'ials', options: { dim: 128, lambda: 0.003 }, weight: 1 },
          {
            model: 'transitions',
            options: { reach: 5, backward: 0, rowExponent: 0.5, queryScale: 2, lastItem: 'keep' },
            weight: 0.9,
          },
          { model: 'slist', options: { ...nextFilm, lastItem: 'keep' }, weight: 0.25 },
        ],
        normalise: 'z-score',
      },
      chosen: 'on the validation cut: parts of some dozen, weights on a grid',
    },
  ],
  async *test(data) {
    yield await leaveLastOut(file(data), 'test')
  },
  async *validation(data) {
    yield await leaveLastOut(file(data), 'validation')
  },
}
