import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backends, runs } from './backend.ts'
import { makeSystem, satisfies, strides, sumOf, workbench } from './fixtures/workbench.ts'
import { conjugateScratch, descendScratch, factorBytes, factoriseScratch, solveRowScratch } from './kernel-table.ts'

/** What every backend promises of the systems it solves: this suite runs once for each. */

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`
  const bench = skip ? undefined : workbench(backend)
  const open = () => bench as ReturnType<typeof workbench>

  test(`${backend}: factor and solution satisfy the system they were made for, with 0 to 300 entries`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    for (const dim of strides)
      for (const n of [0, 1, 2, 3, 7, 70, 128, 129, 300]) {
        const system = makeSystem({ dim, n, nItems: 50, noise, random })
        const [u, x] = [memory.take(factorBytes(dim)), memory.take(dim * 4)]
        const [y, items, weights] = [floats(system.y), words(system.items), floats(system.weights)]
        const scratch = memory.take(Math.max(factoriseScratch(dim), solveRowScratch(dim)))
        const spectrum = floats(system.spectrum)
        const rightHand = floats(Float32Array.from({ length: dim }, (_, i) => sumOf(system, i)))
        assert.equal(table.factorise(y, items, weights, n, spectrum, system.ridge, dim, u, scratch), 1)
        table.solve(u, dim, rightHand)
        satisfies(memory.floats(rightHand, dim), system, 40)
        assert.equal(table.solveRow(y, items, weights, n, spectrum, system.ridge, dim, x, scratch), 1)
        satisfies(memory.floats(x, dim), system, 40)
        for (const part of [u, x, y, items, weights, scratch, spectrum, rightHand]) memory.give(part)
      }
  })

  test(`${backend}: a system that is not positive definite is refused, not solved`, { skip }, () => {
    const { memory, table, floats, words } = open()
    const dim = 8
    const scratch = memory.take(Math.max(solveRowScratch(dim), descendScratch(dim, 4, 1)))
    const [u, x, y] = [memory.take(factorBytes(dim)), memory.take(4 * dim), floats(new Float32Array(dim).fill(0.1))]
    const [item, weight] = [words([0]), floats([1])]
    for (const bad of [-1, Number.NaN]) {
      const spectrum = new Float32Array(dim)
      spectrum[5] = bad
      const gram = new Float32Array(dim * dim)
      gram[5 * dim + 5] = bad
      const where = floats(spectrum)
      assert.equal(table.factorise(y, item, weight, 1, where, 0.5, dim, u, scratch), 0, String(bad))
      assert.equal(table.solveRow(y, item, weight, 1, where, 0.5, dim, x, scratch), 0, String(bad))
      const [starts, ridges] = [words([0, 1]), floats([0.5])]
      assert.equal(table.descend(y, item, weight, starts, 1, floats(gram), ridges, dim, 4, x, scratch), 0, String(bad))
    }
  })

  test(`${backend}: as many conjugate steps as unknowns solve every row of a ragged block`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    for (const dim of [4, 12, 20]) {
      const { lengths, whole, starts, ridges, start } = raggedBlock(dim, noise, random)
      const x = floats(start)
      table.conjugate(
        floats(whole.y),
        words(whole.items),
        floats(whole.weights),
        words(starts),
        lengths.length,
        floats(whole.spectrum),
        floats(ridges),
        dim,
        3 * dim,
        1,
        x,
        memory.take(conjugateScratch(dim)),
      )
      lengths.forEach((_, r) => {
        const [from, to] = [starts[r]!, starts[r + 1]!]
        const system = {
          ...whole,
          items: whole.items.slice(from, to),
          weights: whole.weights.slice(from, to),
          ridge: ridges[r]!,
        }
        satisfies(memory.floats(x + r * dim * 4, dim), system, 40, start.subarray(r * dim, (r + 1) * dim))
      })
    }
  })

  test(`${backend}: relaxed conjugate steps lead so many times as far from where they began`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    const [dim, n] = [20, 33]
    const { y, items, weights, spectrum } = makeSystem({ dim, n, nItems: 40, noise, random })
    const start = noise(dim)
    for (const steps of [1, 2, 3]) {
      const [plain, relaxed] = [1, 1.5].map((relax) => {
        const x = floats(start)
        const places = [floats(y), words(items), floats(weights), words([0, n])] as const
        const scratch = memory.take(conjugateScratch(dim))
        table.conjugate(...places, 1, floats(spectrum), floats([0.7]), dim, steps, relax, x, scratch)
        return Array.from(memory.floats(x, dim), (value, k) => value - start[k]!)
      }) as [number[], number[]]
      const length = Math.max(...plain.map(Math.abs))
      relaxed.forEach((value, k) => {
        assert.ok(Math.abs(value - 1.5 * plain[k]!) < 1e-5 * length, `${steps} steps, ${value} for ${plain[k]}`)
      })
    }
  })

  test(`${backend}: passes over blocks end where every row of a ragged block is solved`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    for (const [dim, width] of [
      [4, 4],
      [12, 8],
      [20, 12],
      [20, 64],
    ] as const) {
      const { lengths, whole, starts, ridges, start } = raggedBlock(dim, noise, random)
      const gram = new Float32Array(dim * dim)
      for (let i = 0; i < dim; i++)
        for (let j = 0; j < dim; j++) gram[i * dim + j] = i === j ? whole.spectrum[i]! : 0.05
      const [y, items, weights] = [floats(whole.y), words(whole.items), floats(whole.weights)]
      const [places, ridgePlace, x] = [words(starts), floats(ridges), floats(start)]
      const scratch = memory.take(descendScratch(dim, width, whole.items.length))
      for (let pass = 0; pass < 200; pass++) {
        const n = lengths.length
        const made = table.descend(y, items, weights, places, n, floats(gram), ridgePlace, dim, width, x, scratch)
        assert.equal(made, 1)
      }
      lengths.forEach((n, r) => {
        const [from, to] = [starts[r]!, starts[r + 1]!]
        const items = whole.items.slice(from, to)
        const system = { ...whole, items, weights: whole.weights.slice(from, to), ridge: ridges[r]!, gram }
        const got = memory.floats(x + r * dim * 4, dim)
        if (n === 0) assert.ok(got.every((value) => value === 0))
        else satisfies(got, system, 40, start.subarray(r * dim, (r + 1) * dim))
      })
    }
  })
}

/** Eleven rows of 0 to 70 entries of the same items, each with a ridge of its own, and where a walk to their solutions starts. */
function raggedBlock(dim: number, noise: (n: number) => Float32Array, random: () => number) {
  const lengths = [0, 1, 5, 4, 33, 0, 70, 2, 3, 8, 17]
  const whole = makeSystem({ dim, n: lengths.reduce((a, b) => a + b), nItems: 40, noise, random })
  const starts = [0]
  for (const n of lengths) starts.push(starts.at(-1)! + n)
  const ridges = lengths.map((_, r) => 1 + r / 8)
  return { lengths, whole, starts, ridges, start: noise(lengths.length * dim) }
}
