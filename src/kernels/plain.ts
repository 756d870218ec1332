import { symmetricEigen } from '../numbers/symmetric-eigen.ts'
import { topK } from '../numbers/topk.ts'
import type { KernelTable } from './kernel-table.ts'
import { plainNeighbours } from './plain-neighbours.ts'

/**
 * Every kernel in plain TypeScript: the definition that the WebAssembly twins are held against, and what runs where they
 * cannot. Factors are float32, sums run in float64.
 */
export function plainKernels(memory: { readonly buffer: ArrayBufferLike }): KernelTable {
  let f = new Float32Array(memory.buffer)
  let u = new Uint32Array(memory.buffer)
  let sum = new Float64Array(0)

  /** A memory that grew has a new buffer over the same bytes. */
  const look = () => {
    if (f.buffer === memory.buffer) return
    f = new Float32Array(memory.buffer)
    u = new Uint32Array(memory.buffer)
  }
  const workspace = (length: number) => {
    if (sum.length < length) sum = new Float64Array(length)
    return sum.fill(0, 0, length)
  }
  const dot = (a: number, b: number, dim: number) => {
    let total = 0
    for (let k = 0; k < dim; k++) total += f[a + k]! * f[b + k]!
    return total
  }

  /** The upper triangle of A, size × size, += Σ_k weight_k y_k y_kᵀ, of `size` numbers from y on of rows of dim. */
  const addOuter = (
    A: Float64Array,
    y: number,
    items: number,
    weights: number,
    n: number,
    dim: number,
    size: number,
  ) => {
    for (let k = 0; k < n; k++) {
      const row = y + u[(items >>> 2) + k]! * dim
      const weight = f[(weights >>> 2) + k]!
      for (let i = 0; i < size; i++) {
        const wy = weight * f[row + i]!
        for (let j = i; j < size; j++) A[i * size + j]! += wy * f[row + j]!
      }
    }
  }

  /** The k best of a row of scores, those excluded from row r left out, as row r of the lists. */
  const choose = (
    row: Float32Array,
    r: number,
    k: number,
    starts: number,
    excluded: number,
    count: number,
    item: number,
    score: number,
  ) => {
    for (let at = u[(starts >>> 2) + r]!; at < u[(starts >>> 2) + r + 1]!; at++)
      row[u[(excluded >>> 2) + at]!] = Number.NEGATIVE_INFINITY
    const best = topK(row, k)
    u[(count >>> 2) + r] = best.length
    best.forEach((i, rank) => {
      u[(item >>> 2) + r * k + rank] = i
      f[(score >>> 2) + r * k + rank] = row[i]!
    })
  }

  return {
    gram(y, from, to, dim, out) {
      look()
      const total = workspace(dim * dim)
      for (let r = from; r < to; r++) {
        const row = (y >>> 2) + r * dim
        for (let i = 0; i < dim; i++) {
          const yi = f[row + i]!
          for (let j = 0; j <= i; j++) total[i * dim + j]! += yi * f[row + j]!
        }
      }
      for (let i = 0; i < dim; i++)
        for (let j = 0; j <= i; j++) {
          f[(out >>> 2) + i * dim + j] = total[i * dim + j]!
          f[(out >>> 2) + j * dim + i] = total[i * dim + j]!
        }
    },

    factorise(y, items, weights, n, spectrum, ridge, dim, to) {
      look()
      const A = workspace(dim * dim)
      for (let i = 0; i < dim; i++) A[i * dim + i] = f[(spectrum >>> 2) + i]! + ridge
      addOuter(A, y >>> 2, items, weights, n, dim, dim)
      if (!cholesky(A, dim)) return 0
      for (let k = 0; k < dim * dim; k++) f[(to >>> 2) + k] = A[k]!
      return 1
    },

    solve(from, dim, x) {
      look()
      const U = f.subarray(from >>> 2, (from >>> 2) + dim * dim)
      const z = workspace(dim)
      for (let i = 0; i < dim; i++) z[i] = f[(x >>> 2) + i]!
      substitute(U, dim, z)
      for (let i = 0; i < dim; i++) f[(x >>> 2) + i] = z[i]!
    },

    solveRow(y, items, weights, n, spectrum, ridge, dim, x) {
      look()
      if (n === 0) {
        f.fill(0, x >>> 2, (x >>> 2) + dim)
        return 1
      }
      const room = workspace(dim * dim + dim)
      const [A, b] = [room.subarray(0, dim * dim), room.subarray(dim * dim, dim * dim + dim)]
      for (let i = 0; i < dim; i++) A[i * dim + i] = f[(spectrum >>> 2) + i]! + ridge
      addOuter(A, y >>> 2, items, weights, n, dim, dim)
      for (let k = 0; k < n; k++) {
        const row = (y >>> 2) + u[(items >>> 2) + k]! * dim
        for (let i = 0; i < dim; i++) b[i]! += f[(weights >>> 2) + k]! * f[row + i]!
      }
      if (!cholesky(A, dim)) return 0
      substitute(A, dim, b)
      for (let i = 0; i < dim; i++) f[(x >>> 2) + i] = b[i]!
      return 1
    },

    conjugate(y, items, weights, starts, nRows, spectrum, ridges, dim, steps, relax, x) {
      look()
      const room = workspace(4 * dim)
      const [r, p, Ap, diagonal] = [0, 1, 2, 3].map((part) => room.subarray(part * dim, (part + 1) * dim)) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ]
      for (let row = 0; row < nRows; row++) {
        const X = (x >>> 2) + row * dim
        const from = u[(starts >>> 2) + row]!
        const to = u[(starts >>> 2) + row + 1]!
        const ridge = f[(ridges >>> 2) + row]!
        /** out = A v, or with `target` 1: b − A v, since b − Σ w y (y·v) = Σ w y (1 − y·v) */
        const apply = (v: ArrayLike<number>, at: number, out: Float64Array, target: 0 | 1) => {
          const sign = target === 1 ? -1 : 1
          for (let i = 0; i < dim; i++) out[i] = sign * (f[(spectrum >>> 2) + i]! + ridge) * v[at + i]!
          for (let k = from; k < to; k++) {
            const Y = (y >>> 2) + u[(items >>> 2) + k]! * dim
            let product = 0
            for (let i = 0; i < dim; i++) product += f[Y + i]! * v[at + i]!
            const scale = f[(weights >>> 2) + k]! * (target === 1 ? 1 - product : product)
            for (let i = 0; i < dim; i++) out[i]! += scale * f[Y + i]!
          }
        }
        for (let i = 0; i < dim; i++) {
          diagonal[i] = f[(spectrum >>> 2) + i]! + ridge
          for (let k = from; k < to; k++)
            diagonal[i]! += f[(weights >>> 2) + k]! * f[(y >>> 2) + u[(items >>> 2) + k]! * dim + i]! ** 2
        }
        apply(f, X, r, 1)
        let rz = 0
        for (let i = 0; i < dim; i++) {
          p[i] = r[i]! / diagonal[i]!
          rz += r[i]! * p[i]!
        }
        for (let step = 0; step < steps && rz > 1e-20; step++) {
          apply(p, 0, Ap, 0)
          let pAp = 0
          for (let i = 0; i < dim; i++) pAp += p[i]! * Ap[i]!
          const forward = rz / pAp
          let next = 0
          for (let i = 0; i < dim; i++) {
            f[X + i]! += relax * forward * p[i]!
            r[i]! -= forward * Ap[i]!
            next += r[i]! ** 2 / diagonal[i]!
          }
          for (let i = 0; i < dim; i++) p[i] = r[i]! / diagonal[i]! + (next / rz) * p[i]!
          rz = next
        }
      }
    },

    descend(y, items, weights, starts, nRows, gram, ridges, dim, width, x) {
      look()
      const room = workspace(width * width + width)
      const [H, step] = [room.subarray(0, width * width), room.subarray(width * width)]
      for (let row = 0; row < nRows; row++) {
        const X = (x >>> 2) + row * dim
        const from = u[(starts >>> 2) + row]!
        const n = u[(starts >>> 2) + row + 1]! - from
        const [rowItems, rowWeights] = [items + 4 * from, weights + 4 * from]
        const ridge = f[(ridges >>> 2) + row]!
        if (n === 0) f.fill(0, X, X + dim)
        for (let at = 0; at < dim && n > 0; at += width) {
          const size = Math.min(width, dim - at)
          H.fill(0)
          for (let i = 0; i < size; i++) {
            const G = (gram >>> 2) + (at + i) * dim
            let slope = ridge * f[X + at + i]!
            for (let j = 0; j < dim; j++) slope += f[G + j]! * f[X + j]!
            for (let j = i; j < size; j++) H[i * size + j] = f[G + at + j]!
            H[i * size + i]! += ridge
            step[i] = -slope
          }
          addOuter(H, (y >>> 2) + at, rowItems, rowWeights, n, dim, size)
          for (let k = 0; k < n; k++) {
            const Y = (y >>> 2) + u[(rowItems >>> 2) + k]! * dim
            const left = f[(rowWeights >>> 2) + k]! * (1 - dot(X, Y, dim))
            for (let i = 0; i < size; i++) step[i]! += left * f[Y + at + i]!
          }
          if (!cholesky(H, size)) return 0
          substitute(H, size, step)
          for (let i = 0; i < size; i++) f[X + at + i]! += step[i]!
        }
      }
      return 1
    },

    turn(x, nRows, q, dim) {
      look()
      const turned = workspace(dim)
      for (let r = 0; r < nRows; r++) {
        const X = (x >>> 2) + r * dim
        turned.fill(0, 0, dim)
        for (let k = 0; k < dim; k++)
          for (let j = 0; j < dim; j++) turned[j]! += f[X + k]! * f[(q >>> 2) + k * dim + j]!
        for (let j = 0; j < dim; j++) f[X + j] = turned[j]!
      }
    },

    eigen(a, n, d, q) {
      look()
      const { values, vectors } = symmetricEigen(new Float64Array(memory.buffer, a, n * n).slice(), n)
      new Float64Array(memory.buffer, d, n).set(values)
      new Float64Array(memory.buffer, q, n * n).set(vectors)
      return 1
    },

    learnPairs(people, items, dim, one, starts, columns, rows, entries, n, seed, rate, lambda) {
      look()
      let state = seed >>> 0
      /** mulberry32: the upper part of 32 random bits times n */
      const draw = () => {
        state = (state + 0x6d2b79f5) >>> 0
        let t = Math.imul(state ^ (state >>> 15), state | 1)
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
        return Math.floor((((t ^ (t >>> 14)) >>> 0) * n) / 2 ** 32)
      }
      for (let k = 0; k < n; k++) {
        const at = draw()
        const row = u[(rows >>> 2) + at]!
        const j = u[(entries >>> 2) + draw()]!
        const [from, to] = [u[(starts >>> 2) + row]!, u[(starts >>> 2) + row + 1]!]
        if (u.subarray((columns >>> 2) + from, (columns >>> 2) + to).includes(j)) continue
        const x = (people >>> 2) + row * dim
        const [a, b] = [u[(entries >>> 2) + at]!, j].map((item) => (items >>> 2) + item * dim) as [number, number]
        const z = rate / (1 + Math.exp(dot(x, a, dim) - dot(x, b, dim)))
        for (let i = 0; i < dim; i++) {
          const [p, q, r] = [f[x + i]!, f[a + i]!, f[b + i]!]
          f[x + i] = p + z * (q - r) - rate * lambda * p
          f[a + i] = q + z * p - rate * lambda * q
          f[b + i] = r - z * p - rate * lambda * r
        }
        f[x + one] = 1
      }
    },

    scores(x, nRows, y, nItems, dim, out, stride) {
      look()
      for (let r = 0; r < nRows; r++)
        for (let i = 0; i < nItems; i++)
          f[(out >>> 2) + r * stride + i] = dot((x >>> 2) + r * dim, (y >>> 2) + i * dim, dim)
    },

    top(x, nRows, y, nItems, dim, k, starts, excluded, count, item, score) {
      look()
      const row = new Float32Array(nItems)
      for (let r = 0; r < nRows; r++) {
        for (let i = 0; i < nItems; i++) row[i] = dot((x >>> 2) + r * dim, (y >>> 2) + i * dim, dim)
        choose(row, r, k, starts, excluded, count, item, score)
      }
    },

    topCoded(x, nRows, codes, scales, nItems, dim, k, starts, excluded, count, item, score) {
      look()
      const code = new Int8Array(memory.buffer, codes, nItems * dim)
      const row = new Float32Array(nItems)
      for (let r = 0; r < nRows; r++) {
        const own = f.subarray((x >>> 2) + r * dim, (x >>> 2) + (r + 1) * dim)
        const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        const scale = largest > 0 ? Math.fround(2047 / largest) : 0
        const whole = Int16Array.from(own, (value) => Math.floor(Math.fround(Math.fround(value * scale) + 0.5)))
        for (let i = 0; i < nItems; i++) {
          let total = 0
          for (let j = 0; j < dim; j++) total += whole[j]! * code[i * dim + j]!
          row[i] = Math.fround(total) * f[(scales >>> 2) + i]!
        }
        choose(row, r, k, starts, excluded, count, item, score)
      }
    },

    combine(y, starts, columns, values, nRows, dim, x) {
      look()
      const total = workspace(dim)
      for (let r = 0; r < nRows; r++) {
        total.fill(0, 0, dim)
        for (let k = u[(starts >>> 2) + r]!; k < u[(starts >>> 2) + r + 1]!; k++) {
          const row = (y >>> 2) + u[(columns >>> 2) + k]! * dim
          for (let i = 0; i < dim; i++) total[i]! += f[(values >>> 2) + k]! * f[row + i]!
        }
        for (let i = 0; i < dim; i++) f[(x >>> 2) + r * dim + i] = total[i]!
      }
    },

    nonNegative(x, b, nRows, g, dim, passes, rest, moved) {
      look()
      const slope = workspace(dim)
      for (let r = 0; r < nRows; r++) {
        const [own, wanted] = [(x >>> 2) + r * dim, (b >>> 2) + r * dim]
        for (let t = 0; t < dim; t++) slope[t] = dot((g >>> 2) + t * dim, own, dim) - f[wanted + t]!
        let first = 0
        for (let pass = 1; pass <= passes; pass++) {
          let last = 0
          for (let t = 0; t < dim; t++) {
            const row = (g >>> 2) + t * dim
            const was = f[own + t]!
            if (!(f[row + t]! > 0)) continue
            last += was > 0 ? Math.abs(slope[t]!) : Math.max(-slope[t]!, 0)
            f[own + t] = Math.max(was - slope[t]! / f[row + t]!, 0)
            const step = f[own + t]! - was
            if (step !== 0) for (let k = 0; k < dim; k++) slope[k]! += step * f[row + k]!
          }
          if (pass === 1) first = last
          f[(moved >>> 2) + r] = last
          if (last <= rest * first) break
        }
      }
    },

    ...plainNeighbours(memory),

    addScaled(x, scale, n, out) {
      look()
      for (let k = 0; k < n; k++) f[(out >>> 2) + k]! += scale * f[(x >>> 2) + k]!
    },

    takeOff(c, w, a, size) {
      look()
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          let total = f[(c >>> 2) + i * size + j]!
          for (let k = 0; k < size; k++) total -= f[(w >>> 2) + k * size + i]! * f[(a >>> 2) + k * size + j]!
          f[(c >>> 2) + i * size + j] = total
        }
    },
  }
}

/** The upper triangle of A becomes U with UᵀU = A; false when A is not positive definite. */
function cholesky(A: Float64Array, dim: number): boolean {
  for (let i = 0; i < dim; i++) {
    // the negation refuses NaN as well
    if (!(A[i * dim + i]! > 0)) return false
    const pivot = Math.sqrt(A[i * dim + i]!)
    for (let j = i; j < dim; j++) A[i * dim + j]! /= pivot
    for (let r = i + 1; r < dim; r++) {
      const share = A[i * dim + r]!
      for (let j = r; j < dim; j++) A[r * dim + j]! -= share * A[i * dim + j]!
    }
  }
  return true
}

/** z ← (UᵀU)⁻¹ z */
function substitute(U: Float64Array | Float32Array, dim: number, z: Float64Array): void {
  for (let i = 0; i < dim; i++) {
    z[i]! /= U[i * dim + i]!
    for (let j = i + 1; j < dim; j++) z[j]! -= U[i * dim + j]! * z[i]!
  }
  for (let i = dim - 1; i >= 0; i--) {
    for (let j = i + 1; j < dim; j++) z[i]! -= U[i * dim + j]! * z[j]!
    z[i]! /= U[i * dim + i]!
  }
}
