import { join } from 'node:path'
import { readSplitTrial } from '../../src/jobs/evaluate/split-trial.ts'
import type { Table } from './table.ts'

const read = (data: string, test: string) =>
  readSplitTrial({
    train: join(data, 'serenade-example/train.txt.gz'),
    test: join(data, 'serenade-example', `${test}.txt.gz`),
    format: 'sessions',
  })

export const table: Table = {
  title: 'Serenade example, clicks of a shop: 931 predictions',
  protocol:
    'every beginning of a test session (in order of time) predicts its next item; every item ranked; hr@20 = is it among 20; mrr@20 = 1 / its rank, 0 beyond 20; means over predictions',
  metrics: ['hr@20', 'mrr@20'],
  published: [
    { model: 'VMIS-kNN, its README', values: [0.6402, 0.3277] },
    { model: 'STAN without the last item', values: [0.6627, 0.377] },
  ],
  goal: [0.67, 0.385],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    {
      model: 'session-knn:vmis',
      chosen: 'the variant as it is, other settings than the README of VMIS',
    },
    {
      model: 'session-knn:stan',
      options: { lastItem: 'drop' },
      chosen: 'the variant without the last item; the bracketed STAN has other settings',
    },
    { model: 'session-knn', chosen: 'the defaults' },
    { model: 'slist', chosen: 'the defaults' },
    { model: 's-walk', chosen: 'the defaults' },
    {
      model: 'blend',
      options: {
        parts: [
          { model: 'session-knn', weight: 1 },
          { model: 's-walk', weight: 1 },
        ],
        normalise: 'max',
      },
      chosen: 'equal parts, better than one to two',
    },
  ],
  async *test(data) {
    yield await read(data, 'test')
  },
  async *validation(data) {
    yield await read(data, 'valid')
  },
}
