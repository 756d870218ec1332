/**
 * How often the gate lets a model through: trained on what people did, and trained on shuffled labels.
 * Usage: npm run bench -- gate [--seeds N]   (20)
 *
 * A planted shop of 240 people with three tastes, 42 products and 14 events each, half of them purchases, anew for every
 * seed. Shuffled: the products of all events are dealt out anew, which leaves popularity and dates as they are.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Event } from '../../src/contract/event.ts'
import { defaultGateConfig } from '../../src/evaluate/gate/gate-config.ts'
import { openStore } from '../../src/jobs/open.ts'
import { train } from '../../src/jobs/train/train.ts'
import { rng } from '../../src/numbers/rng.ts'
import { shuffled } from '../../src/numbers/stats.ts'
import { machineLine } from '../machine.ts'

const { seeds } = parseArgs({ options: { seeds: { type: 'string', default: '20' } } }).values
const models = ['item-knn', 'ease', 'rp3beta', 'p3alpha', 'pure-svd']
const dayMs = 86_400_000

function shopLog(seed: number): Event[] {
  const random = rng(seed)
  return Array.from({ length: 240 * 14 }, (_, e) => {
    const [u, k] = [Math.floor(e / 14), e % 14]
    const item = `${['tea', 'lamp', 'sock'][u % 3]}-${Math.floor(14 * random() ** 1.5)}`
    const bought = random() < 0.5
    return {
      id: `${u}-${k}`,
      kind: bought ? 'purchase' : 'view',
      timeMs: Date.UTC(2026, 0, 1) + k * 3.7 * dayMs + u * 60_000,
      user: `user-${u}`,
      item,
      ...(bought && { quantity: 1, price: 5 }),
    }
  })
}

const dealtAnew = (events: Event[], seed: number): Event[] => {
  const order = shuffled(events.length, rng(seed))
  return events.map((event, e) => ({ ...event, item: (events[order[e]!] as Event).item as string }))
}

async function promoted(model: string, events: Event[], seed: number): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-gate-bench-'))
  const store = await openStore(dataDir)
  try {
    await store.append(events)
    const options = model === 'pure-svd' ? { rank: 4 } : {}
    return (await train({ store, dataDir, model, options, seed, threads: 1, gate: defaultGateConfig })).published
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

process.stdout.write(`${'promoted'.padEnd(12)}${'as it was'.padEnd(14)}shuffled labels\n`)
for (const model of models) {
  let [honest, blind] = [0, 0]
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const events = shopLog(seed)
    honest += Number(await promoted(model, events, seed))
    blind += Number(await promoted(model, dealtAnew(events, seed + 1000), seed))
  }
  process.stdout.write(`${model.padEnd(12)}${`${honest} of ${seeds}`.padEnd(14)}${blind} of ${seeds}\n`)
}
process.stdout.write(`\n${machineLine()}\n`)
