import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { after, test } from 'node:test'
import { type Backend, backends, runs } from '../../kernels/backend.ts'
import { type Kernels, openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom, takeRows, transpose } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { type DecidedOptions, fitFactors, ials } from './ials.ts'

const opened: Kernels[] = []
after(() => Promise.all(opened.map((kernels) => kernels.close())))
const open = async (options: { threads?: number; backend?: Backend } = {}) => {
  const kernels = await openKernels({ threads: 1, ...options })
  opened.push(kernels)
  return kernels
}

/** 40 users, 23 items, weights from 0.5 to 3.5; user 2 has nothing, item 1 was never touched. */
const shop = (() => {
  const random = rng(11)
  const [row, column, value]: [number[], number[], number[]] = [[], [], []]
  for (let k = 0; k < 260; k++) {
    const [u, i] = [Math.floor(random() * 40), Math.floor(random() ** 2 * 23)]
    if (u === 2 || i === 1) continue
    row.push(u)
    column.push(i)
    value.push(0.5 + 3 * random())
  }
  return csrFrom(40, 23, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
})()

const options: DecidedOptions = { ...ials.defaults, dim: 6, epochs: 4, alpha: 0.2, lambda: 0.3, nu: 0.5, init: 1 }

/** What fitFactors reached, as plain rows of float64. */
async function fitted(o: DecidedOptions, how: { threads?: number; backend?: Backend; seed?: number } = {}) {
  const kernels = await open(how)
  const { users, items } = await fitFactors(shop, transpose(shop), o, { kernels, seed: how.seed ?? 1 })
  const rowsOf = ({ array, nRows, stride, dim }: typeof users) =>
    Array.from({ length: nRows }, (_, r) => Array.from(array.subarray(r * stride, r * stride + dim)))
  return { X: rowsOf(users), Y: rowsOf(items) }
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k]!, 0)
const weightOf = (u: number, i: number) => {
  for (let at = shop.rowStart[u]!; at < shop.rowStart[u + 1]!; at++) if (shop.column[at] === i) return shop.value[at]!
  return 0
}
const entries = (m: Csr, r: number) => m.rowStart[r + 1]! - m.rowStart[r]!
const userRidge = (u: number, o = options) => o.lambda * (entries(shop, u) + o.alpha * shop.nCols) ** o.nu
const itemRidge = (i: number, o = options) => o.lambda * (entries(transpose(shop), i) + o.alpha * shop.nRows) ** o.nu

/** The definition, pair by pair. */
function objective({ X, Y }: { X: number[][]; Y: number[][] }, o: DecidedOptions): number {
  let total = 0
  X.forEach((x, u) => {
    Y.forEach((y, i) => {
      const score = dot(x, y)
      total += weightOf(u, i) * (score - 1) ** 2 + o.alpha * score ** 2
    })
    total += userRidge(u, o) * dot(x, x)
  })
  Y.forEach((y, i) => {
    total += itemRidge(i, o) * dot(y, y)
  })
  return total
}

/** Gauss–Jordan with row exchanges, in float64; shares nothing with the kernels. */
function gaussJordan(A: number[][], b: number[]): number[] {
  const M = A.map((row, i) => [...row, b[i]!])
  for (let c = 0; c < M.length; c++) {
    const pivot = M.slice(c).reduce((best, row, k) => (Math.abs(row[c]!) > Math.abs(M[best]![c]!) ? c + k : best), c)
    const [here, there] = [M[c]!, M[pivot]!]
    M[c] = there
    M[pivot] = here
    const lead = M[c]![c]!
    M[c] = M[c]!.map((value) => value / lead)
    M.forEach((row, r) => {
      if (r !== c) M[r] = row.map((value, k) => value - row[c]! * M[c]![k]!)
    })
  }
  return M.map((row) => row.at(-1)!)
}

/** (extra + Σ w y yᵀ + α YᵀY) and Σ w y, for weights by item */
function system(Y: number[][], weight: (i: number) => number, o: { alpha: number }, ridge: number) {
  const d = Y[0]!.length
  const A = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? ridge : 0)))
  const b = new Array<number>(d).fill(0)
  Y.forEach((y, item) => {
    for (let i = 0; i < d; i++) {
      b[i]! += weight(item) * y[i]!
      for (let j = 0; j < d; j++) A[i]![j]! += (weight(item) + o.alpha) * y[i]! * y[j]!
    }
  })
  return { A, b }
}

const close = (got: number, want: number, within: number, what = '') =>
  assert.ok(Math.abs(got - want) <= within * Math.max(1, Math.abs(want)), `${what}: got ${got}, want ${want}`)

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`

  test(`${backend}: after a sweep no item can be moved to lower the objective: its gradient is zero`, {
    skip,
  }, async () => {
    const { X, Y } = await fitted({ ...options, solver: 'exact' }, { backend })
    Y.forEach((y, i) => {
      for (let k = 0; k < options.dim; k++) {
        // ½ ∂L/∂y_ik = Σ_u (w (x·y − 1) + α x·y) x_uk + λ_i y_ik, and the sizes of its terms
        const terms = X.flatMap((x, u) => {
          const score = dot(x, y)
          return [weightOf(u, i) * (score - 1) * x[k]!, options.alpha * score * x[k]!]
        })
        terms.push(itemRidge(i) * y[k]!)
        const gradient = terms.reduce((a, b) => a + b, 0)
        const size = terms.reduce((a, b) => a + Math.abs(b), 0)
        assert.ok(Math.abs(gradient) <= 1e-5 * Math.max(size, 1), `item ${i}: ${gradient} of ${size}`)
      }
    })
  })

  test(`${backend}: exact items are those that Gauss and Jordan find`, { skip }, async () => {
    const { X, Y } = await fitted({ ...options, solver: 'exact' }, { backend })
    Y.forEach((y, i) => {
      const { A, b } = system(X, (u) => weightOf(u, i), options, itemRidge(i))
      gaussJordan(A, b).forEach((want, k) => {
        close(y[k]!, want, 1e-5, `item ${i}`)
      })
    })
  })
}

test('one thread and three fit the same bits', async () => {
  let started = 0
  const count = () => void started++
  subscribe('worker_threads', count)
  // large enough that a half-sweep is worth threads, which the small shop is not
  const random = rng(4)
  const draw = (n: number) => Uint32Array.from({ length: 40_000 }, () => Math.floor(random() ** 2 * n))
  const large = csrFrom(1700, 1600, draw(1700), draw(1600), undefined, 'max')
  for (const solver of ['exact', 'cg', 'blocks'] as const) {
    const results: number[][] = []
    for (const threads of [1, 3]) {
      started = 0
      const kernels = await open({ threads })
      const o = { ...options, dim: 62, epochs: 2, solver, cgSteps: 12, blockWidth: 24 }
      const { users, items } = await fitFactors(large, transpose(large), o, { kernels, seed: 1 })
      results.push([...users.array, ...items.array])
      assert.equal(started, threads === 1 ? 0 : threads)
    }
    const [one, three] = results as [number[], number[]]
    // not deepEqual: it would spend a minute on the picture of a difference
    const apart = one.findIndex((value, k) => !Object.is(value, three[k]))
    assert.equal(apart, -1, `${solver}, number ${apart}: ${one[apart]} on one thread, ${three[apart]} on three`)
  }
  unsubscribe('worker_threads', count)
})

test('conjugate gradients with enough steps fit what the exact solver fits', async () => {
  const exact = await fitted({ ...options, solver: 'exact' })
  const few = await fitted({ ...options, solver: 'cg', relaxation: 1, cgSteps: 1 })
  const many = await fitted({ ...options, solver: 'cg', relaxation: 1, cgSteps: 30 })
  const apart = (other: typeof exact) => {
    let most = 0
    exact.Y.forEach((y, i) => {
      y.forEach((value, k) => {
        most = Math.max(most, Math.abs(value - other.Y[i]![k]!))
      })
    })
    return most
  }
  assert.ok(apart(many) < 1e-4, `${apart(many)}`)
  assert.ok(apart(few) > apart(many))
})

test('every sweep lowers the objective, with every solver', async () => {
  for (const solver of ['exact', 'cg', 'blocks'] as const) {
    let before = Number.POSITIVE_INFINITY
    for (const epochs of [1, 2, 3, 4, 6, 9]) {
      const o = { ...options, solver, epochs, blockWidth: 4 }
      const now = objective(await fitted(o), o)
      assert.ok(now < before, `${solver}, ${epochs} sweeps: ${now} after ${before}`)
      before = now
    }
  }
})

test('blocks of numbers end where exact solutions end, at an objective that no move of an item lowers', async () => {
  const o = { ...options, epochs: 200 }
  const exact = await fitted({ ...o, solver: 'exact' })
  const blocks = await fitted({ ...o, solver: 'blocks', blockWidth: 4 })
  close(objective(blocks, o), objective(exact, o), 1e-4)
  const { X, Y } = blocks
  Y.forEach((y, i) => {
    for (let k = 0; k < o.dim; k++) {
      const terms = X.flatMap((x, u) => {
        const score = dot(x, y)
        return [weightOf(u, i) * (score - 1) * x[k]!, o.alpha * score * x[k]!]
      })
      terms.push(itemRidge(i) * y[k]!)
      const size = terms.reduce((a, b) => a + Math.abs(b), 0)
      const gradient = terms.reduce((a, b) => a + b, 0)
      assert.ok(Math.abs(gradient) <= 1e-3 * Math.max(size, 1), `item ${i}: ${gradient} of ${size}`)
    }
  })
})

test('a person who was trained on is served as the sweep would solve their row', async () => {
  const o = { ...options, solver: 'exact' as const }
  const kernels = await open()
  const model = await ials.fit(shop, o, { kernels, seed: 1 })
  const { Y } = await fitted(o)
  const scores = new Float32Array(shop.nRows * shop.nCols)
  model.scoreInto(shop, scores)
  for (let u = 0; u < shop.nRows; u++) {
    const { A, b } = system(Y, (i) => weightOf(u, i), o, userRidge(u))
    const x = entries(shop, u) > 0 ? gaussJordan(A, b) : b
    Y.forEach((y, i) => {
      close(scores[u * shop.nCols + i]!, dot(x, y), 1e-5, `user ${u}, item ${i}`)
    })
  }
})

test('scores are a factor 1 + α below those of Hu, Koren & Volinsky with c = 1 + 1/α and λ = αλ′/(1 + α)', async () => {
  // binary touches, one λ: (YᵀY + Yᵀ(C − I)Y + λ'I) x = YᵀC p for c = 1 + 1/α, p = 1 on touched items, 0 elsewhere.
  // With Y' = √(1 + α)·Y, ours scaled the same way solves it.
  const [alpha, lambdaHu] = [0.25, 3]
  const o = { ...options, alpha, lambda: (alpha * lambdaHu) / (1 + alpha), nu: 0, solver: 'exact' as const }
  const touched = { ...shop, value: new Float32Array(shop.value.length).fill(1) }
  const kernels = await open()
  const model = await ials.fit(touched, o, { kernels, seed: 3 })
  const { itemFactors } = model.parts().arrays
  const stride = Math.ceil(o.dim / 4) * 4
  const Y = Array.from({ length: shop.nCols }, (_, i) =>
    Array.from(itemFactors!.subarray(i * stride, i * stride + o.dim), (value) => value * Math.sqrt(1 + alpha)),
  )
  const scores = new Float32Array(shop.nRows * shop.nCols)
  model.scoreInto(touched, scores)
  for (let u = 0; u < shop.nRows; u++) {
    const c = (i: number) => (weightOf(u, i) > 0 ? 1 + 1 / alpha : 1)
    const A = system(Y, (i) => c(i) - 1, { alpha: 1 }, lambdaHu).A
    const b = system(Y, (i) => (weightOf(u, i) > 0 ? c(i) : 0), { alpha: 0 }, 0).b
    const x = gaussJordan(A, b)
    Y.forEach((y, i) => {
      close(scores[u * shop.nCols + i]! * (1 + alpha), dot(x, y), 2e-5, `user ${u}, item ${i}`)
    })
  }
})

test('the reasons of a score add up to it, and the strongest comes first', async () => {
  const kernels = await open()
  const o = { ...options, solver: 'exact' as const }
  const model = await ials.fit(shop, o, { kernels, seed: 1 })
  const { Y } = await fitted(o)
  const scores = new Float32Array(shop.nCols)
  for (const u of [0, 5, 17]) {
    const history = takeRows(shop, [u])
    model.scoreInto(history, scores)
    const { A } = system(Y, (i) => weightOf(u, i), o, userRidge(u))
    for (let item = 0; item < shop.nCols; item++) {
      // share(s) = w_s y_iᵀ A⁻¹ y_s
      const z = gaussJordan(A, Y[item]!)
      const shares = Array.from(history.column, (s) => ({ s, share: weightOf(u, s) * dot(z, Y[s]!) }))
      close(
        shares.reduce((sum, { share }) => sum + share, 0),
        scores[item]!,
        1e-5,
      )
      const want = shares
        .filter(({ s, share }) => s !== item && share > 1e-5)
        .sort((a, b) => b.share - a.share)
        .map(({ s }) => s)
      assert.deepEqual(model.because(history, item, 100).slice(0, want.length), want)
    }
  }
})

test('items are alike by the cosine of their factors', async () => {
  const model = await ials.fit(shop, { ...options, solver: 'exact' }, { kernels: await open(), seed: 1 })
  const { Y } = await fitted({ ...options, solver: 'exact' })
  const out = new Float32Array(shop.nCols)
  model.similarInto?.(4, out)
  out.forEach((alike, i) => {
    if (i === 4) return
    const norms = Math.sqrt(dot(Y[4]!, Y[4]!) * dot(Y[i]!, Y[i]!))
    close(alike, norms > 0 ? dot(Y[4]!, Y[i]!) / norms : 0, 1e-5, `item ${i}`)
  })
})

test('two sweeps more know what happened since, also of new items, and come near to a new fit', async () => {
  const kernels = await open()
  const o = { ...options, alpha: 0.2, epochs: 60, solver: 'exact' as const }
  // the shop without its last item and without a twentieth of its entries
  const old = (() => {
    const [row, column, value]: [number[], number[], number[]] = [[], [], []]
    for (let u = 0; u < shop.nRows; u++)
      for (let at = shop.rowStart[u]!; at < shop.rowStart[u + 1]!; at++) {
        if (shop.column[at]! >= 22 || at % 20 === 0) continue
        row.push(u)
        column.push(shop.column[at]!)
        value.push(shop.value[at]!)
      }
    return csrFrom(40, 22, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
  })()
  const before = await ials.fit(old, o, { kernels, seed: 1 })
  const updated = await ials.update!(before, shop, o, { kernels, seed: 1 })
  const anew = await ials.fit(shop, o, { kernels, seed: 1 })
  assert.equal(updated.nItems, 23)
  const scores = [updated, anew].map((model) => {
    const out = new Float32Array(shop.nRows * shop.nCols)
    model.scoreInto(shop, out)
    return out
  })
  const [got, want] = scores as [Float32Array, Float32Array]
  const apart = Math.hypot(...got.map((x, k) => x - want[k]!)) / Math.hypot(...want)
  assert.ok(apart < 0.2, `${apart}`)
  // with nothing new it stays where it was
  const same = await ials.update!(anew, shop, o, { kernels, seed: 9 })
  const out = new Float32Array(shop.nRows * shop.nCols)
  same.scoreInto(shop, out)
  const moved = Math.hypot(...out.map((x, k) => x - want[k]!)) / Math.hypot(...want)
  assert.ok(moved < 0.02, `${moved}`)
  await assert.rejects(
    ials.update!(anew, old, o, { kernels, seed: 1 }),
    /got a ials of 23 items and dim 6, want one of at most 22/,
  )
})

test('another seed starts elsewhere', async () => {
  assert.notDeepEqual(await fitted(options, { seed: 1 }), await fitted(options, { seed: 2 }))
})

test('relaxed sweeps lower the objective every time and get as far as plain ones in fewer', async () => {
  const after = async (epochs: number, relaxation: number) => {
    const o = { ...options, solver: 'cg' as const, epochs, relaxation }
    return objective(await fitted(o), o)
  }
  for (const relaxation of [1.4, 1.9]) {
    let last = await after(1, relaxation)
    for (let epochs = 2; epochs <= 12; epochs++) {
      const now = await after(epochs, relaxation)
      assert.ok(now < last, `${epochs} sweeps, relaxation ${relaxation}: ${now} after ${last}`)
      last = now
    }
  }
  assert.ok((await after(12, 1.4)) < (await after(18, 1)))
})

test('a fit that cannot fit is refused before it begins, with advice', async () => {
  const nUsers = 9_000_000
  const many = csrFrom(nUsers, 4, Uint32Array.of(0), Uint32Array.of(0), undefined, 'max')
  await assert.rejects(ials.fit(many, { ...options, dim: 128 }, { kernels: await open(), seed: 1 }), {
    name: 'RangeError',
    message: /9,?000,?000 users.* want a dim of at most \d+/,
  })
})

test('fitting again and again takes no more memory, aborted or not', async () => {
  const kernels = await open()
  const before = kernels.takenBytes
  for (let round = 0; round < 5; round++) {
    const { users, items } = await fitFactors(shop, transpose(shop), options, { kernels, seed: round })
    kernels.release(users)
    kernels.release(items)
    const stop = new AbortController()
    const onProgress = () => stop.abort(new Error('enough'))
    const fit = fitFactors(shop, transpose(shop), options, { kernels, seed: 1, signal: stop.signal, onProgress })
    await assert.rejects(fit, /enough/)
  }
  assert.equal(kernels.takenBytes, before)
})
