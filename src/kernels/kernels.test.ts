import assert from 'node:assert/strict'
import { subscribe } from 'node:diagnostics_channel'
import { after, test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { backends, runs } from './backend.ts'
import { type Factors, type Kernels, openKernels, shareCsr } from './kernels.ts'

/** Enough work for threads in every kind of job, ragged: row 3 has nothing, row 0 has half of all items. */
const [nRows, nItems, dim] = [1500, 900, 62]
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

/** Every thread that was started, as Node tells it: a job that stays on the calling thread proves nothing about them. */
const born: Worker[] = []
subscribe('worker_threads', (message) => void born.push((message as { worker: Worker }).worker))

async function startedBy(work: () => Promise<unknown>): Promise<number> {
  const before = born.length
  await work()
  return born.length - before
}

const opened: Kernels[] = []
after(() => Promise.all(opened.map((kernels) => kernels.close())))

async function setUp(options: Parameters<typeof openKernels>[0]) {
  const kernels = await openKernels(options)
  opened.push(kernels)
  const y = kernels.factors(nItems, dim)
  fill(y, 1)
  const gram = (await kernels.gram(y)).map((value) => 0.1 * value)
  const spectrum = Float32Array.from({ length: y.stride }, (_, k) => gram[k * y.stride + k]!)
  return { kernels, y, gram, spectrum, x: kernels.factors(nRows, dim) }
}

function fill({ array, nRows, stride, dim }: Factors, seed: number) {
  const random = rng(seed)
  for (let r = 0; r < nRows; r++) for (let k = 0; k < dim; k++) array[r * stride + k] = random() - 0.5
}

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`

  const jobs: Record<string, (at: Awaited<ReturnType<typeof setUp>>) => Promise<(Float32Array | Uint32Array)[]>> = {
    'Gram matrices': async ({ kernels }) => {
      // more rows than the most blocks there are share at 64 each
      const many = kernels.factors(4500, 110)
      fill(many, 2)
      return [await kernels.gram(many)]
    },
    'exact solutions': async ({ kernels, y, spectrum, x }) => {
      await kernels.solve({ rows, y, spectrum, ridges }, x)
      return [x.array]
    },
    'conjugate steps': async ({ kernels, y, spectrum, x }) => {
      fill(x, 9)
      await kernels.approach({ rows, y, spectrum, ridges }, x, 12)
      return [x.array]
    },
    'solutions block by block': async ({ kernels, y, gram, x }) => {
      fill(x, 9)
      await kernels.descend({ rows, y, gram, ridges }, x, 24)
      return [x.array]
    },
    'turned rows': async ({ kernels, gram }) => {
      const many = kernels.factors(9000, dim)
      fill(many, 2)
      await kernels.turn(many, gram)
      return [many.array]
    },
    'lists of the best': async ({ kernels, y, spectrum }) => {
      const { count, item, score } = await kernels.recommend({ rows, y, spectrum, ridges }, 5, rows)
      return [count, item, score]
    },
  }
  for (const [name, run] of Object.entries(jobs))
    test(`${backend}: ${name} have the same bits on one thread and on three`, { skip }, async () => {
      const results: number[][] = []
      for (const threads of [1, 3]) {
        const at = await setUp({ threads, backend })
        const started = await startedBy(async () => results.push((await run(at)).flatMap((array) => [...array])))
        assert.equal(started, threads === 1 ? 0 : threads)
      }
      const [one, three] = results as [number[], number[]]
      assert.equal(one.length, three.length)
      // not deepEqual: it would spend a minute on the picture of a difference
      const apart = one.findIndex((value, k) => !Object.is(value, three[k]))
      assert.equal(apart, -1, `number ${apart}: ${one[apart]} on one thread, ${three[apart]} on three`)
    })

  test(`${backend}: the list of a row is what solving and scoring it alone gives, to the bit`, { skip }, async () => {
    const { kernels, y, spectrum } = await setUp({ threads: 2, backend })
    const k = 7
    const best = await kernels.recommend({ rows, y, spectrum, ridges }, k)
    const solver = kernels.rowSolver(y, spectrum)
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
  const { kernels, y, spectrum, x } = await setUp({ threads: 2 })
  fill(x, 3)
  await kernels.solve({ rows, y, spectrum, ridges }, x)
  const row = x.array.subarray(3 * x.stride, 4 * x.stride)
  assert.ok(row.every((value) => value === 0))
})

test('what a thread throws is thrown to the caller, and the next job runs', async () => {
  const { kernels, y, spectrum, x } = await setUp({ threads: 2 })
  const bad = ridges.slice()
  bad[1200] = -1e6
  const started = await startedBy(() =>
    assert.rejects(kernels.solve({ rows, y, spectrum, ridges: bad }, x), {
      name: 'RangeError',
      message: /row 1200, \d+ entries, is not positive definite/,
    }),
  )
  assert.equal(started, 2)
  await kernels.solve({ rows, y, spectrum, ridges }, x)
})

test('a thread that dies fails its job, gives back its memory, and the next job has new ones', async () => {
  const { kernels, y, spectrum, x } = await setUp({ threads: 2 })
  await kernels.solve({ rows, y, spectrum, ridges }, x)
  const whole = x.array.slice()
  const before = kernels.takenBytes
  const victim = born.at(-1) as Worker
  const job = kernels.solve({ rows, y, spectrum, ridges }, x)
  const failed = assert.rejects(job, /a thread of the kernels ended with code/)
  await victim.terminate()
  await failed
  assert.equal(kernels.takenBytes, before)
  x.array.fill(0)
  assert.equal(await startedBy(() => kernels.solve({ rows, y, spectrum, ridges }, x)), 2)
  assert.deepEqual(x.array.slice(), whole)
})

test('a thread that dies while nobody asks is replaced', { timeout: 20_000 }, async () => {
  const { kernels, y, spectrum, x } = await setUp({ threads: 2 })
  await kernels.solve({ rows, y, spectrum, ridges }, x)
  await (born.at(-1) as Worker).terminate()
  assert.equal(await startedBy(() => kernels.solve({ rows, y, spectrum, ridges }, x)), 1)
})

test('an aborted job stops between blocks with the reason it was given, and the next job runs', async () => {
  for (const threads of [1, 2]) {
    const kernels = await openKernels({ threads, backend: 'plain' })
    opened.push(kernels)
    // a second or more of work, of which the first turn of the event loop sees a fraction
    const y = kernels.factors(nItems, 128)
    fill(y, 1)
    const gram = await kernels.gram(y)
    const spectrum = new Float32Array(y.stride).fill(1)
    const x = kernels.factors(nRows, 128)
    const reason = new Error('the shop closed')
    const stop = new AbortController()
    const job = kernels.solve({ rows: shareCsr(rows), y, spectrum, ridges, signal: stop.signal }, x)
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
  const { kernels, y, spectrum, x } = await setUp({ threads: 2 })
  const other = kernels.factors(nRows, dim)
  await kernels.solve({ rows, y, spectrum, ridges }, x)
  const alone = x.array.slice()
  await Promise.all([
    kernels.solve({ rows, y, spectrum, ridges }, x),
    kernels.solve({ rows, y, spectrum, ridges: ridges.map((ridge) => 2 * ridge) }, other),
    kernels.gram(y),
  ])
  assert.deepEqual(x.array.slice(), alone)
  assert.notDeepEqual(other.array.slice(), alone)
})

test('closed kernels have ended their threads and refuse, and closing twice is no harm', async () => {
  const { kernels, y, spectrum, x } = await setUp({ threads: 2 })
  assert.equal(await startedBy(() => kernels.solve({ rows, y, spectrum, ridges }, x)), 2)
  await kernels.close()
  await kernels.close()
  // a thread that has ended has no number any more
  for (const worker of born.slice(-2)) assert.equal(worker.threadId, -1)
  await assert.rejects(kernels.gram(y), /closed/)
})

test('a number of threads that cannot be is refused', async () => {
  for (const threads of [0, -1, 1.5, Number.NaN, 4096]) await assert.rejects(openKernels({ threads }), RangeError)
})
