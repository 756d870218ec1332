import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backends, runs, tableOf } from './backend.ts'
import { near, products, strides, workbench } from './fixtures/workbench.ts'
import { turnScratch } from './kernel-table.ts'
import { KernelMemory } from './memory.ts'

/** What every backend promises of products and sums: this suite runs once for each. */

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`
  const bench = skip ? undefined : workbench(backend)
  const open = () => bench as ReturnType<typeof workbench>

  test(`${backend}: a score is the dot product, for any number of rows and items`, { skip }, () => {
    const { memory, table, floats, noise } = open()
    for (const dim of strides)
      for (const [nRows, nItems] of [
        [1, 70],
        [2, 9],
        [3, 4],
        [5, 1],
        [1, 0],
        [0, 3],
        [7, 33],
      ] as const) {
        const [x, y] = [noise(nRows * dim), noise(nItems * dim)]
        const width = nItems + 3
        const out = floats(new Float32Array(nRows * width + 1).fill(7))
        table.scores(floats(x), nRows, floats(y), nItems, dim, out, width)
        const got = memory.floats(out, nRows * width)
        for (let r = 0; r < nRows; r++)
          for (let i = 0; i < width; i++) {
            if (i >= nItems) assert.equal(got[r * width + i], 7, 'nothing beside the scores is touched')
            else near(got[r * width + i]!, products(x, r, y, i, dim), `${nRows} x ${nItems}, dim ${dim}`)
          }
      }
  })

  test(`${backend}: a score does not depend on which rows and items are scored with it, to the bit`, { skip }, () => {
    const { memory, table, floats, noise } = open()
    const [dim, nRows, nItems] = [36, 5, 11]
    const [x, y] = [floats(noise(nRows * dim)), floats(noise(nItems * dim))]
    const all = memory.take(nRows * nItems * 4)
    table.scores(x, nRows, y, nItems, dim, all, nItems)
    const one = memory.take(4)
    for (let r = 0; r < nRows; r++)
      for (let i = 0; i < nItems; i++) {
        table.scores(x + r * dim * 4, 1, y + i * dim * 4, 1, dim, one, 1)
        assert.equal(memory.floats(one, 1)[0], memory.floats(all, nRows * nItems)[r * nItems + i])
      }
  })

  test(`${backend}: rows of a sparse matrix times factors, with 0 to 70 entries`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    for (const dim of strides) {
      const lengths = [0, 1, 2, 5, 70, 0, 13]
      const starts = Uint32Array.of(0, ...lengths)
      for (let r = 0; r < lengths.length; r++) starts[r + 1]! += starts[r]!
      const n = starts.at(-1) ?? 0
      const columns = Uint32Array.from({ length: n }, () => Math.floor(random() * 9))
      const [values, y] = [noise(n), noise(9 * dim)]
      const out = floats(new Float32Array(lengths.length * dim).fill(7))
      table.combine(floats(y), words(starts), words(columns), floats(values), lengths.length, dim, out)
      const got = memory.floats(out, lengths.length * dim)
      for (let r = 0; r < lengths.length; r++)
        for (let i = 0; i < dim; i++) {
          const terms: number[] = []
          for (let k = starts[r]!; k < starts[r + 1]!; k++) terms.push(values[k]! * y[columns[k]! * dim + i]!)
          near(got[r * dim + i]!, terms, `row ${r}, dim ${dim}`)
        }
    }
  })

  test(`${backend}: a multiple is added, and nothing beside it is touched`, { skip }, () => {
    const { memory, table, floats, noise } = open()
    for (const n of [0, 4, 8, 68]) {
      const [x, before] = [noise(n), noise(n + 4)]
      const out = floats(before)
      table.addScaled(floats(x), 0.75, n, out)
      const got = memory.floats(out, n + 4)
      for (let k = 0; k < n + 4; k++)
        if (k < n) near(got[k]!, [before[k]!, 0.75 * x[k]!], `place ${k} of ${n}`)
        else assert.equal(got[k], before[k])
    }
  })

  test(`${backend}: a tile loses the product of two others`, { skip }, () => {
    const { memory, table, floats, noise } = open()
    for (const size of [12, 24, 96]) {
      const [c, w, a] = [noise(size * size), noise(size * size), noise(size * size)]
      const place = floats(c)
      table.takeOff(place, floats(w), floats(a), size)
      const got = memory.floats(place, size * size)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const terms = [c[i * size + j]!]
          for (let k = 0; k < size; k++) terms.push(-w[k * size + i]! * a[k * size + j]!)
          near(got[i * size + j]!, terms, `(${i}, ${j}) of ${size}`)
        }
    }
  })

  test(`${backend}: the Gram matrix is the sum of all pairs of columns, and symmetric`, { skip }, () => {
    const { memory, table, floats, noise } = open()
    for (const dim of strides)
      for (const [from, to] of [
        [0, 0],
        [0, 1],
        [2, 5],
        [0, 70],
        [3, 300],
      ] as const) {
        const y = noise(300 * dim)
        const out = memory.take(dim * dim * 4)
        table.gram(floats(y), from, to, dim, out)
        const got = memory.floats(out, dim * dim)
        for (let i = 0; i < dim; i++)
          for (let j = 0; j < dim; j++) {
            const terms: number[] = []
            for (let r = from; r < to; r++) terms.push(y[r * dim + i]! * y[r * dim + j]!)
            near(got[i * dim + j]!, terms, `rows ${from} to ${to}, dim ${dim}`)
            assert.equal(got[i * dim + j], got[j * dim + i])
          }
      }
  })

  test(`${backend}: rows are turned in place`, { skip }, () => {
    const { memory, table, floats, noise } = open()
    for (const dim of strides)
      for (const nRows of [0, 1, 3, 4, 33, 70]) {
        const [x, q] = [noise(nRows * dim), noise(dim * dim)]
        const place = floats(x)
        table.turn(place, nRows, floats(q), dim, memory.take(turnScratch(dim)))
        const got = memory.floats(place, nRows * dim)
        for (let r = 0; r < nRows; r++)
          for (let j = 0; j < dim; j++) {
            const terms = Array.from({ length: dim }, (_, k) => x[r * dim + k]! * q[k * dim + j]!)
            near(got[r * dim + j]!, terms, `row ${r}, dim ${dim}`)
          }
      }
  })

  test(`${backend}: a symmetric matrix is the sum of its directions, which are at right angles`, { skip }, () => {
    const { memory, table, noise } = open()
    const doubles = (n: number) => memory.take(8 * n)
    const view = (place: number, n: number) => new Float64Array(memory.memory.buffer, place, n)
    for (const n of [1, 2, 3, 8, 9, 21, 40])
      for (const rank of [0, 1, n]) {
        const [half, A] = [noise(n * n), new Float64Array(n * n)]
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            for (let k = 0; k < rank; k++) A[i * n + j]! += half[i * n + k]! * half[j * n + k]!
        const [a, d, q] = [doubles(n * n), doubles(n), doubles(n * n)]
        view(a, n * n).set(A)
        assert.equal(table.eigen(a, n, d, q, memory.take(32 * n)), 1)
        const [values, Q] = [view(d, n), view(q, n * n)]
        const allowed = 1e-13 * n * Math.max(1, ...A.map(Math.abs))
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let [sum, angle] = [0, 0]
            for (let k = 0; k < n; k++) {
              sum += values[k]! * Q[k * n + i]! * Q[k * n + j]!
              angle += Q[i * n + k]! * Q[j * n + k]!
            }
            assert.ok(Math.abs(sum - A[i * n + j]!) <= allowed, `${n}, rank ${rank}: ${sum} is not ${A[i * n + j]}`)
            assert.ok(Math.abs(angle - (i === j ? 1 : 0)) <= 1e-13 * n, `${n}, rank ${rank}: ${i} and ${j}`)
          }
      }
  })
}

test('a backend that there is not is refused with those there are', () => {
  assert.throws(() => tableOf('cuda' as never, new KernelMemory().memory), /got "cuda", here run .*plain/)
})
