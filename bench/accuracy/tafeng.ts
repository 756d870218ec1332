import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSplitFile } from '../../src/collect/split-files/read-split-file.ts'
import type { Metric } from '../../src/evaluate/metrics.ts'
import { readSplitTrial } from '../../src/jobs/evaluate/split-trial.ts'
import { namedEvents } from './named-events.ts'
import type { Part, Table } from './table.ts'

const file = (data: string, name: string) => join(data, 'tafeng', `${name}.json.gz`)

/** NDCG whose perfect list is as long as the whole truth, as the Reality Check's code has it. */
const fullLengthNdcg: Metric = (hits, relevant, k) => {
  let [gained, ideal] = [0, 0]
  for (let r = 1; r <= k; r++) if (hits[r - 1]) gained += 1 / Math.log2(r + 1)
  for (let r = 1; r <= relevant; r++) ideal += 1 / Math.log2(r + 1)
  return gained / ideal
}

export const table: Table = {
  title: 'Ta-Feng groceries, the next basket of 13,858 people (files of the next-basket Reality Check)',
  protocol:
    'recall@10 = hits / |basket|; ndcg with 1 / log2(rank + 1) and a perfect list as long as the whole basket; hr@10 = any hit (PHR); every item ranked, what was bought before may come again; means over all people',
  metrics: ['recall@10', 'fullNdcg@10', 'hr@10'],
  ownMetrics: { fullNdcg: fullLengthNdcg },
  published: [
    { model: 'TIFU-kNN', values: [0.1301, 0.1011, Number.NaN] },
    { model: 'GP-TopFreq with decay .9', values: [0.128, 0.1055, 0.4014] },
  ],
  goal: [0.135, 0.11, Number.NaN],
  rows: [
    { model: 'popular', chosen: 'nothing to choose' },
    { model: 'next-basket:frequency', chosen: 'the variant as it is' },
    { model: 'next-basket:tifu', chosen: 'as published' },
    { model: 'next-basket', chosen: 'the defaults of every shop' },
    {
      model: 'next-basket',
      options: {
        groupSize: 1,
        groupDecay: 0.95,
        nNeighbours: 900,
        neighbourShare: 0.4,
        asymmetry: 0,
        popularity: 2,
      },
      chosen: 'on the last basket of every history, of some thirty settings',
    },
  ],
  async *test(data) {
    yield await readSplitTrial({ train: file(data, 'history'), test: file(data, 'future'), format: 'baskets' })
  },
  validation: lastBasketLeftOut,
}

/** The last basket of every history is the test, people with one basket are learnt from only. */
async function* lastBasketLeftOut(data: string): AsyncGenerator<Part> {
  const { row, item, basket = [] } = namedEvents(await readSplitFile(file(data, 'history'), 'baskets'))
  const last = new Map<string, number>()
  for (const [e, user] of row.entries()) last.set(user, Math.max(last.get(user) ?? 0, basket[e]!))
  const parts = { train: {} as Record<string, string[][]>, test: {} as Record<string, string[][]> }
  for (const [e, user] of row.entries()) {
    const isTest = basket[e] === last.get(user) && basket[e]! > 0
    const part = parts[isTest ? 'test' : 'train']
    const baskets = part[user] ?? []
    part[user] = baskets
    const at = isTest ? 0 : basket[e]!
    baskets[at] = [...(baskets[at] ?? []), item[e]!]
  }
  const folder = await mkdtemp(join(tmpdir(), 'osusume-tafeng-'))
  try {
    for (const [name, content] of Object.entries(parts))
      await writeFile(join(folder, `${name}.json`), JSON.stringify(content))
    yield await readSplitTrial({
      train: join(folder, 'train.json'),
      test: join(folder, 'test.json'),
      format: 'baskets',
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}
