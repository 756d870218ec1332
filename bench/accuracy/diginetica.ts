import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSplitFile } from '../../src/collect/split-files/read-split-file.ts'
import { readSplitTrial } from '../../src/jobs/evaluate/split-trial.ts'
import { namedEvents } from './named-events.ts'
import type { Part, Table } from './table.ts'

/** Sessions of train that make the validation cut: the last ones, as the test follows train. */
const nValidation = 8000

const tuned = {
  positionWeight: 'exponential',
  positionScale: 8,
  norm: 'none',
  nSample: 2500,
  nNeighbours: 500,
  nLast: 20,
  distanceScale: 10,
  backward: 0.7,
  matchWeight: 'exponential',
  matchScale: 3,
  idf: 2,
}

export const table: Table = {
  title: 'Diginetica sessions, the SR-GNN split: 60,858 predictions',
  protocol:
    'each line of the test is a beginning and the item that came next; every item ranked, seen ones too; hr@20 = is it among 20; mrr@20 = 1 / its rank, 0 beyond 20; means over lines. Days are unknown: sessions count by their order in the file',
  metrics: ['hr@20', 'mrr@20'],
  published: [{ model: 'SR-GNN (from memory)', values: [0.5073, 0.1759] }],
  goal: [0.52, 0.185],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    { model: 'session-knn:vstan', chosen: 'the variant as it is' },
    { model: 'session-knn', chosen: 'the defaults' },
    { model: 'session-knn', options: tuned, chosen: 'one option at a time' },
    {
      model: 'blend',
      options: {
        normalise: 'max',
        parts: [
          { model: 'session-knn', options: tuned },
          { model: 'session-knn:vstan' },
          { model: 'transitions' },
          { model: 'transitions:markov' },
          { model: 'rp3beta' },
        ],
      },
      chosen: 'parts at the first try; weights learnt inside train',
    },
  ],
  async *test(data) {
    const path = (name: string) => join(data, 'diginetica-sessions', name)
    yield await readSplitTrial({
      train: path('train_sessions.txt.gz'),
      test: path('test.tsv.gz'),
      format: 'session-lines',
    })
  },
  validation: lastSessions,
}

/** The last sessions of train, every beginning of theirs asking for the next item. */
async function* lastSessions(data: string): AsyncGenerator<Part> {
  const { row, item } = namedEvents(
    await readSplitFile(join(data, 'diginetica-sessions/train_sessions.txt.gz'), 'session-lines'),
  )
  const sessions: string[][] = []
  for (const [e, id] of row.entries()) {
    if (e === 0 || id !== row[e - 1]) sessions.push([])
    sessions.at(-1)?.push(item[e] as string)
  }
  const cut = sessions.length - nValidation
  const beginnings = sessions
    .slice(cut)
    .flatMap((items) => items.slice(1).map((next, at) => `${items.slice(0, at + 1).join(' ')}\t${next}`))
  const folder = await mkdtemp(join(tmpdir(), 'osusume-diginetica-'))
  try {
    const [train, test] = [join(folder, 'train.txt'), join(folder, 'test.tsv')]
    await writeFile(
      train,
      sessions
        .slice(0, cut)
        .map((items) => items.join(' '))
        .join('\n'),
    )
    await writeFile(test, beginnings.join('\n'))
    yield await readSplitTrial({ train, test, format: 'session-lines' })
  } finally {
    await rm(folder, { recursive: true })
  }
}
