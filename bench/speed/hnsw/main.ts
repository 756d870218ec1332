/**
 * One person at a time: the ten best of many items by scoring all, through codes of 8 bits and through an index.
 *
 * Items are seeded factors whose lengths differ by a log-normal factor and which lie around --topics directions, as those
 * of a catalogue do; people lie as the items do. recall: how many of the exact ten a way gives. made: seconds until it can answer.
 * MiB: what the process holds more than before the way was made; p99 of one person's milliseconds.
 * Needs usearch beside us (npm install --no-save --ignore-scripts usearch@2.26.2).
 * Usage: npm run bench -- speed/hnsw [--items 100000] [--dim 64] [--people 200] [--k 10] [--topics 200] [--noise 1] [--found 120]
 */
import { parseArgs } from 'node:util'
import { indexLibrary, itemIndex } from '../../../src/jobs/live/nearest-items.ts'
import { openKernels } from '../../../src/kernels/kernels.ts'
import type { Interactions } from '../../../src/model/interactions.ts'
import { normal, rng } from '../../../src/numbers/rng.ts'
import { type Candidates, CodedCandidates, IndexedCandidates } from '../../../src/recommend/candidates.ts'
import { machineLine } from '../../machine.ts'

const { values: asked } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    dim: { type: 'string', default: '64' },
    people: { type: 'string', default: '200' },
    k: { type: 'string', default: '10' },
    topics: { type: 'string', default: '200' },
    noise: { type: 'string', default: '1' },
    found: { type: 'string', default: '120' },
  },
})
const [nItems, dim, nPeople, k] = [asked.items, asked.dim, asked.people, asked.k].map(Number) as [
  number,
  number,
  number,
  number,
]
const [nTopics, noise, found] = [asked.topics, asked.noise, asked.found].map(Number) as [number, number, number]

const library = await indexLibrary()
const kernels = await openKernels({ threads: 1 })
const random = rng(1)
const topics = Float32Array.from({ length: nTopics * dim }, () => normal(random))
const drawInto = (out: Float32Array) => {
  const topic = Math.floor(random() * nTopics) * dim
  const length = Math.exp(0.5 * normal(random))
  for (let d = 0; d < dim; d++) out[d] = length * (topics[topic + d]! + noise * normal(random))
}
const [items, people, one] = [kernels.factors(nItems, dim), kernels.factors(nPeople, dim), kernels.factors(1, dim)]
for (const { array, nRows, stride } of [items, people])
  for (let r = 0; r < nRows; r++) drawInto(array.subarray(r * stride, r * stride + dim))

// a person is named by a history of the one column that is their own
const products = {
  items,
  personOf: ({ column: [p = 0] }: Interactions) => people.array.slice(p * people.stride, (p + 1) * people.stride),
}
const rowOf = (p: number): Interactions => ({
  ...{ nRows: 1, nCols: nItems, rowStart: Uint32Array.of(0, 1) },
  ...{ column: Uint32Array.of(p), value: Float32Array.of(1) },
})
const all: Candidates = {
  async find(row, k) {
    one.array.set(products.personOf(row))
    return kernels.best(one, items, k)
  },
}

const ways = {
  all: { make: async () => all, k },
  codes: { make: async () => new CodedCandidates(products, kernels), k },
  index: { make: async () => new IndexedCandidates(products, await itemIndex(library, items)), k: found },
}
process.stdout.write(
  `${''.padEnd(8)}${['made, s', 'MiB', 'one, ms', 'p99, ms', 'people/s', 'recall'].map((h) => h.padStart(10)).join('')}\n`,
)
let best: Uint32Array[] = []
for (const [name, { make, k: asking }] of Object.entries(ways)) {
  const before = process.memoryUsage.rss()
  let started = performance.now()
  const way = await make()
  const made = (performance.now() - started) / 1000
  const mebibytes = (process.memoryUsage.rss() - before) / 2 ** 20
  for (let p = 0; p < Math.min(20, nPeople); p++) await way.find(rowOf(p), asking)
  started = performance.now()
  const lists: Uint32Array[] = []
  const times = new Float64Array(nPeople)
  for (let p = 0; p < nPeople; p++) {
    const began = performance.now()
    lists.push((await way.find(rowOf(p), asking)).item.slice(0, k))
    times[p] = performance.now() - began
  }
  const seconds = (performance.now() - started) / 1000
  if (name === 'all') best = lists
  const hits = lists.map((list, p) => list.filter((i) => best[p]!.includes(i)).length)
  const recall = hits.reduce((sum, n) => sum + n, 0) / (k * nPeople)
  const cells = [
    made.toFixed(1),
    mebibytes.toFixed(0),
    ((1000 * seconds) / nPeople).toFixed(2),
    times.sort()[Math.floor(0.99 * nPeople)]!.toFixed(2),
    (nPeople / seconds).toFixed(0),
    recall.toFixed(4),
  ]
  process.stdout.write(`${name.padEnd(8)}${cells.map((text) => text.padStart(10)).join('')}\n`)
}
process.stdout.write(
  `\n${nItems.toLocaleString('en')} items, dim ${dim}, ${nTopics} topics, noise ${noise}, ${found} found of the index; ${machineLine()}\n`,
)
await kernels.close()
