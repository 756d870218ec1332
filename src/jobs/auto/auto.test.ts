import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goalFrom } from '../../evaluate/tuning/goal.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { rng } from '../../numbers/rng.ts'
import { auto } from './auto.ts'

const goal = goalFrom([{ name: 'ndcg', k: 5 }])

/** People of four tastes who take items of theirs, each item once; now and then something else. */
function tastes(nUsers: number, nItems: number) {
  const random = rng(5)
  const events = Array.from({ length: nUsers }, (_, u) => {
    const had = new Set<number>()
    while (had.size < 6) {
      const any = Math.floor(random() * nItems)
      had.add(random() < 0.9 ? any - (any % 4) + (u % 4) : any)
    }
    return [...had].filter((i) => i < nItems).map((i) => [u, i] as const)
  }).flat()
  return interactionsFrom(
    nUsers,
    nItems,
    { row: Uint32Array.from(events, ([u]) => u), item: Uint32Array.from(events, ([, i]) => i) },
    'max',
  )
}

const items: QuestionKind = { asks: 'items', seen: 'exclude', combine: 'max' }

test('with a budget of trials data and seed choose, not the number of cores, and better than what is popular', async () => {
  const train = tastes(240, 60)
  const request = { cut: validationCut(train, items, 3), kind: items, goal, budget: { trials: 12 }, seed: 3 }
  const [one, again] = [await auto({ ...request, threads: 1 }), await auto({ ...request, threads: 2 })]
  assert.deepEqual(one.chosen, again.chosen)
  assert.equal(one.value, again.value)
  assert.equal(one.trials.length + one.failures.length, 12)
  const popular = one.trials.find(({ model }) => model === 'popular')!
  assert.ok(one.value > 1.5 * popular.value, `${one.value} beside ${popular.value} of what is popular`)
})

test('in sessions whose last item never comes again at once, lists are chosen that do not hold it', async () => {
  const random = rng(9)
  const [row, item, day]: [number[], number[], number[]] = [[], [], []]
  for (let s = 0; s < 400; s++) {
    let at = Math.floor(random() * 20)
    for (let n = 0; n < 5; n++) {
      row.push(s)
      item.push(at)
      day.push(s)
      at = (at + 1 + Math.floor(random() * 2)) % 20
    }
  }
  const train = interactionsFrom(
    400,
    20,
    { row: Uint32Array.from(row), item: Uint32Array.from(item), day: Float64Array.from(day) },
    'sum',
  )
  const kind: QuestionKind = { asks: 'session', seen: 'include', combine: 'sum' }
  const mrr = goalFrom([{ name: 'mrr', k: 5 }])
  const { chosen, value } = await auto({ cut: validationCut(train, kind, 1), kind, goal: mrr, budget: { trials: 8 } })
  // two successors, as likely as each other: 1 and 1/2
  assert.ok(value > 0.65 && value < 0.85, `${value}`)
  assert.ok(chosen.model !== 'popular')
})

test('with next to nothing to choose by it takes what is usual, and says so', async () => {
  const train = tastes(8, 60)
  const { chosen, why, trials } = await auto({
    cut: validationCut(train, items, 3),
    kind: items,
    goal,
    budget: { seconds: 60 },
    threads: 1,
  })
  assert.deepEqual(chosen, { model: 'rp3beta', options: {} })
  assert.equal(trials.length, 1)
  assert.match(why.join(), /too few to choose by/)
})

test('it stops when told to', async () => {
  const stop = new AbortController()
  const cut = validationCut(tastes(240, 60), items, 3)
  const running = auto({
    cut,
    kind: items,
    goal,
    budget: { trials: 50 },
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  })
  await assert.rejects(running, /enough/)
})
