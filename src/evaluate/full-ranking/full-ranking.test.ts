import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openKernels } from '../../kernels/kernels.ts'
import { resolve } from '../../model/algorithms.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { mean } from '../../numbers/stats.ts'
import { parseMetric } from '../metric-at-k.ts'
import { scoreUsers } from '../score-users.ts'
import { auc } from './auc.ts'
import { sampled } from './sampled.ts'
import { marks, type ScoredRow } from './scored-row.ts'

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-12, `${got} is not ${want}`)

/** kinds: r relevant, h had, x may not be listed, . nothing */
function row(score: readonly number[], kinds: string): ScoredRow {
  const mark = Uint8Array.from(
    kinds,
    (kind) => ({ r: marks.relevant, h: marks.had, x: marks.excluded })[kind] ?? marks.other,
  )
  const relevant = Uint32Array.from([...kinds].flatMap((kind, item) => (kind === 'r' ? [item] : [])))
  // one place before the row: `from` is not always 0
  return {
    score: Float32Array.of(9, ...score),
    from: 1,
    nItems: score.length,
    mark,
    relevant,
    nRelevant: relevant.length,
  }
}

test('AUC by hand: pairs in the right order, ties a half, what may not be listed left out', () => {
  // relevant 3 and 1; others 2, 1 and 0: 3 beats all three, 1 beats 0 and ties with 1
  near(auc()(row([3, 1, 2, 1, 0], 'rr.h.')), (3 + 1.5) / 6)
  near(auc()(row([3, 1, 2, 1, 0], 'rrx..')), (2 + 1.5) / 4)
  near(auc()(row([5, 5, 5], 'r..')), 1 / 2)
  assert.ok(Number.isNaN(auc()(row([1, 2], '..'))))
  assert.ok(Number.isNaN(auc()(row([1, 2], 'rx'))))
})

test('AUC is the count over all pairs, and 1 − AUC when every score is turned round', () => {
  const rows = fc.array(
    fc.record({ score: fc.integer({ min: 0, max: 4 }), kind: fc.constantFrom('r', '.', 'h', 'x') }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(rows, (items) => {
      const of = (kinds: string) => items.filter(({ kind }) => kinds.includes(kind)).map(({ score }) => score)
      const [good, other] = [of('r'), of('.h')]
      let halves = 0
      for (const a of good) for (const b of other) halves += a > b ? 2 : a === b ? 1 : 0
      const kinds = items.map(({ kind }) => kind).join('')
      const got = auc()(
        row(
          items.map(({ score }) => score),
          kinds,
        ),
      )
      const turned = auc()(
        row(
          items.map(({ score }) => -score),
          kinds,
        ),
      )
      if (good.length * other.length === 0) return assert.ok(Number.isNaN(got))
      near(got, halves / (2 * good.length * other.length))
      near(turned, 1 - got)
    }),
  )
})

test('among all others drawn, a sampled metric is the true rank; the had and the excluded are never drawn', () => {
  // the relevant one is third among the others: 9 had and 8 excluded are above it and do not count
  const one = row([3, 9, 5, 4, 1, 8], 'rh...x')
  near(sampled('ndcg', 100, 10, 1)(one), 1 / Math.log2(3 + 1))
  near(sampled('hr', 100, 2, 1)(one), 0)
  near(sampled('mrr', 100, 3, 1)(one), 1 / 3)
  // two relevant, ranks 1 and 3 against the same two others: each is ranked by itself
  near(sampled('mrr', 100, 10, 1)(row([9, 1, 5, 4], 'rr..')), (1 + 1 / 3) / 2)
})

test('with N drawn of many, the chance to be hit is that of the hypergeometric', () => {
  // of 100 others 20 are better; among 5 drawn none is better with chance 80·79·78·77·76 / (100·99·98·97·96) = .3193
  const score = [50, ...Array.from({ length: 100 }, (_, i) => (i < 20 ? 60 : 40))]
  const one = row(score, `r${'.'.repeat(100)}`)
  const metric = sampled('hr', 5, 1, 7)
  const hits = Array.from({ length: 20_000 }, () => metric(one))
  // sd of the mean √(.32 · .68 / 20,000) = .0033; three of them
  assert.ok(Math.abs(mean(hits) - 0.3193) < 0.01, `${mean(hits)}`)
  assert.ok(
    one.mark.every((mark, i) => mark === (i === 0 ? marks.relevant : marks.other)),
    'nothing stays marked',
  )
})

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

test('asked of a model: AUC, GAUC and sampled figures over the whole catalogue, the same draws for the same seed', async () => {
  const random = rng(3)
  const nUsers = 30
  const nItems = 50
  const draw = (n: number) => Uint32Array.from({ length: n }, () => Math.floor(nItems * random() ** 2))
  const rows = (each: number) => Uint32Array.from({ length: nUsers * each }, (_, at) => Math.floor(at / each))
  const train = csrFrom(nUsers, nItems, rows(6), draw(nUsers * 6), undefined, 'max')
  const targets = csrFrom(nUsers, nItems, rows(3), draw(nUsers * 3), undefined, 'max')
  const { algorithm, options } = resolve('popular')
  const model = await algorithm.fit(train, options, { kernels, seed: 1 })
  const users = Uint32Array.from({ length: nUsers }, (_, u) => u)
  const wanted = ['auc', 'gauc', 'sampled-10-ndcg@5', 'sampled-10-hr@5'].map(parseMetric)
  const ask = (seed: number) => scoreUsers(model, { histories: train, targets }, users, wanted, { seed })
  const { perUser } = await ask(1)
  const popularity = new Float32Array(nItems)
  for (const item of train.column) popularity[item]!++
  const kinds = Array.from({ length: nItems }, (_, i) =>
    targets.column.subarray(0, targets.rowStart[1]).includes(i) ? 'r' : '.',
  )
  near(perUser.get('auc')?.[0] ?? Number.NaN, auc()(row([...popularity], kinds.join(''))))
  assert.deepEqual(perUser.get('gauc'), perUser.get('auc'), 'they differ in the weights of the mean')
  assert.deepEqual((await ask(1)).perUser, perUser)
  assert.notDeepEqual((await ask(2)).perUser.get('sampled-10-ndcg@5'), perUser.get('sampled-10-ndcg@5'))
})
