import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { csrFrom } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { backends, runs, tableOf } from './backend.ts'
import { topCodedScratch } from './kernel-table.ts'
import { type Factors, type Kernels, openKernels } from './kernels.ts'
import { KernelMemory } from './memory.ts'
import { plainKernels } from './plain.ts'

const opened: Kernels[] = []
after(() => Promise.all(opened.map((kernels) => kernels.close())))

function fill({ array, nRows, stride, dim }: Factors, seed: number) {
  const random = rng(seed)
  for (let r = 0; r < nRows; r++) for (let k = 0; k < dim; k++) array[r * stride + k] = random() + random() - 1
}

async function setUp(threads: number, nRows: number, nItems: number, dim: number) {
  const kernels = await openKernels({ threads })
  opened.push(kernels)
  const [x, y] = [kernels.factors(nRows, dim), kernels.factors(nItems, dim)]
  fill(x, 1)
  fill(y, 2)
  const random = rng(3)
  const draw = (n: number) => Uint32Array.from({ length: 20 * nRows }, () => Math.floor(random() * n))
  const exclude = csrFrom(nRows, nItems, draw(nRows), draw(nItems), undefined, 'max')
  return { kernels, x, y, exclude }
}

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`

  test(`${backend}: lists from codes are those of the plain twin, number by number`, { skip }, () => {
    const memory = new KernelMemory()
    const random = rng(5)
    for (const [nRows, nItems, dim, k] of [
      [1, 1, 8, 1],
      [3, 70, 8, 5],
      [2, 600, 16, 40],
      [5, 257, 72, 3],
    ] as const) {
      const place = (array: Float32Array | Uint32Array | Int8Array) => {
        const at = memory.take(array.byteLength)
        new Uint8Array(memory.memory.buffer, at, array.byteLength).set(new Uint8Array(array.buffer))
        return at
      }
      const codes = place(Int8Array.from({ length: nItems * dim }, () => Math.floor(255 * random()) - 127))
      const scales = place(Float32Array.from({ length: nItems }, () => random()))
      const x = place(Float32Array.from({ length: nRows * dim }, () => random() - 0.5))
      const left = Array.from({ length: nRows }, () =>
        Array.from({ length: nItems }, (_, i) => i).filter(() => random() < 0.2),
      )
      const starts = [0]
      for (const row of left) starts.push(starts.at(-1)! + row.length)
      const [places, out] = [
        [place(Uint32Array.from(starts)), place(Uint32Array.from([...left.flat(), 0]))],
        3 * nRows * k,
      ]
      const lists = [tableOf(backend, memory.memory), plainKernels(memory.memory)].map((table) => {
        const room = memory.take(4 * out)
        const [count, item, score] = [room, room + 4 * nRows, room + 4 * (nRows + nRows * k)]
        const scratch = memory.take(topCodedScratch(nRows, dim))
        table.topCoded(x, nRows, codes, scales, nItems, dim, k, places[0]!, places[1]!, count, item, score, scratch)
        return Array.from({ length: nRows }, (_, r) => {
          const n = memory.words(count, nRows)[r]!
          return [...memory.words(item + 4 * r * k, n), ...memory.floats(score + 4 * r * k, n)]
        })
      })
      assert.deepEqual(lists[0], lists[1])
    }
  })
}

test('the best are those that all products in order give, on one thread and on two, what is excluded left out', async () => {
  const lists: (Uint32Array | Float32Array)[][] = []
  for (const threads of [1, 2]) {
    const { kernels, x, y, exclude } = await setUp(threads, 70, 9000, 62)
    const { count, item, score } = await kernels.best(x, y, 7, { exclude })
    lists.push([count, item, score])
    const scores = new Float32Array(9000)
    for (const r of [0, 31, 32, 69]) {
      kernels.scoreRows(x, r, 1, y, scores)
      const left = new Set(exclude.column.subarray(exclude.rowStart[r]!, exclude.rowStart[r + 1]!))
      const want = [...scores.keys()].filter((i) => !left.has(i)).sort((a, b) => scores[b]! - scores[a]! || a - b)
      assert.deepEqual([...item.subarray(7 * r, 7 * r + 7)], want.slice(0, 7))
    }
  }
  assert.deepEqual(lists[0], lists[1])
})

test('lists through codes are the exact ones: recall 1 at ten of 9,000', async () => {
  const { kernels, x, y, exclude } = await setUp(1, 70, 9000, 62)
  const exact = await kernels.best(x, y, 10, { exclude })
  const coded = await kernels.best(x, y, 10, { exclude, codes: kernels.encode(y) })
  assert.deepEqual(coded, exact)
})

test('a catalogue smaller than the list, people without numbers and nobody at all are answered', async () => {
  const { kernels, x, y } = await setUp(1, 3, 4, 5)
  x.array.fill(0, 0, x.stride)
  for (const how of [{}, { codes: kernels.encode(y) }]) {
    const { count, item } = await kernels.best(x, y, 10, how)
    assert.deepEqual([...count], [4, 4, 4])
    assert.deepEqual([...item.subarray(0, 4)], [0, 1, 2, 3])
    assert.deepEqual((await kernels.best(kernels.factors(0, 5), y, 10, how)).count.length, 0)
    assert.deepEqual([...(await kernels.best(x, kernels.factors(0, 5), 10)).count], [0, 0, 0])
  }
  await assert.rejects(kernels.best(x, kernels.factors(4, 9), 1), /rows of 5 numbers do not fit items of 9/)
})
