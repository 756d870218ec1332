import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Space } from '../tuning/space.ts'
import { parallelPlot } from './parallel-plot.ts'
import { type SearchToShow, tuneHtml } from './tune-html.ts'

const space: Space = {
  dim: { low: 16, high: 256, scale: 'log', whole: true },
  alpha: { low: 0, high: 2, also: ['auto'] },
  solver: { choices: ['exact', '<cg>'] },
}
const setting = (n: number, value: number, dim: number, alpha: number | string, solver: string) => ({
  ...{ n, value },
  options: { dim, alpha, solver },
})
const search: SearchToShow = {
  best: { model: '<ials>', options: { dim: 64 }, value: 0.3 },
  goal: 'ndcg@10',
  figures: { 'ndcg@10': 0.3, 'coverage@10': 0.5 },
  method: 'tpe',
  space,
  trials: 6,
  resumed: 2,
  pruned: 1,
  failed: [{ options: { dim: 9 }, why: 'too <large>' }],
  importance: { dim: 0.75, alpha: 0.25, solver: 0 },
  history: [
    setting(0, 0.2, 16, 'auto', 'exact'),
    setting(1, 0.28, 256, 1, '<cg>'),
    setting(2, 0.01, 64, 2, '<cg>'),
    setting(4, 0.3, 64, 0.5, 'exact'),
  ],
  questions: 1234,
  seconds: 12.3,
}

test('a page tells the best, what mattered, every setting and what was refused, words from outside escaped', () => {
  const html = tuneHtml(search, { createdMs: 0 })
  assert.match(html, /<h1>&#60;ials&#62; reaches NDCG@10 0\.3000<\/h1>.*1,234 questions/s)
  assert.match(html, /dim<\/span><span class="full"><i style="width:75\.0%">/)
  // best first
  assert.match(
    html,
    /<th scope="row">4<\/th>.*<th scope="row">1<\/th>.*<th scope="row">0<\/th>.*<th scope="row">2<\/th>/s,
  )
  // of four values .01 is the worst quarter: alone on the floor
  assert.equal(html.match(/class="hollow"/g)?.length, 1)
  for (const evil of ['<ials>', '<cg>', '<large>']) assert.ok(!html.includes(evil), evil)
})

test('a line passes each axis where its value stands: in halves of a logarithm, below for what is no number, by its word', () => {
  const plot = parallelPlot(space, search.history)
  // 16 to 256 in logarithms: 64 is the middle between 84 % and 6 %; alpha .5 of 0 to 2 a quarter up; exact is the first word
  assert.match(plot, /<g class="m2 first">.*?y1="45\.00%".*?y2="64\.50%".*?y1="64\.50%".*?y2="84\.00%"/s)
  // the third best: dim 16 at the bottom, "auto" beside its range
  assert.match(plot, /0\.2000[^<]*<\/title><line [^>]*y1="84\.00%"[^>]*y2="95\.00%"/)
  assert.equal(plot.match(/<g class="m2 first">/g)?.length, 1)
  assert.equal(parallelPlot({ dim: space.dim! }, search.history), '', 'one option is no picture')
})
