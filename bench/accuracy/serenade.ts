import { join } from 'node:path'
import { readSplitTrial } from '../../src/jobs/split-trial.ts'
import type { Table } from './table.ts'

const read = (data: string, test: string) =>
  readSplitTrial({
    train: join(data, 'serenade-example/train.txt.gz'),
    test: join(data, 'serenade-example', `${test}.txt.gz`),
    format: 'sessions',
  })

const tuned = {
  lastItem: 'drop',
  nNeighbours: 500,
  nSample: 4000,
  positionWeight: 'linear',
  norm: 'none',
  recencyDays: 40,
  matchWeight: 'quadratic',
  distanceScale: 0.6,
  backward: 0.5,
  idf: 2,
}

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
      chosen: 'the variant as it is: the last item kept, other settings than the README of VMIS',
    },
    {
      model: 'session-knn:stan',
      options: { lastItem: 'drop' },
      chosen: 'the variant without the last item; the bracketed STAN has other settings',
    },
    { model: 'session-knn', options: tuned, chosen: 'in the middle of the best of 300 random tries on valid.txt' },
  ],
  async *test(data) {
    yield await read(data, 'test')
  },
  async *validation(data) {
    yield await read(data, 'valid')
  },
}
