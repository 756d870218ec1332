import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { compare } from '../compare.ts'
import { parseMetric } from '../metric-at-k.ts'
import { unitsOf } from './units-of.ts'

test('each value is its own unit, values of one group are one, and of too many units random bundles are made', () => {
  assert.deepEqual(unitsOf(3, 10, rng(1)), { nUnits: 3, unit: Uint32Array.of(0, 1, 2) })
  assert.deepEqual(unitsOf(4, 10, rng(1), Uint32Array.of(7, 3, 7, 9)), { nUnits: 3, unit: Uint32Array.of(0, 1, 0, 2) })
  const { nUnits, unit } = unitsOf(100, 8, rng(1))
  const sizes = new Uint32Array(nUnits)
  for (const u of unit) sizes[u]!++
  assert.deepEqual([...sizes].sort(), [12, 12, 12, 12, 13, 13, 13, 13])
  const grouped = unitsOf(
    100,
    8,
    rng(1),
    Uint32Array.from({ length: 100 }, (_, u) => u % 20),
  )
  for (let u = 20; u < 100; u++) assert.equal(grouped.unit[u], grouped.unit[u - 20])
})

test('asking everybody four times the same makes nobody surer', () => {
  const [nUsers, times] = [200, 4]
  const random = rng(5)
  const own = Float64Array.from({ length: nUsers }, random)
  const lead = Float64Array.from({ length: nUsers }, () => 0.1 + random() - 0.5)
  const repeated = (x: Float64Array, n: number) => Float64Array.from({ length: n * nUsers }, (_, at) => x[at % nUsers]!)
  const compared = (n: number, group?: Uint32Array) => {
    const wanted = [parseMetric('hr@1')]
    const of = (label: string, x: Float64Array) => ({ label, perUser: new Map([['hr@1', repeated(x, n)]]), lists: [] })
    const both = [
      of('popular', own),
      of(
        'ials',
        own.map((x, u) => x + lead[u]!),
      ),
    ]
    const rows = Uint32Array.from({ length: n * nUsers }, (_, at) => at)
    const targets = csrFrom(n * nUsers, 1, rows, new Uint32Array(n * nUsers), undefined, 'max')
    return compare(both, 'popular', wanted, targets, rows, 1, group).table.get('ials')?.get('hr@1')
  }
  const once = compared(1)
  const grouped = compared(
    times,
    Uint32Array.from({ length: times * nUsers }, (_, at) => at % nUsers),
  )
  const naive = compared(times)
  assert.ok(once && grouped && naive)
  for (const part of ['value', 'low', 'high'] as const) assert.ok(Math.abs(once[part] - grouped[part]) < 1e-9)
  assert.ok(Math.abs((once.test?.p ?? 0) - (grouped.test?.p ?? 1)) < 1e-9)
  assert.ok(Math.abs((once.test?.detectable ?? 0) - (grouped.test?.detectable ?? 1)) < 1e-9)
  // what treating them as 800 people would have claimed
  assert.ok(naive.high - naive.low < 0.6 * (once.high - once.low))
})
