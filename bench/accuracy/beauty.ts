import { join } from 'node:path'
import { leaveLastOut } from './leave-last-out.ts'
import type { Table } from './table.ts'

const file = (data: string) => join(data, 'beauty-sequences/beauty.txt.gz')

export const table: Table = {
  title: 'Amazon Beauty sequences: 40,226 people × 54,542 products',
  protocol:
    'strict leave-last-out: the last item of everybody is the test, the one before it stands in the history but is not learnt from; every item ranked, those of the history left out; hr@10 = is it among 10; ndcg@10 = 1 / log2(rank + 1)',
  metrics: ['hr@10', 'ndcg@10'],
  published: [
    { model: 'SASRec+ (CE)', values: [0.0533, 0.0327] },
    { model: 'transitions, row exponent .3', values: [0.0569, 0.0362] },
  ],
  goal: [0.061, 0.0385],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    {
      model: 'transitions',
      options: { reach: 50, backward: 0, countExponent: 1, rowExponent: 0.3, queryScale: 2 },
      chosen: 'as in the anchor, chosen there on the validation item',
    },
    {
      model: 'transitions',
      options: {
        reach: 50,
        distanceExponent: 0.7,
        backward: 0.3,
        countExponent: 0.7,
        rowExponent: 0.2,
        queryScale: 2,
      },
      chosen: 'on the validation cut, of some thirty settings',
    },
  ],
  async *test(data) {
    yield await leaveLastOut(file(data), 'test')
  },
  async *validation(data) {
    yield await leaveLastOut(file(data), 'validation')
  },
}
