import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { elasticNet } from './elastic-net.ts'
import { solvePositive } from './solve-positive.ts'

/** A = MᵀM + I and b for a random M, n × n. */
const problem = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    M: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n }),
    b: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n, maxLength: n }),
  }),
)

function definite(M: readonly number[], n: number): Float64Array {
  const A = new Float64Array(n * n)
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++)
      for (let k = 0; k < n; k++) A[r * n + c]! += M[k * n + r]! * M[k * n + c]! + (r === c && k === 0 ? 1 : 0)
  return A
}

const times = (A: Float64Array, x: ArrayLike<number>, n: number) =>
  Array.from({ length: n }, (_, r) =>
    Array.from({ length: n }, (_, c) => A[r * n + c]! * x[c]!).reduce((a, b) => a + b),
  )

test('one weight, by hand: half of what it explains beyond l1', () => {
  // S(3, 1) / (1 + 3) = 2 / 4, and what is left of b is 3 − 1 · 0.5
  const [b, w] = [Float64Array.of(3), new Float64Array(1)]
  elasticNet(Float64Array.of(1), b, w, 1, { l1: 1, l2: 3, nonNegative: false, epochs: 10 })
  assert.deepEqual([w[0], b[0]], [0.5, 2.5])
})

for (const nonNegative of [false, true])
  test(`no small step to any side makes it better${nonNegative ? ', weights below 0 forbidden' : ''}`, () => {
    fc.assert(
      fc.property(problem, ({ n, M, b }) => {
        const [A, left, w] = [definite(M, n), Float64Array.from(b), new Float64Array(n)]
        const [l1, l2] = [0.4, 0.7]
        elasticNet(A, left, w, n, { l1, l2, nonNegative, epochs: 10_000 })
        const Aw = times(A, w, n)
        for (let k = 0; k < n; k++) {
          const pull = b[k]! - Aw[k]! - l2 * w[k]!
          assert.ok(Math.abs(left[k]! - (b[k]! - Aw[k]!)) < 1e-6)
          if (w[k] !== 0) assert.ok(Math.abs(pull - l1 * Math.sign(w[k]!)) < 1e-2, `${pull} at ${w[k]}`)
          else assert.ok((nonNegative ? pull : Math.abs(pull)) <= l1 + 1e-2, `${pull} at 0`)
          if (nonNegative) assert.ok(w[k]! >= 0)
        }
      }),
    )
  })

test('a positive definite system is solved', () => {
  fc.assert(
    fc.property(problem, ({ n, M, b }) => {
      const A = definite(M, n)
      const x = Float64Array.from(b)
      solvePositive(A.slice(), x, n, 1e-12)
      times(A, x, n).forEach((got, r) => void assert.ok(Math.abs(got - b[r]!) < 1e-8))
    }),
  )
})

test('a matrix that is not definite is solved as if its bad pivots were the floor', () => {
  // the second pivot is 1 − 2 · 2 = −3, taken as 1: x₂ = (0 − 2 · 1) / 1, x₁ = 1 − 2 x₂
  const x = Float64Array.of(1, 0)
  solvePositive(Float64Array.of(1, 2, 2, 1), x, 2, 1)
  assert.deepEqual([...x], [5, -2])
})
