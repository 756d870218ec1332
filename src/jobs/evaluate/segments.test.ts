import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { resolve } from '../../model/algorithms.ts'
import { rng } from '../../numbers/rng.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { defaultConfig } from '../../prepare/config.ts'
import type { Store } from '../../store/store.ts'
import { peopleFor, personFor, segmentsOfSnapshot } from '../features/user-features.ts'
import { openLive } from '../live/live.ts'
import { openStore } from '../open.ts'
import { loadSnapshot, prepare } from '../prepare/prepare.ts'
import { segmentsOfTrial } from '../shop-data.ts'
import { train } from '../train/train.ts'
import { tuneShop } from '../tuning/tune-shop.ts'
import { evaluate } from './evaluate.ts'
import { evaluateDrill } from './evaluate-drill.ts'
import { shopCut } from './shop-cut.ts'
import { shopTrials } from './shop-trials.ts'

const dayMs = 86_400_000
const models = ['hybrid:ease']
const options = { itemWeight: 0, userWeight: 1 }
let dataDir = ''
let store: Store

/** Forty shoppers buy singles of cups; six traders buy crates, thirty pieces a line; everyone on two dozen days. */
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-segments-'))
  store = await openStore(dataDir)
  const random = rng(4)
  const events: Event[] = []
  for (let u = 0; u < 46; u++)
    for (let k = 0; k < 14; k++) {
      const trades = u >= 40
      events.push({
        id: `${u}-${k}`,
        kind: 'purchase',
        timeMs: Date.UTC(2026, 0, 1) + k * 2 * dayMs + u * 60_000,
        user: trades ? `trader-${u}` : `shopper-${u}`,
        item: `${trades ? 'crate' : 'cup'}-${Math.floor(random() * 12)}`,
        quantity: trades ? 30 : 1,
        price: 2,
      })
    }
  await store.append(events)
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a snapshot says who buys for a business; taken back it says nothing, and what stood before stands again', async () => {
  const made = await prepare({ store, dataDir })
  const traders = Array.from({ length: 6 }, (_, k) => `trader-${40 + k}`)
  assert.deepEqual((await loadSnapshot(store, dataDir)).wholesale, traders)
  const { undone, interactions } = await prepare({ store, dataDir, undo: 'wholesale' })
  assert.equal((await loadSnapshot(store, dataDir)).wholesale, undefined)
  assert.deepEqual([undone?.restored, interactions], [6, made.interactions])
  await prepare({ store, dataDir, redo: 'wholesale' })
  assert.deepEqual((await loadSnapshot(store, dataDir)).wholesale, traders)
})

test('slices show how traders and shoppers are served, and drills tell nothing of who is new', async () => {
  const asked = { store, dataDir, models, options: { 'hybrid:ease': options }, metrics: ['recall@5'] }
  const { results } = await evaluate({ ...asked, holdoutDays: 6, keep: false })
  const bySegment = results.at(-1)?.slices?.find(({ by }) => by === 'segment')
  assert.deepEqual(bySegment?.slices.map(({ name }) => name).sort(), ['retail', 'wholesale'])
  const { rows } = await evaluateDrill({ ...asked, drill: 'cold-users' })
  assert.equal(rows.length, 5)
  const prepared = await loadSnapshot(store, dataDir)
  const { weights } = prepared.config
  const request = { split: 'strong', seen: 'exclude', seed: 1 } as const
  const cut = shopCut(prepared.clean, weights, request)
  const trial = shopTrials(cut, weights, request)[0] ?? assert.fail('no fold')
  const byTraining = segmentsOfTrial(prepared, cut, trial, 'strong', false)
  const byAll = segmentsOfTrial(prepared, cut, trial, 'strong')
  for (const id of trial.askers) {
    assert.equal(byTraining?.(id), undefined, `${id} is new`)
    assert.equal(byAll?.(id), id.startsWith('trader') ? 'wholesale' : 'retail')
  }
})

test('a person asks in the columns of training: by their segment, under any of their ids, and nothing if they are new', async () => {
  const { wholesale = [], clean } = await loadSnapshot(store, dataDir)
  const users = new Vocabulary(clean.users)
  const asked = [resolve('hybrid:ease', options)]
  const { people, userFeatures } = await peopleFor(
    ...([asked, users.ids, store, defaultConfig, 0] as const),
    segmentsOfSnapshot({ wholesale }, users),
  )
  assert.deepEqual(people, {
    ...{ names: ['segment=retail', 'segment=wholesale'], year: 1970, wholesale },
    fields: { rules: {}, learnt: {} },
  })
  assert.deepEqual(
    Array.from(userFeatures?.column ?? []),
    Array.from(users.ids, (id) => Number(wholesale.includes(id))),
  )
  const trained = { users, people: { names: people?.names ?? [], year: 1970, wholesale: new Set(wholesale) } }
  const column = async (...members: string[]) =>
    Array.from((await personFor(trained, members[0], members, store)).userFeatures?.column ?? [])
  assert.deepEqual(await column('trader-44'), [1])
  assert.deepEqual(await column('shopper-1'), [0])
  assert.deepEqual(await column('shopper-1', 'trader-44'), [1])
  assert.deepEqual(await column('nobody'), [])
})

test('tuning hands out what is known of people, and a list for each segment is better than one for all', async () => {
  const tuned = (model: string, options: object = {}) =>
    tuneShop({
      ...{ store, dataDir, model, options: { ...options }, seed: 1, method: 'random', threads: 1 },
      ...{ holdoutDays: 6, seen: 'include' },
      ...{ objective: { goal: 'recall@5', floors: [], within: [] }, budget: { trials: 4 } },
    })
  const [among, forAll] = [await tuned('popular-among'), await tuned('popular', { halfLifeDays: 0 })]
  assert.ok(among.best.value > forAll.best.value)
  // without people it could not be fitted, so such a trial would stand among the failed
  const { history, failed } = await tuned('hybrid:ease', { itemWeight: 0 })
  assert.ok(history.some(({ options }) => Number(options.userWeight) > 0))
  assert.deepEqual(failed, [])
})

test('what is popular among traders is not what is popular among shoppers', async () => {
  // six traders are few: they are believed with one shopper beside them, not with fifty
  await train({ store, dataDir, model: 'popular-among', options: { prior: 1 }, threads: 1, gate: false })
  const live = await openLive({ store, dataDir, threads: 1, pollMs: 0 })
  try {
    const first = async (user: string) => (await live.recommend({ user, limit: 3, excludeBought: false })).items[0]?.id
    assert.match((await first('trader-41')) ?? '', /^crate/)
    assert.match((await first('shopper-3')) ?? '', /^cup/)
    assert.match((await first('nobody')) ?? '', /^cup/)
  } finally {
    await live.close()
  }
})

test('who buys for a business is known to the model in training, and in answers to those it knows', async () => {
  const { options: kept } = await train({ store, dataDir, model: 'hybrid:ease', options, threads: 1, gate: false })
  assert.equal(kept.userWeight, 1)
  const live = await openLive({ store, dataDir, threads: 1, pollMs: 0 })
  try {
    const of = async (user: string) =>
      (await live.recommend({ user, limit: 3, excludeBought: false })).items.map(({ id }) => id.split('-')[0])
    assert.deepEqual(new Set(await of('trader-41')), new Set(['crate']))
    assert.deepEqual(new Set(await of('shopper-3')), new Set(['cup']))
    // of whom nothing is known their segment is not either: they get what most people have
    const { items } = await live.recommend({ user: 'nobody', limit: 1 })
    assert.equal(items[0]?.reason.kind, 'popular')
  } finally {
    await live.close()
  }
})
