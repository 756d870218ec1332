import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { rng } from '../../numbers/rng.ts'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { readModelFile } from './model-file.ts'
import { type TrainReport, type TrainRequest, train } from './train.ts'

const dayMs = 86_400_000
const shop = freshShop()

/** Ninety people of two tastes over 24 things; from day 17 on there are eight things more. */
function shopLog(): Event[] {
  const random = rng(3)
  const events: Event[] = []
  for (let day = 0; day < 20; day++)
    for (let u = 0; u < 90; u++) {
      const n = day < 17 ? 12 : 16
      const item = `${u % 2 === 0 ? 'tea' : 'lamp'}-${Math.floor(random() * n)}`
      events.push({
        id: `${u}-${day}`,
        kind: 'view',
        timeMs: Date.UTC(2026, 0, 1) + day * dayMs + u * 1000,
        user: `user-${u}`,
        item,
      })
    }
  return events
}
const log = shopLog()
const options = { dim: 8, epochs: 40, solver: 'exact' }
const fit = (more: Partial<TrainRequest> = {}) =>
  train({ ...shop, model: 'ials', options, threads: 1, update: true, gate: false, ...more })

/** Every score the version gives to the people it was trained on. */
async function scores({ version }: TrainReport): Promise<Float32Array> {
  const kernels = await openKernels({ threads: 1 })
  try {
    const { model, histories } = await readModelFile(join(shop.dataDir, 'models', `${version}.osm`), version, kernels)
    const out = new Float32Array(histories.nRows * histories.nCols)
    model.scoreInto(histories, out)
    return out
  } finally {
    await kernels.close()
  }
}
const apart = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((x, k) => x - b[k]!)) / Math.hypot(...b)

test('more events and an update: the answers of a new fit within a fifth, new items among them', async () => {
  await shop.store.append(log.slice(0, 17 * 90))
  const first = await fit()
  assert.deepEqual(first.updated, { anew: 'no model is live' })
  await shop.store.append(log.slice(17 * 90))
  const updated = await fit()
  assert.ok(updated.items > first.items)
  assert.deepEqual(updated.updated, { from: first.version })
  assert.deepEqual((await shop.store.published())?.report, { updated: { from: first.version } })
  const anew = await fit({ update: false })
  assert.equal(anew.updated, undefined)
  assert.notEqual(updated.hash, anew.hash)
  const distance = apart(await scores(updated), await scores(anew))
  assert.ok(distance < 0.2, `${distance}`)
})

test('a model is fitted anew, and says why, where the live one is no place to begin', async () => {
  await shop.store.append(log.slice(0, 300))
  const few = { ...options, epochs: 2 }
  await fit({ options: few })
  const why = async (more: Partial<TrainRequest> = {}) => (await fit({ options: few, ...more })).updated
  const anew = (reason: string) => ({ anew: reason })
  assert.deepEqual(await why({ options: { ...few, dim: 4 }, publish: false }), anew('the live model has other options'))
  assert.deepEqual(await why({ model: 'popular', options: {} }), anew('popular has no update'))
  assert.deepEqual(await why(), anew('the live model is popular'))
  await shop.store.deleteUser('user-7')
  assert.deepEqual(await why(), anew('the live model has learnt from somebody who asked to be forgotten'))
  assert.ok('from' in (await why())!, 'the one fitted anew has not')
})
