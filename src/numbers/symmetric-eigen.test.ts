import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from './rng.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

const near = (got: number, want: number, where: string) =>
  assert.ok(Math.abs(got - want) < 1e-10 * Math.max(1, Math.abs(want)), `${where}: ${got} is not ${want}`)

test('two by two, by hand', () => {
  // eigenvalues of [[2, 1], [1, 2]] are 3 and 1, along (1, 1) and (1, −1)
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
  near(values[0]!, 3, 'first')
  near(values[1]!, 1, 'second')
  near(Math.abs(vectors[0]! * vectors[1]!), 0.5, 'along the diagonal')
})

for (const n of [0, 1, 2, 3, 10, 57])
  for (const kind of ['full', 'of low rank', 'diagonal', 'all equal'] as const)
    test(`a ${kind} matrix of ${n} rows is put together again from what it was taken apart into`, () => {
      const random = rng(n)
      const B = Float64Array.from({ length: n * n }, () => random() - 0.5)
      const A = new Float64Array(n * n)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          if (kind === 'diagonal') A[i * n + j] = i === j ? B[i]! : 0
          else if (kind === 'all equal') A[i * n + j] = 1
          else
            for (let k = 0; k < (kind === 'full' ? n : 2); k++)
              A[i * n + j]! += (B[i * n + k] ?? 0) * (B[j * n + k] ?? 0)
      const { values, vectors } = symmetricEigen(A, n)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let [again, product] = [0, 0]
          for (let k = 0; k < n; k++) {
            again += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!
            product += vectors[i * n + k]! * vectors[j * n + k]!
          }
          near(again, A[i * n + j]!, `(${i}, ${j})`)
          near(product, Number(i === j), `vectors ${i} and ${j}`)
        }
      for (let k = 1; k < n; k++) assert.ok(values[k]! <= values[k - 1]!)
    })

test('a matrix of one direction among many, with the rounding that real ones have, is taken apart', () => {
  const n = 40
  const random = rng(9)
  const x = Float64Array.from({ length: n }, () => random() - 0.5)
  const A = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = 1e-3 * x[i]! * x[j]! + 1e-22 * random()
  const { values } = symmetricEigen(A, n)
  near(values[0]!, 1e-3 * x.reduce((sum, a) => sum + a * a, 0), 'its length')
})

test('what is no number is refused', () => {
  assert.throws(() => symmetricEigen(Float64Array.of(Number.NaN), 1), RangeError)
  assert.throws(() => symmetricEigen(new Float64Array(3), 2), RangeError)
})
