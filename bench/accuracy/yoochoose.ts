import { join } from 'node:path'
import { readSplitTrial } from '../../src/jobs/split-trial.ts'
import type { Table } from './table.ts'

const read = (data: string, train: string, test: string) =>
  readSplitTrial({
    train: join(data, 'yoochoose-100k', `${train}.txt.gz`),
    test: join(data, 'yoochoose-100k', `${test}.txt.gz`),
    format: 'sessions',
  })

/** Parts of the blend; their weights are learnt inside train. */
const parts = [
  { model: 'session-knn', options: { norm: 'none' } },
  { model: 'session-knn:vstan' },
  { model: 'session-knn:vsknn', options: { nNeighbours: 100, matchWeight: 'quadratic', idf: 9 } },
  { model: 'slist', options: { recencyDays: 8 } },
  { model: 'transitions:markov' },
]

export const table: Table = {
  title: 'YooChoose 100k (RSC15 slice), all 3,416 test sessions: 10,152 predictions',
  protocol:
    'every beginning of a test session predicts its next item; every item ranked, seen ones too; hr@20 = is it among 20; mrr@20 = 1 / its rank, 0 beyond 20; means over predictions',
  metrics: ['hr@20', 'mrr@20'],
  published: [
    { model: 'V-SKNN k500', values: [0.6873, 0.3664] },
    { model: 'V-SKNN k100', values: [0.6808, 0.3701] },
    { model: 'STAN', values: [0.6869, 0.3667] },
    { model: 'SLIST', values: [0.6785, 0.3633] },
  ],
  goal: [0.69, 0.375],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    { model: 'session-knn:vsknn', chosen: 'the variant as it is, close to what is published' },
    { model: 'session-knn:stan', chosen: 'the variant as it is, close to what is published' },
    { model: 'session-knn:vstan', chosen: 'close to what is published for RSC15' },
    { model: 'session-knn:vmis', chosen: 'the variant as it is, close to what is published' },
    { model: 'slist', options: { recencyDays: 8 }, chosen: 'close to what is published; rows are not normalised' },
    {
      model: 'session-knn',
      options: { norm: 'none' },
      chosen: 'the defaults but for the norm, best of 14 by one option at a time',
    },
    { model: 'blend', options: { parts, normalise: 'max' }, chosen: 'parts from 6 tries; weights learnt inside train' },
  ],
  async *test(data) {
    yield await read(data, 'train_full', 'test')
  },
  async *validation(data) {
    yield await read(data, 'train_tr', 'train_valid')
  },
}
