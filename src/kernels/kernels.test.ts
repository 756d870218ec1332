import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { backends, runs } from './backend.ts'
import { type Factors, type Kernels, openKernels, shareCsr } from './kernels.ts'

/** Enough work that threads are worth it, ragged: row 3 has nothing, row 0 has half of all items. */
const [nRows, nItems, dim] = [1500, 900, 30]
const rows = ragged()
const ridges = Float32Array.from({ length: nRows }, (_, r) => 1 + (r % 7))

function ragged(): Csr {
  const random = rng(5)
  const [row, column, value]: [number[], number[], number[]] = [[], [], []]
  for (let r = 0; r < nRows; r++) {
    const n = r === 3 ? 0 : r === 0 ? 450 : 1 + Math.floor(60 * random() ** 2)
    for (let k = 0; k < n; k++) {
      row.push(r)
      column.push(Math.floor(random() * nItems))
      value.push(0.5 + random())
    }
  }
  return csrFrom(nRows, nItems, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
}

const opened: Kernels[] = []
after(() => Promise.all(opened.map((kernels) => kernels.close())))

async function setUp(options: Parameters<typeof openKernels>[0]) {
  const kernels = await openKernels(options)
  opened.push(kernels)
  const y = kernels.factors(nItems, dim)
  fill(y, 1)
  const gram = (await kernels.gram(y)).map((value) => 0.1 * value)
  return { kernels, y, gram, x: kernels.factors(nRows, dim) }
}

function fill({ array, nRows, stride, dim }: Factors, seed: number) {
  const random = rng(seed)
  for (let r = 0; r < nRows; r++) for (let k = 0; k < dim; k++) array[r * stride + k] = random() - 0.5
}

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`

  test(`${backend}: one thread and three give the same bits`, { skip }, async () => {
    const results: unknown[] = []
    for (const threads of [1, 3]) {
      const { kernels, y, gram, x } = await setUp({ threads, backend })
      await kernels.solve({ rows, y, gram, ridges }, x)
      const exact = x.array.slice()
      fill(x, 9)
      await kernels.approach({ rows, y, gram, ridges }, x, 3)
      results.push({
        gram,
        exact,
        near: x.array.slice(),
        lists: await kernels.recommend({ rows, y, gram, ridges }, 5, rows),
      })
    }
    assert.deepEqual(results[0], results[1])
  })

  test(`${backend}: the list of a row is what solving and scoring it alone gives, to the bit`, { skip }, async () => {
    const { kernels, y, gram } = await setUp({ threads: 2, backend })
    const k = 7
    const best = await kernels.recommend({ rows, y, gram, ridges }, k)
    const solver = kernels.rowSolver(y, gram)
    const scores = new Float32Array(nItems)
    for (const r of [0, 1, 33, nRows - 1]) {
      const [from, to] = [rows.rowStart[r]!, rows.rowStart[r + 1]!]
      solver.foldIn(rows.column.subarray(from, to), rows.value.subarray(from, to), ridges[r]!)
      kernels.scoreRows(solver.x, 0, 1, y, scores)
      const want = Array.from(scores.keys())
        .sort((a, b) => scores[b]! - scores[a]! || a - b)
        .slice(0, k)
      assert.deepEqual([...best.item.subarray(r * k, (r + 1) * k)], want)
      assert.deepEqual(
        [...best.score.subarray(r * k, (r + 1) * k)],
        want.map((i) => scores[i]),
      )
    }
  })
}

test('a row without entries is zero whatever it was before', async () => {
  const { kernels, y, gram, x } = await setUp({ threads: 2 })
  fill(x, 3)
  await kernels.solve({ rows, y, gram, ridges }, x)
  const row = x.array.subarray(3 * x.stride, 4 * x.stride)
  assert.ok(row.every((value) => value === 0))
})

test('what a thread throws is thrown to the caller, and the next job runs', async () => {
  const { kernels, y, gram, x } = await setUp({ threads: 2 })
  const bad = ridges.slice()
  bad[1200] = -1e6
  await assert.rejects(kernels.solve({ rows, y, gram, ridges: bad }, x), {
    name: 'RangeError',
    message: /row 1200, \d+ entries, is not positive definite/,
  })
  await kernels.solve({ rows, y, gram, ridges }, x)
})

test('an aborted job stops between blocks with the reason it was given, and the next job runs', async () => {
  for (const threads of [1, 2]) {
    const kernels = await openKernels({ threads, backend: 'plain' })
    opened.push(kernels)
    // a second or more of work, of which the first turn of the event loop sees a fraction
    const y = kernels.factors(nItems, 128)
    fill(y, 1)
    const gram = await kernels.gram(y)
    const x = kernels.factors(nRows, 128)
    const reason = new Error('the shop closed')
    const stop = new AbortController()
    const job = kernels.solve({ rows: shareCsr(rows), y, gram, ridges, signal: stop.signal }, x)
    setImmediate(() => stop.abort(reason))
    await assert.rejects(job, (error) => error === reason)
    const last = x.array.subarray((nRows - 1) * x.stride)
    assert.ok(
      last.every((value) => value === 0),
      'the last row was never reached',
    )
    assert.deepEqual(await kernels.gram(y), gram)
  }
})

test('jobs asked for at the same time do not disturb each other', async () => {
  const { kernels, y, gram, x } = await setUp({ threads: 2 })
  const other = kernels.factors(nRows, dim)
  await kernels.solve({ rows, y, gram, ridges }, x)
  const alone = x.array.slice()
  await Promise.all([
    kernels.solve({ rows, y, gram, ridges }, x),
    kernels.solve({ rows, y, gram, ridges: ridges.map((ridge) => 2 * ridge) }, other),
    kernels.gram(y),
  ])
  assert.deepEqual(x.array.slice(), alone)
  assert.notDeepEqual(other.array.slice(), alone)
})

test('closed kernels refuse, and closing twice is no harm', async () => {
  const { kernels, y } = await setUp({ threads: 2 })
  await kernels.close()
  await kernels.close()
  await assert.rejects(kernels.gram(y), /closed/)
})

test('a number of threads that cannot be is refused', async () => {
  for (const threads of [0, -1, 1.5, Number.NaN, 4096]) await assert.rejects(openKernels({ threads }), RangeError)
})
