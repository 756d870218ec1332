import { join } from 'node:path'
import { leaveLastOut } from './splits/leave-last-out.ts'
import type { Table } from './table.ts'

const file = (data: string) => join(data, 'beauty-sequences/beauty.txt.gz')

export const table: Table = {
  title: 'Amazon Beauty as sequences: 40,226 users × 54,542 products',
  protocol:
    'the last item of every sequence is the test, the one before it the validation; models learn from what is before both, the history asked with holds the validation item; every item ranked, those of the history left out; hr@10 (= recall@10), ndcg@10 with 1 / log2(rank + 1)',
  metrics: ['hr@10', 'ndcg@10'],
  published: [{ model: 'SASRec, full softmax', values: [0.0533, 0.0327] }],
  goal: [0.061, 0.0385],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    {
      model: 'transitions',
      options: { reach: 50, rowExponent: 0.3, queryScale: 2, nLast: 20 },
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
