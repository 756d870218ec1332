import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultConfig } from '../config.ts'
import { openEngine } from '../engine.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { prepareEvents } from '../prepare-events.ts'
import { wholesale } from '../quality/checks/people.ts'

/** Nineteen shoppers with 5 to 8 lines of 1 to 3 pieces; a trader with lines of 30, one with four lines of 50. */
const rows: Row[] = [
  ...Array.from({ length: 19 }, (_, u) =>
    Array.from({ length: 5 + (u % 4) }, (_, k) => ({
      user: `u${u}`,
      item: `p${k}`,
      quantity: 1 + ((u + k) % 3),
      day: k,
    })),
  ).flat(),
  ...Array.from({ length: 5 }, (_, k) => ({ user: 'trader', item: `p${k}`, quantity: 30, day: k })),
  ...Array.from({ length: 4 }, (_, k) => ({ user: 'party', item: `p${k}`, quantity: 50, day: k })),
]

test('wholesale buyers are named and kept, and left out where that is asked for', () => {
  const judged = (config = {}) => {
    const { steps, clean } = prepareEvents(logOf(rows), { ...defaultConfig, ...config })
    return { ...steps.find(({ step }) => step === 'wholesale'), users: clean.users }
  }
  const kept = judged({ wholesale: 'keep' })
  // the shop's median line has 2 pieces: 30 ≥ 10 · 2; four lines are too few to tell
  assert.deepEqual([kept.quarantined, kept.note], [0, '5 lines of 1 wholesale buyer kept: "trader".'])
  assert.ok(kept.users.includes('trader'))
  const without = judged({ wholesale: 'leave-out' })
  assert.equal(without.quarantined, 5)
  assert.ok(!without.users.includes('trader') && without.users.includes('party'))
})

test('by default they stay as a segment of their own, and the ledger says who and why', () => {
  const of = (config = {}) => prepareEvents(logOf(rows), { ...defaultConfig, ...config }, { ledger: true })
  const { clean, wholesale, steps, ledger } = of()
  assert.deepEqual([clean.user.length, wholesale], [rows.length, ['trader']])
  const step = steps.find(({ step }) => step === 'wholesale')
  assert.deepEqual(
    [step?.filled, step?.quarantined, step?.note],
    [1, 0, '5 lines of 1 wholesale buyer kept as a segment of their own: "trader".'],
  )
  const page = ledger?.pages.find(({ step }) => step === 'wholesale')
  const word = (at: number | undefined) => ledger?.words[at as number]
  assert.deepEqual(
    [page?.row.length, rows[page?.row[0] ?? 0]?.user, word(page?.field[0]), word(page?.after[0]), word(page?.why[0])],
    [1, 'trader', 'segment', 'wholesale', '5 lines of 150 pieces in all, half of them of 30 and more (2 in the shop)'],
  )
  // what stands is another thing without it, and the same events
  const without = of({ wholesale: 'keep' })
  assert.deepEqual([without.wholesale, without.clean], [undefined, clean])
  assert.notEqual(without.steps.find(({ step }) => step === 'wholesale')?.hash, step?.hash)
})

test('those are the buyers that the quality check finds by its SQL', async () => {
  const engine = await openEngine()
  try {
    const values = rows.map(
      ({ user, item, quantity }, line) => `(${line}, '${user}', '${item}', ${quantity}::DOUBLE, 'purchase')`,
    )
    await engine.run(
      `CREATE TABLE events AS SELECT * FROM (VALUES ${values.join(',')}) t(line, customer, item, quantity, kind)`,
    )
    const facts = { rows: rows.length, filled: new Set<never>(), nowMs: 0, rejected: 0, rejectedSamples: [] }
    const { count, samples } = await wholesale.find(engine, facts)
    assert.equal(count, 5)
    assert.match(samples[0] ?? '', /^customer trader: /)
  } finally {
    engine.close()
  }
})
