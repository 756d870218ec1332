import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { auc } from '../../src/evaluate/full-ranking/auc.ts'
import { marks } from '../../src/evaluate/full-ranking/scored-row.ts'
import { gini } from '../../src/evaluate/gini.ts'
import { type Metric, metrics } from '../../src/evaluate/metrics.ts'
import { compareErrors, userErrors } from '../../src/evaluate/rating-errors.ts'

/**
 * Held against ranx 0.3.21, ir-measures 0.4.3 (pytrec_eval), LensKit 2025.8.1 and scikit-learn 1.9.1, person by person:
 * 40 people, lists of 0 to 20 of 60 items, 1 to 29 relevant. bench/peers/metrics_golden.py wrote the answers and says how.
 */
interface Golden {
  /** person, item, given, predicted */
  ratings: [number, number, number, number][]
  nItems: number
  ks: number[]
  users: { relevant: number[]; score: number[]; list: number[] }[]
  peers: Record<string, Record<string, (number | null)[] | number>>
}

const { users, ks, nItems, peers, ratings } = JSON.parse(
  readFileSync(new URL('metrics.json', import.meta.url), 'utf8'),
) as Golden

const answers = (peer: string, key: string) => peers[peer]?.[key] as (number | null)[]
const hitsOf = ({ list, relevant }: Golden['users'][number]) => list.map((item) => Number(relevant.includes(item)))
const near = (got: number, want: number | null, words: string) =>
  assert.ok(want !== null && Math.abs(got - want) < 1e-9, `${words}: ${got} is not ${want}`)

/** Ours and a peer's figure of every person at every depth, and what else says how they should stand to each other. */
function each(
  peer: string,
  name: string,
  metric: Metric,
  check: (
    ours: number,
    theirs: number | null,
    person: { k: number; relevant: number; listed: number },
    words: string,
  ) => void,
) {
  for (const k of ks)
    users.forEach((user, u) => {
      const [relevant, listed] = [user.relevant.length, Math.min(k, user.list.length)]
      const words = `${peer}'s ${name}@${k} of person ${u}`
      check(metric(hitsOf(user), relevant, k), answers(peer, `${name}@${k}`)[u] ?? null, { k, relevant, listed }, words)
    })
}

test('ranx: precision, recall, F1, MRR and hit rate are the same number for everybody', () => {
  for (const name of ['precision', 'recall', 'f1', 'mrr', 'hr'] as const)
    each('ranx', name, metrics[name], (ours, theirs, _, words) => near(ours, theirs, words))
})

test('ranx: NDCG is the same number for everybody, short lists too', () => {
  each('ranx', 'ndcg', metrics.ndcg, (ours, theirs, _, words) => near(ours, theirs, words))
})

test('ir-measures: precision, recall, NDCG, MRR and success are the same number for everybody', () => {
  for (const name of ['precision', 'recall', 'ndcg', 'mrr', 'hr'] as const)
    each('ir-measures', name, metrics[name], (ours, theirs, _, words) => near(ours, theirs, words))
})

test('ranx and ir-measures divide average precision by all that is relevant, we by what a list of k can hold', () => {
  for (const peer of ['ranx', 'ir-measures'])
    each(peer, 'map', metrics.map, (ours, theirs, { k, relevant }, words) =>
      near((ours * Math.min(k, relevant)) / relevant, theirs, words),
    )
})

test("LensKit's recall is our recall-capped, its NDCG ours with an offset of 1, hit and reciprocal rank the same", () => {
  for (const name of ['recall-capped', 'ndcg', 'mrr', 'hr'] as const)
    each('lenskit', name, metrics[name], (ours, theirs, _, words) => near(ours, theirs, words))
})

test('LensKit excuses a short list: precision is of what was listed, average precision of what it could hold', () => {
  each('lenskit', 'precision', metrics.precision, (ours, theirs, { k, listed }, words) =>
    // nothing listed: it has no figure, we have 0
    listed === 0 ? assert.deepEqual([ours, theirs], [0, null], words) : near((ours * k) / listed, theirs, words),
  )
  each('lenskit', 'map', metrics.map, (ours, theirs, { k, relevant, listed }, words) =>
    listed === 0
      ? assert.deepEqual([ours, theirs], [0, null], words)
      : near((ours * Math.min(k, relevant)) / Math.min(relevant, listed), theirs, words),
  )
})

test("LensKit's NDCG by its defaults pays ranks 1 and 2 alike", () => {
  const clipped: Metric = (hits, relevant, k) => {
    let [gained, ideal] = [0, 0]
    for (let r = 1; r <= k; r++) {
      if (hits[r - 1]) gained += 1 / Math.log2(Math.max(r, 2))
      if (r <= relevant) ideal += 1 / Math.log2(Math.max(r, 2))
    }
    return gained / ideal
  }
  let apart = 0
  each('lenskit', 'ndcg of its defaults', clipped, (theirsByHand, theirs, _, words) =>
    near(theirsByHand, theirs, words),
  )
  each('lenskit', 'ndcg of its defaults', metrics.ndcg, (ours, theirs) => {
    if (Math.abs(ours - (theirs ?? 0)) > 0.01) apart++
  })
  assert.ok(apart > 20, 'and is not comparable to ours')
})

test('scikit-learn: NDCG of whole rankings, wherever our list is as deep as theirs', () => {
  each('scikit-learn', 'ndcg', metrics.ndcg, (ours, theirs, { k, listed }, words) => {
    if (listed === k) near(ours, theirs, words)
  })
})

test('scikit-learn: AUC over the whole catalogue, and average precision of the whole ranking', () => {
  const metric = auc()
  users.forEach(({ score, relevant }, u) => {
    const mark = new Uint8Array(nItems)
    for (const item of relevant) mark[item] = marks.relevant
    const row = { score: Float32Array.from(score), from: 0, nItems, mark }
    const got = metric({ ...row, relevant: Uint32Array.from(relevant), nRelevant: relevant.length })
    near(got, answers('scikit-learn', 'auc')[u] ?? null, `auc of person ${u}`)
    const order = score.map((_, item) => item).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0))
    const ap = metrics.map(hitsOf({ score, relevant, list: order }), relevant.length, nItems)
    near(ap, answers('scikit-learn', 'average precision')[u] ?? null, `average precision of person ${u}`)
  })
})

test("LensKit's Gini coefficient of how often items are listed is ours", () => {
  for (const k of ks) {
    const lists = users.map(({ list }) => ({
      k: 20,
      count: Uint32Array.of(list.length),
      item: Uint32Array.from({ length: 20 }, (_, rank) => list[rank] ?? 0),
      score: new Float32Array(20),
    }))
    near(gini(lists, k, nItems).value, peers.lenskit?.[`gini@${k}`] as number, `gini@${k}`)
  }
})

test("scikit-learn's and LensKit's RMSE and MAE are ours, over ratings; LensKit's mean over people is another number", () => {
  const user = Uint32Array.from(ratings, ([u]) => u)
  const predicted = Float64Array.from(ratings, ([, , , p]) => p)
  const given = Float32Array.from(ratings, ([, , t]) => t)
  const errors = userErrors('model', user, 12, predicted, given)
  const { rmse, mae } = compareErrors([errors], 'model', 1).get('model') ?? {}
  const alike = (got: number | undefined, peer: string, key: string, tolerance: number) =>
    assert.ok(Math.abs((got ?? Number.NaN) - (peers[peer]?.[key] as number)) < tolerance, `${peer}'s ${key}`)
  // LensKit computes in single precision: 2⁻²⁴ relative
  for (const [peer, tolerance] of Object.entries({ 'scikit-learn': 1e-12, lenskit: 1e-7 })) {
    alike(rmse?.value, peer, 'rmse', tolerance)
    alike(mae?.value, peer, 'mae', tolerance)
  }
  const each = [...errors.squared].flatMap((sum, u) => (errors.count[u] ? Math.sqrt(sum / (errors.count[u] ?? 1)) : []))
  const ofPeople = each.reduce((sum, x) => sum + x, 0) / each.length
  alike(ofPeople, 'lenskit', 'rmse of users', 1e-7)
  assert.ok(Math.abs(ofPeople - (rmse?.value ?? 0)) > 0.005)
})
