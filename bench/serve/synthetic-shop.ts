import { join } from 'node:path'
import type { Event } from '../../src/contract/event.ts'
import { openStore } from '../../src/jobs/open.ts'
import { writeModelFile } from '../../src/jobs/train/model-file.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { csrFrom } from '../../src/numbers/csr.ts'
import { rng } from '../../src/numbers/rng.ts'
import { Vocabulary } from '../../src/numbers/vocabulary.ts'
import { defaultConfig } from '../../src/prepare/config.ts'

export interface Size {
  items: number
  users: number
  perUser: number
  model: string
  options: Record<string, unknown>
}

/**
 * A shop of any size in a data folder: catalogue and users in the store, a model of a seeded Zipf-like
 * matrix as the published one, and newer events for every fifth user, so that answers fold them in.
 */
export async function makeShop(dataDir: string, size: Size, say: (text: string) => void): Promise<void> {
  const random = rng(7)
  const store = await openStore(dataDir)
  const nowMs = Date.now()
  // popularity falls with rank as in shops: u² crowds low numbers
  const someItem = () => Math.floor(random() ** 2 * size.items)

  say(`${size.items} items`)
  for (let from = 0; from < size.items; from += 10_000)
    await store.putItems(
      range(from, Math.min(size.items, from + 10_000)).map((i) => ({
        id: `item-${i}`,
        title: `Product number ${i}`,
        category: `Shelf ${i % 40} > Box ${i % 400}`,
        brand: `Brand ${i % 300}`,
        price: 1 + (i % 200),
        url: `https://shop.example/p/${i}`,
        image: `https://shop.example/i/${i}.jpg`,
        available: i % 50 !== 0,
      })),
    )
  say(`${size.users} users`)
  for (let from = 0; from < size.users; from += 20_000)
    await store.putUsers(
      range(from, Math.min(size.users, from + 20_000)).map((u) => ({ id: `user-${u}`, country: 'Japan' })),
    )

  const n = size.users * size.perUser
  say(`a matrix of ${n} interactions`)
  const row = Uint32Array.from({ length: n }, (_, k) => Math.floor(k / size.perUser))
  const column = Uint32Array.from({ length: n }, someItem)
  const histories = csrFrom(size.users, size.items, row, column, undefined, 'max')
  const kernels = await openKernels()
  const { algorithm, options } = resolve(size.model, size.options)
  say(`${size.model} ${JSON.stringify(options)}`)
  const model = await algorithm.fit(histories, options, { kernels, seed: 1 })
  const version = 'bench'
  const file = join('models', `${version}.osm`)
  const { sha256 } = await writeModelFile(join(dataDir, file), {
    algorithm: algorithm.name,
    options,
    seed: 1,
    snapshot: 'synthetic',
    untilSeq: await store.lastSeq(),
    weighing: defaultConfig,
    standsFor: [],
    merges: [],
    weighedMs: nowMs - 86_400_000,
    model,
    users: new Vocabulary(range(0, size.users).map((u) => `user-${u}`)),
    items: new Vocabulary(range(0, size.items).map((i) => `item-${i}`)),
    histories,
    bought: new Uint8Array(histories.column.length).fill(1),
  })
  await kernels.close()
  await store.addModel({
    version,
    createdMs: nowMs,
    algorithm: size.model,
    options,
    seed: 1,
    snapshot: 'synthetic',
    hash: sha256,
    file,
  })
  await store.publish(version, nowMs)

  say('newer events')
  for (let from = 0; from < size.users; from += 50_000) {
    const events: Event[] = range(from, Math.min(size.users, from + 50_000))
      .filter((u) => u % 5 === 0)
      .flatMap((u) =>
        range(0, 3).map((k) => ({
          id: `new-${u}-${k}`,
          kind: 'view' as const,
          timeMs: nowMs - 1000 * k,
          user: `user-${u}`,
          item: `item-${someItem()}`,
        })),
      )
    await store.append(events)
  }
  await store.close()
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
