import { join } from 'node:path'
import { leaveLastOut } from './splits/leave-last-out.ts'
import type { Table } from './table.ts'

const file = (data: string) => join(data, 'movielens-1m/sasrec-ml-1m.txt.gz')

export const table: Table = {
  title: 'MovieLens-1M as sequences: 6,040 users × 3,416 films',
  protocol:
    'the last item of every sequence is the test, the one before it the validation; models learn from what is before both, the history asked with holds the validation item; every item ranked, those of the history left out; hr@10 (= recall@10), ndcg@10 with 1 / log2(rank + 1)',
  metrics: ['hr@10', 'ndcg@10'],
  published: [
    { model: 'SASRec', values: [0.2392, 0.1259] },
    { model: 'BERT4Rec', values: [0.2821, 0.1516] },
    { model: 'gSASRec', values: [0.3003, 0.1726] },
  ],
  goal: [0.27, 0.15],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    {
      model: 'slist',
      options: { whole: 0, ahead: 1, trainScale: 4.5, queryScale: 4.5, reach: 30, nLast: 200, lambda: 300 },
      chosen: 'on the validation item',
    },
  ],
  async *test(data) {
    yield await leaveLastOut(file(data), 'test')
  },
  async *validation(data) {
    yield await leaveLastOut(file(data), 'validation')
  },
}
