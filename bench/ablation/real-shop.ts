import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presets } from '../../src/collect/mapping/presets.ts'
import { eventKinds } from '../../src/contract/event.ts'
import { columnOf, meanOf, percentileInterval, resampledMeans } from '../../src/evaluate/bootstrap.ts'
import type { Estimate } from '../../src/evaluate/coverage.ts'
import { importFile } from '../../src/jobs/import/import-file.ts'
import { openStore } from '../../src/jobs/open.ts'
import type { FitContext } from '../../src/model/model.ts'
import type { CleanEvents } from '../../src/prepare/clean-events.ts'
import type { PrepareConfig } from '../../src/prepare/config.ts'
import type { EventColumns } from '../../src/prepare/event-columns.ts'
import { configOf } from '../../src/prepare/parse-config.ts'
import { prepareEvents } from '../../src/prepare/prepare-events.ts'
import { steps } from '../../src/prepare/steps/steps.ts'
import { lessonOf, listsOf } from './learnt.ts'

const dayMs = 86_400_000
const purchase = eventKinds.indexOf('purchase')

export interface RealRequest {
  file: string
  preset: string
  models: readonly string[]
  /** cuts, each so many days before the newest line or the cut after it */
  nCuts: number
  holdoutDays: number
}

/** One preparation beside the default one, on the same people and questions. */
export interface RealRow {
  arm: string
  /** by model: recall@10 beside that of all steps, with the paired interval over people; missing: the same to the bit */
  beside: Record<string, Estimate>
}

export interface RealOutcome {
  asked: number
  people: number
  all: Record<string, number>
  rows: RealRow[]
}

/** A control: what chance in a fit moves when nothing else does. */
const otherSeed = 'all steps, another seed'

/** Every step left out alone, and what may be set otherwise. */
const arms = (base: PrepareConfig): [name: string, config: PrepareConfig][] => [
  [otherSeed, base],
  ...base.steps
    .filter((name) => !steps[name]?.essential)
    .map((left): [string, PrepareConfig] => [
      `without ${left}`,
      { ...base, steps: base.steps.filter((name) => name !== left) },
    ]),
  ['without any of these', { ...base, steps: base.steps.filter((name) => steps[name]?.essential) }],
  ['every code a product', { ...withoutPattern(base), nonProducts: [] }],
  ['returned weighs nothing', { ...base, weights: { ...base.weights, returned: 0 } }],
  ['wholesale left out', { ...base, wholesale: 'leave-out' }],
  ['five events at least', { ...base, minUserEvents: 5, minItemEvents: 5 }],
]

function withoutPattern({ productPattern: _, ...rest }: PrepareConfig): PrepareConfig {
  return rest
}

/**
 * A shop's own dirt, step by step. What is asked is the same for every arm and as true as the file can say: purchases
 * after the cut of real products at a price, by customers who had bought before it, of what they had not bought, unless
 * it went back. Every arm prepares and learns what lies before the cut alone.
 */
export async function realShop(
  { file, preset, models, nCuts, holdoutDays }: RealRequest,
  context: FitContext,
  onProgress: (done: number, total: number) => void,
): Promise<RealOutcome> {
  const { mapping } = presets[preset] as (typeof presets)[string]
  const log = await eventsOf(file, mapping)
  const base = configOf(mapping.prepare ?? {})
  const newestMs = log.timeMs.reduce((a, b) => Math.max(a, b), 0)
  const truth = prepareEvents(log, base).clean
  const all = [['all', base] as const, ...arms(base)]
  // model by model, arm by arm: recall of each person at each cut
  const recalls = models.map(() => all.map((): number[] => []))
  const person: string[] = []
  const same = all.map(() => true)
  for (let cut = 1; cut <= nCuts; cut++) {
    const cutMs = newestMs - cut * holdoutDays * dayMs
    const asked = questions(truth, cutMs, cutMs + holdoutDays * dayMs)
    person.push(...asked.map(({ id }) => id))
    const before = upTo(log, cutMs)
    const learnt = new Map<string, number[][]>()
    let baseHash = ''
    for (const [a, [arm, config]] of all.entries()) {
      const { clean } = prepareEvents(before, config)
      const lesson = lessonOf(
        clean,
        config.weights,
        cutMs,
        asked.map(({ id }) => id),
      )
      if (a === 0) baseHash = lesson.hash
      const seed = arm === otherSeed ? context.seed + 1 : context.seed
      const key = `${lesson.hash} ${seed}`
      same[a] &&= key === `${baseHash} ${context.seed}`
      let ofModels = learnt.get(key)
      if (!ofModels) {
        ofModels = []
        for (const label of models)
          ofModels.push(
            (await listsOf(label, lesson, { ...context, seed })).map((list, row) => {
              const { wanted } = asked[row] as Question
              return list.filter((id) => wanted.has(id)).length / wanted.size
            }),
          )
        learnt.set(key, ofModels)
      }
      for (const [m, values] of ofModels.entries()) recalls[m]?.[a]?.push(...values)
      onProgress((cut - 1) * all.length + a + 1, nCuts * all.length)
    }
  }
  const number = new Map([...new Set(person)].map((id, k) => [id, k]))
  const group = Uint32Array.from(person, (id) => number.get(id) as number)
  const tables = recalls.map((ofArms) => {
    const columns = ofArms.map((values) => Float64Array.from(values))
    return { columns, drawn: resampledMeans(columns, 1000, 1, undefined, group) }
  })
  return {
    asked: person.length,
    people: number.size,
    all: Object.fromEntries(models.map((label, m) => [label, meanOf(tables[m]?.columns[0] as Float64Array)])),
    rows: all.slice(1).map(([arm], at) => ({
      arm,
      beside: same[at + 1]
        ? {}
        : Object.fromEntries(
            models.map((label, m) => {
              const { columns, drawn } = tables[m] as (typeof tables)[number]
              const value = meanOf(columns[at + 1] as Float64Array) - meanOf(columns[0] as Float64Array)
              return [label, percentileInterval(value, columnOf(drawn, columns.length, at + 1, 0))]
            }),
          ),
    })),
  }
}

async function eventsOf(file: string, mapping: (typeof presets)[string]['mapping']): Promise<EventColumns> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-ablation-'))
  try {
    const store = await openStore(dataDir)
    try {
      await importFile({ file, mapping, store, dataDir, nowMs: Date.now })
      return await store.readEvents()
    } finally {
      await store.close()
    }
  } finally {
    await rm(dataDir, { recursive: true })
  }
}

interface Question {
  id: string
  wanted: Set<string>
}

function questions(
  { user, item, kind, timeMs, quantity, returned, users, items }: CleanEvents,
  cutMs: number,
  endMs: number,
): Question[] {
  const bought = new Map<number, Set<number>>()
  const wanted = new Map<number, Set<number>>()
  const add = (to: Map<number, Set<number>>, u: number, i: number) => {
    const of = to.get(u)
    if (of) of.add(i)
    else to.set(u, new Set([i]))
  }
  for (let e = 0; e < user.length; e++) {
    if (kind[e] !== purchase || timeMs[e]! >= endMs) continue
    if (timeMs[e]! < cutMs) add(bought, user[e]!, item[e]!)
    else if (returned[e]! < quantity[e]! && bought.get(user[e]!)?.has(item[e]!) === false)
      add(wanted, user[e]!, item[e]!)
  }
  return [...wanted].map(([u, its]) => ({
    id: users[u] as string,
    wanted: new Set([...its].map((i) => items[i] as string)),
  }))
}

function upTo(log: EventColumns, cutMs: number): EventColumns {
  const rows = Uint32Array.from({ length: log.length }, (_, row) => row).filter((row) => log.timeMs[row]! < cutMs)
  const floats = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
  const ids = (column: Int32Array) => Int32Array.from(rows, (row) => column[row]!)
  return {
    ...log,
    length: rows.length,
    timeMs: floats(log.timeMs),
    kind: Uint8Array.from(rows, (row) => log.kind[row]!),
    user: ids(log.user),
    visitor: ids(log.visitor),
    item: ids(log.item),
    order: ids(log.order),
    quantity: floats(log.quantity),
    price: floats(log.price),
    rating: floats(log.rating),
  }
}
