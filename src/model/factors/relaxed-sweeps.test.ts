import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom, transpose } from '../../numbers/csr.ts'
import { type DecidedOptions, fitFactors, ials, ridges } from './ials.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

/** The objective, pair by pair in float64, after every sweep. */
async function objectives(m: Csr, options: DecidedOptions): Promise<number[]> {
  const t = transpose(m)
  const [userRidges, itemRidges] = [ridges(m, options), ridges(t, options)]
  const weights = new Float64Array(m.nRows * m.nCols)
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) weights[u * m.nCols + m.column[at]!] = m.value[at]!
  const found: number[] = []
  const { users, items } = await fitFactors(m, t, options, { kernels, seed: 1 }, undefined, async (sweep, x, y) => {
    if (sweep === 0) return
    const [X, Y] = [x.array, y.array]
    let total = 0
    for (let u = 0; u < m.nRows; u++)
      for (let i = 0; i < m.nCols; i++) {
        let score = 0
        for (let k = 0; k < x.stride; k++) score += X[u * x.stride + k]! * Y[i * y.stride + k]!
        total += weights[u * m.nCols + i]! * (score - 1) ** 2 + options.alpha * score ** 2
      }
    for (let at = 0; at < X.length; at++) total += userRidges[Math.floor(at / x.stride)]! * X[at]! ** 2
    for (let at = 0; at < Y.length; at++) total += itemRidges[Math.floor(at / y.stride)]! * Y[at]! ** 2
    found.push(total)
  })
  kernels.release(users)
  kernels.release(items)
  return found
}

/** Few people, more factors than items, weights from a thousandth to a million, hardly any ridge. */
const cases = fc.record({
  R: fc.integer({ min: 1, max: 12 }).chain((nItems) =>
    fc.array(fc.array(fc.constantFrom(0, 0, 0, 0.001, 1, 1, 30, 1e6), { minLength: nItems, maxLength: nItems }), {
      minLength: 1,
      maxLength: 15,
    }),
  ),
  dim: fc.constantFrom(1, 3, 8, 30),
  alpha: fc.constantFrom(1e-4, 0.01, 0.2, 2),
  lambda: fc.constantFrom(1e-4, 0.01, 1),
  nu: fc.constantFrom(0, 0.5, 1),
  init: fc.constantFrom(0.01, 0.1, 5),
  cgSteps: fc.constantFrom(1, 2, 3),
  relaxation: fc.constantFrom(1.4, 1.9),
})

const csrOf = (R: readonly number[][]) => {
  const at = R.flatMap((row, u) => row.flatMap((w, i) => (w > 0 ? [{ u, i, w }] : [])))
  const [row, column] = [Uint32Array.from(at, ({ u }) => u), Uint32Array.from(at, ({ i }) => i)]
  return csrFrom(
    R.length,
    R[0]!.length,
    row,
    column,
    Float32Array.from(at, ({ w }) => w),
    'max',
  )
}

test('no relaxed sweep raises the objective, whatever the weights and however few the people', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ R, ...rest }) => {
      const m = csrOf(R)
      const found = await objectives(m, { ...ials.defaults, ...rest, epochs: 10 })
      // what nobody explains is worth the sum of the weights: rounding is beside that
      const rounding = 1e-6 * m.value.reduce((sum, w) => sum + w, 0)
      found.forEach((now, k) => {
        const last = found[k - 1] ?? Number.POSITIVE_INFINITY
        assert.ok(now <= last * (1 + 1e-4) + rounding, `sweep ${k + 1}: ${now} after ${last}`)
      })
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('where rounding drowns the ridge relaxed sweeps are plain ones', async () => {
  // two touches among 4 people and 3 items, 27 factors: 26 axes hold nothing but rounding
  const m = csrFrom(4, 3, Uint32Array.of(0, 2), Uint32Array.of(1, 2), Float32Array.of(600, 60), 'max')
  const options: DecidedOptions = { ...ials.defaults, dim: 27, alpha: 70, lambda: 2e-6, nu: 0, init: 0.4, epochs: 12 }
  const plain = await objectives(m, { ...options, relaxation: 1 })
  assert.deepEqual(await objectives(m, { ...options, relaxation: 1.9 }), plain)
  // and where it does not, they are not
  const held = { ...options, lambda: 0.1 }
  const [relaxed, unrelaxed] = [
    await objectives(m, { ...held, relaxation: 1.4 }),
    await objectives(m, { ...held, relaxation: 1 }),
  ]
  assert.notDeepEqual(relaxed, unrelaxed)
})

test('the ten default sweeps are not above what fifteen plain ones of three steps reach', async () => {
  let seed = 7
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed / 0x7fffffff
  }
  const R = Array.from({ length: 90 }, () =>
    Array.from({ length: 60 }, () => (random() ** 2 > 0.8 ? 1 + 3 * random() : 0)),
  )
  const m = csrOf(R)
  for (const lambda of [0.003, 0.01, 0.03]) {
    const options: DecidedOptions = { ...ials.defaults, dim: 16, alpha: 0.2, lambda }
    const now = (await objectives(m, options)).at(-1)!
    const former = (await objectives(m, { ...options, epochs: 15, cgSteps: 3, relaxation: 1 })).at(-1)!
    assert.ok(now <= former, `lambda ${lambda}: ${now}, formerly ${former}`)
  }
})
