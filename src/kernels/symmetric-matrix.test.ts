import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { type Kernels, openKernels } from './kernels.ts'

const one = await openKernels({ threads: 1 })
const two = await openKernels({ threads: 2 })
after(() => Promise.all([one.close(), two.close()]))

/** XᵀX + 2 I of random X, rows of numbers. */
function positive(n: number): Float32Array[] {
  const random = rng(n)
  const X = Array.from({ length: 2 * n }, () => Array.from({ length: n }, () => (random() < 0.3 ? random() : 0)))
  return Array.from({ length: n }, (_, i) =>
    Float32Array.from({ length: n }, (_, j) => X.reduce((sum, x) => sum + x[i]! * x[j]!, i === j ? 2 : 0)),
  )
}

function held(kernels: Kernels, rows: readonly Float32Array[]) {
  const m = kernels.symmetric(rows.length)
  for (const [i, row] of rows.entries()) m.setRow(i, row)
  return m
}

const rowsOf = (m: ReturnType<typeof held>) =>
  Array.from({ length: m.n }, (_, i) => {
    const row = new Float32Array(m.n)
    m.rowInto(i, row)
    return row
  })

for (const n of [0, 1, 5, 95, 96, 97, 200]) {
  test(`a symmetric matrix of ${n} rows gives back what was put in, from either side of its diagonal`, () => {
    const rows = positive(n)
    const m = held(two, rows)
    assert.deepEqual(rowsOf(m), rows)
    for (let i = 0; i < n; i += 7) for (let j = 0; j < n; j += 3) assert.equal(m.get(i, j), rows[j]![i])
    if (n > 1) {
      m.set(0, n - 1, 42)
      assert.deepEqual([m.get(0, n - 1), m.get(n - 1, 0)], [42, 42])
    }
    m.release()
  })

  test(`times its inverse it is the identity (${n})`, async () => {
    const rows = positive(n)
    const m = held(two, rows)
    await m.invertNegated()
    const minus = rowsOf(m)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const product = -rows[i]!.reduce((sum, a, k) => sum + a * minus[k]![j]!, 0)
        assert.ok(Math.abs(product - Number(i === j)) < 2e-4, `(${i}, ${j}): ${product}`)
      }
    m.release()
  })
}

test('one thread and two invert to the same bits', async () => {
  const rows = positive(210)
  const made = await Promise.all(
    [one, two].map(async (kernels) => {
      const m = held(kernels, rows)
      await m.invertNegated()
      return rowsOf(m)
    }),
  )
  assert.deepEqual(made[0], made[1])
})

test('a matrix that is not positive definite is refused by its row, an abort throws its reason, nothing stays taken', async () => {
  const before = two.takenBytes
  const m = two.symmetric(130)
  for (let i = 0; i < 130; i++) m.set(i, i, i === 100 ? -1 : 1)
  await assert.rejects(m.invertNegated(), /not positive definite at row 100/)
  const reason = new Error('closed')
  await assert.rejects(held(two, positive(97)).invertNegated({ signal: AbortSignal.abort(reason) }), reason)
  m.release()
  assert.ok(two.takenBytes - before <= 97 * 97 * 8 + 96 * 96 * 8, 'only what nobody has released yet')
})

test('progress is told up to the end', async () => {
  const told: number[] = []
  await held(two, positive(200)).invertNegated({ onProgress: (done, total) => told.push(done / total) })
  assert.deepEqual(told, [1 / 3, 2 / 3, 1])
})
