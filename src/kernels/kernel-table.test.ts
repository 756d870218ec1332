import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { backends, runs, tableOf } from './backend.ts'
import {
  conjugateScratch,
  descendScratch,
  factorBytes,
  factoriseScratch,
  solveRowScratch,
  topScratch,
  turnScratch,
} from './kernel-table.ts'
import { KernelMemory } from './memory.ts'
import { plainKernels } from './plain.ts'

/** What every backend promises: this suite runs once for each, with sums made in float64 on the side. */

const eps = 2 ** -24
const strides = [4, 8, 12, 16, 20, 28, 32, 36, 48, 52, 64, 72]

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`
  const bench = skip ? undefined : workbench()

  /** A memory of its own with the table of the backend, and arrays with known content. */
  function workbench() {
    const memory = new KernelMemory()
    const table = tableOf(backend, memory.memory)
    const random = rng(7)
    const floats = (values: ArrayLike<number>) => {
      const place = memory.take(Math.max(1, values.length) * 4)
      memory.floats(place, values.length).set(values)
      return place
    }
    const words = (values: ArrayLike<number>) => {
      const place = memory.take(Math.max(1, values.length) * 4)
      memory.words(place, values.length).set(values)
      return place
    }
    const noise = (n: number) => Float32Array.from({ length: n }, () => 2 * random() - 1)
    return { memory, table, floats, words, noise, random }
  }
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
      const lengths = [0, 1, 5, 4, 33, 0, 70, 2, 3, 8, 17]
      const whole = makeSystem({ dim, n: lengths.reduce((a, b) => a + b), nItems: 40, noise, random })
      const starts = [0]
      for (const n of lengths) starts.push(starts.at(-1)! + n)
      const ridges = lengths.map((_, r) => 1 + r / 8)
      const start = noise(lengths.length * dim)
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
      const lengths = [0, 1, 5, 4, 33, 0, 70, 2, 3, 8, 17]
      const whole = makeSystem({ dim, n: lengths.reduce((a, b) => a + b), nItems: 40, noise, random })
      const starts = [0]
      for (const n of lengths) starts.push(starts.at(-1)! + n)
      const ridges = lengths.map((_, r) => 1 + r / 8)
      const start = noise(lengths.length * dim)
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

  test(`${backend}: pairs are drawn and learnt from as the plain twin does`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    // 9 people, 11 items; person 3 has everything, so nothing stands behind anything for them
    const lists = Array.from({ length: 9 }, (_, r) =>
      Array.from({ length: 11 }, (_, i) => i).filter(() => r === 3 || random() < 0.4),
    )
    const starts = [0]
    for (const list of lists) starts.push(starts.at(-1)! + list.length)
    const rows = lists.flatMap((list, r) => list.map(() => r))
    const places = [words(starts), words(lists.flat()), words(rows), words(lists.flat())] as const
    for (const dim of [4, 8, 68]) {
      const [x, y] = [noise(9 * dim), noise(11 * dim)]
      for (let r = 0; r < 9; r++) x[r * dim + dim - 1] = 1
      const learnt = [table, plainKernels(memory.memory)].map((one) => {
        const [people, items] = [floats(x), floats(y)]
        for (const seed of [7, 4_000_000_000])
          one.learnPairs(people, items, dim, dim - 1, ...places, rows.length, seed, 0.1, 0.05)
        return [memory.floats(people, 9 * dim).slice(), memory.floats(items, 11 * dim).slice()] as const
      })
      const [got, want] = learnt as [(typeof learnt)[0], (typeof learnt)[0]]
      for (const side of [0, 1] as const)
        got[side].forEach((value, k) => {
          assert.ok(
            Math.abs(value - want[side][k]!) < 1e-5,
            `dim ${dim}, side ${side}, ${k}: ${value}, ${want[side][k]}`,
          )
        })
      assert.notDeepEqual(got[1], y)
      assert.deepEqual(got[0].slice(3 * dim, 4 * dim), x.slice(3 * dim, 4 * dim))
      for (let r = 0; r < 9; r++) assert.equal(got[0][r * dim + dim - 1], 1)
    }
  })

  test(`${backend}: a person comes to put what they have before what they have not`, { skip }, () => {
    const { memory, table, floats, words } = open()
    // person 0 has item 0, person 1 has item 1; every pair that counts is (0, 0 before 1) or (1, 1 before 0)
    const [people, items] = [floats([0.1, 0, 0, 1, 0, 0.1, 0, 1]), floats([0.1, 0, 0, 0, 0, 0.1, 0, 0])]
    const both = words([0, 1])
    table.learnPairs(people, items, 4, 3, words([0, 1, 2]), both, both, both, 2, 5, 0.5, 0)
    for (let pass = 0; pass < 50; pass++)
      table.learnPairs(people, items, 4, 3, words([0, 1, 2]), both, both, both, 2, pass, 0.5, 0)
    const [x, y] = [memory.floats(people, 8), memory.floats(items, 8)]
    const score = (u: number, i: number) => products(x, u, y, i, 4).reduce((a, b) => a + b, 0)
    assert.ok(score(0, 0) > score(0, 1) + 1)
    assert.ok(score(1, 1) > score(1, 0) + 1)
  })

  test(`${backend}: the best are those that sorting all scores gives, excluded ones left out`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    for (const [nRows, nItems, dim] of [
      [1, 1, 4],
      [3, 70, 8],
      [5, 600, 4],
      [2, 257, 12],
      [4, 0, 4],
    ] as const)
      for (const k of [1, 3, 50, 700]) {
        // whole numbers: many ties, and sums without rounding
        const whole = (n: number) => noise(n).map((value) => Math.round(2 * value))
        const [x, y] = [whole(nRows * dim), whole(nItems * dim)]
        const rows = Array.from({ length: nRows }, () => everyNow(nItems, random))
        const starts = [0]
        for (const row of rows) starts.push(starts.at(-1)! + row.length)
        const [count, item, score] = [memory.take(nRows * 4), memory.take(nRows * k * 4), memory.take(nRows * k * 4)]
        const scratch = memory.take(topScratch(nRows))
        table.top(
          floats(x),
          nRows,
          floats(y),
          nItems,
          dim,
          k,
          words(starts),
          words(rows.flat()),
          count,
          item,
          score,
          scratch,
        )
        for (let r = 0; r < nRows; r++) {
          const scoreOf = (i: number) => products(x, r, y, i, dim).reduce((a, b) => a + b, 0)
          const want = Array.from({ length: nItems }, (_, i) => i)
            .filter((i) => !rows[r]!.includes(i))
            .sort((a, b) => scoreOf(b) - scoreOf(a) || a - b)
            .slice(0, k)
          const n = memory.words(count, nRows)[r]!
          assert.deepEqual([...memory.words(item + r * k * 4, n)], want, `${nRows} x ${nItems}, k ${k}`)
          assert.deepEqual(
            [...memory.floats(score + r * k * 4, n)],
            want.map((i) => scoreOf(i) + 0),
          )
        }
      }
  })
}

test('a backend that there is not is refused with those there are', () => {
  assert.throws(() => tableOf('cuda' as never, new KernelMemory().memory), /got "cuda", here run .*plain/)
})

const everyNow = (n: number, random: () => number) =>
  Array.from({ length: n }, (_, i) => i).filter(() => random() < 0.2)

const products = (x: Float32Array, r: number, y: Float32Array, i: number, dim: number) =>
  Array.from({ length: dim }, (_, k) => x[r * dim + k]! * y[i * dim + k]!)

/** got is Σ terms, up to what rounding to float32 in any order may do. */
function near(got: number, terms: number[], where = '') {
  const want = terms.reduce((a, b) => a + b, 0)
  const allowed = (terms.length + 1) * eps * terms.reduce((a, b) => a + Math.abs(b), 0)
  assert.ok(Math.abs(got - want) <= allowed, `${where}: got ${got}, want ${want} ± ${allowed}`)
}

interface System {
  dim: number
  y: Float32Array
  items: Uint32Array
  weights: Float32Array
  spectrum: Float32Array
  ridge: number
  /** instead of the spectrum */
  gram?: Float32Array
}

const sumOf = ({ dim, y, items, weights }: System, i: number) =>
  items.reduce((sum, item, k) => sum + weights[k]! * y[item * dim + i]!, 0)

function makeSystem(of: {
  dim: number
  n: number
  nItems: number
  noise: (n: number) => Float32Array
  random: () => number
}): System {
  const { dim, n, nItems, noise, random } = of
  const y = noise(nItems * dim)
  const spectrum = new Float32Array(dim)
  for (let i = 0; i < dim; i++) for (let r = 0; r < nItems; r++) spectrum[i]! += 0.1 * y[r * dim + i]! ** 2
  return {
    dim,
    y,
    spectrum,
    items: Uint32Array.from({ length: n }, () => Math.floor(random() * nItems)),
    weights: Float32Array.from({ length: n }, () => 0.25 + 3 * random()),
    ridge: 1.5,
  }
}

/**
 * ‖b − A x‖ ≤ c · dim · 2⁻²⁴ · (‖A‖‖x‖ + ‖b‖), what a backward stable solution in float32 leaves; with the larger of
 * x and the start for one that was walked to.
 */
function satisfies(
  x: Float32Array,
  { dim, y, items, weights, spectrum, ridge, gram }: System,
  c: number,
  start: Float32Array = x,
) {
  const left = new Float64Array(dim)
  let [sizeA, sizeB] = [0, 0]
  const A = Array.from({ length: dim }, (_, i) =>
    Array.from(
      { length: dim },
      (_, j) => (gram ? gram[i * dim + j]! : i === j ? spectrum[i]! : 0) + (i === j ? ridge : 0),
    ),
  )
  items.forEach((item, k) => {
    for (let i = 0; i < dim; i++) {
      left[i]! += weights[k]! * y[item * dim + i]!
      for (let j = 0; j < dim; j++) A[i]![j]! += weights[k]! * y[item * dim + i]! * y[item * dim + j]!
    }
  })
  for (let i = 0; i < dim; i++) {
    sizeB += left[i]! ** 2
    for (let j = 0; j < dim; j++) {
      sizeA += A[i]![j]! ** 2
      left[i]! -= A[i]![j]! * x[j]!
    }
  }
  const allowed =
    c * dim * eps * (Math.sqrt(sizeA) * Math.max(Math.hypot(...x), Math.hypot(...start)) + Math.sqrt(sizeB))
  const residual = Math.hypot(...left)
  assert.ok(residual <= allowed, `dim ${dim}, ${items.length} entries: residual ${residual}, allowed ${allowed}`)
}
