import { join } from 'node:path'
import { readSplitTrial } from '../../src/jobs/evaluate/split-trial.ts'
import type { Table } from './table.ts'

const read = (data: string, train: string, test: string) =>
  readSplitTrial({
    train: join(data, 'yoochoose-100k', `${train}.txt.gz`),
    test: join(data, 'yoochoose-100k', `${test}.txt.gz`),
    format: 'sessions',
  })

const sWalk = { recencyDays: 8 }

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
    { model: 'session-knn', chosen: 'the defaults' },
    { model: 's-walk', options: sWalk, chosen: 'the age as published, of eight settings' },
    {
      model: 'blend',
      options: {
        parts: [
          { model: 'session-knn', weight: 1 },
          { model: 's-walk', options: sWalk, weight: 1 },
        ],
        normalise: 'max',
      },
      chosen: 'equal parts',
    },
    {
      model: 'blend',
      options: {
        parts: [
          { model: 'session-knn', weight: 1 },
          { model: 's-walk', options: sWalk, weight: 1 },
          { model: 'slist', options: { recencyDays: 8, mostDense: 0 }, weight: 0.5 },
          { model: 'session-knn:vstan', weight: 0.5 },
        ],
        normalise: 'max',
      },
      chosen: 'the best of eight blends',
    },
    {
      model: 'blend',
      options: {
        parts: [
          { model: 's-walk', options: sWalk, weight: 0.5 },
          { model: 'session-knn:vstan', weight: 0.5 },
          { model: 'ials', options: { dim: 64 }, weight: 1 },
        ],
        normalise: 'z-score',
      },
      chosen: 'on 12,000 questions of the last day of train: parts of some thirty, weights on a grid',
    },
  ],
  async *test(data) {
    yield await read(data, 'train_full', 'test')
  },
  async *validation(data) {
    yield await read(data, 'train_tr', 'train_valid')
  },
}
