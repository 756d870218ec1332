import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { backends, runs, tableOf } from './backend.ts'
import { nonNegativeScratch } from './kernel-table.ts'
import { openKernels } from './kernels.ts'
import { KernelMemory } from './memory.ts'

/** G = YᵀY + .1 I for random Y with more rows than columns; b of either sign; x partly 0. */
function problem(nRows: number, dim: number, seed: number) {
  const random = rng(seed)
  const y = Float64Array.from({ length: 2 * dim * dim }, () => random() - 0.3)
  const g = Float32Array.from({ length: dim * dim }, (_, at) => {
    const [i, j] = [Math.floor(at / dim), at % dim]
    let sum = i === j ? 0.1 : 0
    for (let k = 0; k < 2 * dim; k++) sum += y[k * dim + i]! * y[k * dim + j]!
    return sum
  })
  const b = Float32Array.from({ length: nRows * dim }, () => 4 * (random() - 0.4))
  const x = Float32Array.from({ length: nRows * dim }, () => Math.max(0, random() - 0.5))
  return { g, b, x }
}

/** The slopes of row r, from nothing but the definition. */
const slopesOf = (x: Float32Array, { g, b }: { g: Float32Array; b: Float32Array }, r: number, dim: number) =>
  Array.from({ length: dim }, (_, t) => {
    let sum = -b[r * dim + t]!
    for (let k = 0; k < dim; k++) sum += g[t * dim + k]! * x[r * dim + k]!
    return sum
  })

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`

  function descended(nRows: number, dim: number, passes: number, rest = 0) {
    const made = problem(nRows, dim, nRows + dim)
    const memory = new KernelMemory()
    const table = tableOf(backend, memory.memory)
    const place = (values: Float32Array) => {
      const at = memory.take(values.length * 4)
      memory.floats(at, values.length).set(values)
      return at
    }
    const [x, b, g, moved] = [place(made.x), place(made.b), place(made.g), memory.take(nRows * 4)]
    table.nonNegative(x, b, nRows, g, dim, passes, rest, moved, memory.take(nonNegativeScratch(dim)))
    return { ...made, after: memory.floats(x, nRows * dim), moved: memory.floats(moved, nRows) }
  }

  test(`${backend}: a pass moves every number to where its own slope is 0, or to 0, by the newest of the others`, {
    skip,
  }, () => {
    for (const [nRows, dim] of [
      [1, 4],
      [3, 8],
      [37, 20],
      [70, 64],
    ] as const) {
      const { g, b, x, after, moved } = descended(nRows, dim, 1)
      for (let r = 0; r < nRows; r++) {
        const own = Array.from(x.subarray(r * dim, (r + 1) * dim), Number)
        let distance = 0
        for (let t = 0; t < dim; t++) {
          let slope = -b[r * dim + t]!
          for (let k = 0; k < dim; k++) slope += g[t * dim + k]! * own[k]!
          distance += own[t]! > 0 ? Math.abs(slope) : Math.max(0, -slope)
          own[t] = Math.max(0, own[t]! - slope / g[t * dim + t]!)
        }
        for (let t = 0; t < dim; t++)
          assert.ok(
            Math.abs(after[r * dim + t]! - own[t]!) < 1e-4 * Math.max(1, own[t]!),
            `row ${r}, number ${t} of ${dim}`,
          )
        assert.ok(Math.abs(moved[r]! - distance) < 1e-4 * distance, `row ${r}: ${moved[r]} for ${distance}`)
      }
    }
  })

  test(`${backend}: many passes end where no number can fall and those above 0 have no slope`, { skip }, () => {
    const [nRows, dim] = [41, 12]
    const made = descended(nRows, dim, 2000)
    let [above, at0] = [0, 0]
    for (let r = 0; r < nRows; r++)
      for (const [t, slope] of slopesOf(made.after, made, r, dim).entries()) {
        const x = made.after[r * dim + t]!
        if (x > 0) above++
        else at0++
        if (x > 0) assert.ok(Math.abs(slope) < 2e-3, `row ${r}, number ${t}: x ${x}, slope ${slope}`)
        else assert.ok(x === 0 && slope > -2e-3, `row ${r}, number ${t}: x ${x}, slope ${slope}`)
      }
    assert.ok(above > 50 && at0 > 50)
  })

  test(`${backend}: a row that is near enough to rest ends there; numbers without curvature stay`, { skip }, () => {
    const [few, many] = [descended(5, 8, 500, 0.5), descended(5, 8, 500)]
    assert.notDeepEqual(few.after, many.after)
    const memory = new KernelMemory()
    const table = tableOf(backend, memory.memory)
    const [x, b, g, moved, scratch] = [16, 16, 64, 4, nonNegativeScratch(4)].map((size) => memory.take(size))
    memory.floats(x!, 4).set([1, 2, 0, 3])
    memory.floats(b!, 4).set([5, 5, 5, 5])
    memory.floats(g!, 16).set([2, 0, 0, 0], 0)
    table.nonNegative(x!, b!, 1, g!, 4, 3, 0, moved!, scratch!)
    assert.deepEqual([...memory.floats(x!, 4)], [2.5, 2, 0, 3])
  })
}

test('any number of threads and the calling one give the same bits', async () => {
  const [nRows, dim] = [700, 12]
  const made = problem(nRows, dim, 1)
  const answers: { rows: Float32Array; moved?: number }[] = []
  for (const threads of [1, 2]) {
    const kernels = await openKernels({ threads })
    const [x, b, g] = [kernels.factors(nRows, dim), kernels.factors(nRows, dim), kernels.factors(dim, dim)]
    x.array.set(made.x)
    b.array.set(made.b)
    g.array.set(made.g)
    const moved = await kernels.nonNegative({ x, b, g, passes: 5 })
    answers.push({ rows: x.array.slice(), moved })
    x.array.set(made.x)
    kernels.nonNegativeHere({ x, b, g, passes: 5 })
    answers.push({ rows: x.array.slice() })
    await assert.rejects(kernels.nonNegative({ x, b, g: b, passes: 1 }), /do not fit/)
    await kernels.close()
  }
  for (const { rows } of answers) assert.deepEqual(rows, answers[0]?.rows)
  assert.equal(answers[0]?.moved, answers[2]?.moved)
})
