import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Interactions } from '../../model/interactions.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import type { QuestionKind } from './question-kind.ts'
import { validationCut } from './validation-cut.ts'

const nItems = 12

/** Rows of (item, day) in any order; a day is a basket. */
const logs = fc.array(fc.array(fc.tuple(fc.nat(nItems - 1), fc.nat(9)), { maxLength: 8 }), {
  minLength: 3,
  maxLength: 12,
})
const kinds: fc.Arbitrary<QuestionKind> = fc.record({
  asks: fc.constantFrom('items', 'later', 'own-later', 'next', 'session', 'basket'),
  seen: fc.constantFrom('exclude', 'include'),
  one: fc.boolean(),
  gap: fc.boolean(),
  combine: fc.constantFrom('sum', 'max'),
})

const interactions = (log: readonly (readonly (readonly [number, number])[])[]): Interactions => {
  const events = log.flatMap((row, r) => row.map(([item, day]) => ({ r, item, day })))
  const of = (pick: (event: (typeof events)[number]) => number) => Uint32Array.from(events, pick)
  const day = Float64Array.from(events, (event) => event.day)
  return interactionsFrom(
    log.length,
    nItems,
    { row: of(({ r }) => r), item: of(({ item }) => item), day, basket: of(({ day }) => day) },
    'sum',
  )
}

/** Events of a matrix's sequences as words, row by row. */
const eventsOf = ({ nRows, sequences }: Interactions) =>
  Array.from({ length: nRows }, (_, r) => {
    const { rowStart, item, day } = sequences!
    return Array.from(
      { length: rowStart[r + 1]! - rowStart[r]! },
      (_, k) => `${item[rowStart[r]! + k]} ${day[rowStart[r]! + k]}`,
    )
  })

test('what validation asks for was in train and is not learnt: whoever learns and whoever asks see fewer events', () => {
  fc.assert(
    fc.property(logs, kinds, fc.nat(100), (log, kind, seed) => {
      const train = interactions(log)
      const { train: learnt, trial } = validationCut(train, kind, seed)
      const nEvents = (m: Interactions) => m.sequences!.item.length
      assert.equal(trial.histories.nRows, trial.targets.nRows)
      assert.equal(learnt.nCols, nItems)
      if (trial.targets.nRows > 0) assert.ok(nEvents(learnt) < nEvents(train))
      for (let q = 0; q < trial.targets.nRows; q++)
        assert.ok(trial.targets.rowStart[q + 1]! > trial.targets.rowStart[q]!)
      // every event that is learnt was in train, no more often than there
      const left = new Map<string, number>()
      for (const event of eventsOf(train).flat()) left.set(event, (left.get(event) ?? 0) + 1)
      for (const event of eventsOf(learnt).flat()) {
        left.set(event, (left.get(event) ?? 0) - 1)
        assert.ok(left.get(event)! >= 0)
      }
    }),
    { numRuns: 300 },
  )
})

test('where a list may not hold what was had before, nothing of that is asked for', () => {
  fc.assert(
    fc.property(logs, kinds, fc.nat(100), (log, kind, seed) => {
      fc.pre(kind.asks !== 'session')
      const { trial } = validationCut(interactions(log), { ...kind, seen: 'exclude' }, seed)
      const { histories, targets, exclude } = trial
      assert.ok(targets.nRows === 0 || exclude)
      for (let q = 0; q < targets.nRows; q++) {
        const had = new Set(histories.column.subarray(histories.rowStart[q], histories.rowStart[q + 1]))
        for (const i of targets.column.subarray(targets.rowStart[q], targets.rowStart[q + 1])) assert.ok(!had.has(i))
      }
    }),
    { numRuns: 300 },
  )
})

test('a cut in time learns nothing from after the moment and asks for nothing before it', () => {
  fc.assert(
    fc.property(logs, fc.nat(100), (log, seed) => {
      const { train, trial } = validationCut(
        interactions(log),
        { asks: 'later', seen: 'include', combine: 'sum' },
        seed,
      )
      const newest = Math.max(Number.NEGATIVE_INFINITY, ...train.sequences!.day)
      const all = log.flat()
      for (let q = 0; q < trial.targets.nRows; q++)
        for (const i of trial.targets.column.subarray(trial.targets.rowStart[q], trial.targets.rowStart[q + 1]))
          assert.ok(all.some(([item, day]) => item === i && day > newest))
    }),
  )
})

test('the next item is asked for: the history is all before it, and with a gap its newest is not learnt', () => {
  const log = [
    [
      [3, 0],
      [1, 1],
      [2, 2],
    ],
    [
      [4, 0],
      [5, 1],
      [6, 2],
    ],
  ] as const
  const next = { asks: 'next', seen: 'exclude', one: true, combine: 'max' } as const
  const plain = validationCut(interactions(log), next, 1)
  assert.deepEqual(eventsOf(plain.trial.histories), [
    ['3 0', '1 1'],
    ['4 0', '5 1'],
  ])
  assert.deepEqual([...plain.trial.targets.column], [2, 6])
  assert.deepEqual(eventsOf(plain.train), [
    ['3 0', '1 1'],
    ['4 0', '5 1'],
  ])
  const strict = validationCut(interactions(log), { ...next, gap: true }, 1)
  assert.deepEqual(eventsOf(strict.trial.histories), eventsOf(plain.trial.histories))
  assert.deepEqual(eventsOf(strict.train), [['3 0'], ['4 0']])
})

test('the next basket is asked for whole, of people with at least two', () => {
  const log = [
    [
      [3, 0],
      [1, 4],
      [2, 4],
    ],
    [
      [4, 0],
      [5, 0],
    ],
  ] as const
  const { train, trial } = validationCut(interactions(log), { asks: 'basket', seen: 'include', combine: 'sum' }, 1)
  assert.deepEqual([...trial.targets.column], [1, 2])
  assert.deepEqual(eventsOf(trial.histories), [['3 0']])
  assert.deepEqual(eventsOf(train), [['3 0'], ['4 0', '5 0']])
})

test('the newest sessions are asked after every click and not learnt at all', () => {
  const old = Array.from({ length: 8 }, (_, s) => [[s, s] as const])
  const log = [
    ...old,
    [
      [1, 9],
      [2, 9],
      [3, 9],
    ] as const,
  ]
  const { train, trial } = validationCut(interactions(log), { asks: 'session', seen: 'include', combine: 'sum' }, 1)
  assert.equal(train.nRows, 8)
  assert.deepEqual(eventsOf(trial.histories), [['1 9'], ['1 9', '2 9']])
  assert.deepEqual([...trial.targets.column], [2, 3])
})
