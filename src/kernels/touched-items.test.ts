import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { type Normalisation, normalisations } from '../numbers/normalise.ts'
import { rng } from '../numbers/rng.ts'
import { topK } from '../numbers/topk.ts'
import { openKernels, type Scorer } from './kernels.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

/** About `perRow` entries a row, of which a third are below 0 and some rows have none. */
function few(nRows: number, nCols: number, perRow: number, seed: number): Csr {
  const random = rng(seed)
  const [row, column, value]: [number[], number[], number[]] = [[], [], []]
  for (let r = 0; r < nRows; r++)
    for (let n = Math.floor(2 * perRow * random()); n > 0; n--) {
      row.push(r)
      column.push(Math.floor(random() * nCols))
      value.push(random() - 0.33)
    }
  return csrFrom(nRows, nCols, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
}

/** The definition: every item is scored, what is excluded comes off, the best are chosen. */
function slow(scorer: Scorer, histories: Csr, k: number, exclude?: Csr) {
  const { nRows, nCols } = histories
  const scores = new Float32Array(nRows * nCols)
  kernels.score(scorer, histories, scores)
  return Array.from({ length: nRows }, (_, r) => {
    const row = scores.subarray(r * nCols, (r + 1) * nCols)
    if (exclude)
      for (const i of exclude.column.subarray(exclude.rowStart[r], exclude.rowStart[r + 1])) row[i] = -Infinity
    return Array.from(topK(row, k), (i) => [i, row[i]!])
  })
}

async function fast(scorer: Scorer, histories: Csr, k: number, exclude?: Csr) {
  const { count, item, score } = await kernels.rank(scorer, histories, k, exclude)
  return Array.from(count, (n, r) => Array.from({ length: n }, (_, rank) => [item[r * k + rank], score[r * k + rank]]))
}

test('lists that look at few items only are those of all scores, to the bit', async () => {
  const shape = fc.record({
    nItems: fc.integer({ min: 1, max: 140 }),
    perItem: fc.integer({ min: 0, max: 6 }),
    perRow: fc.integer({ min: 0, max: 5 }),
    nParts: fc.integer({ min: 1, max: 3 }),
    normalise: fc.constantFrom<Normalisation | 'alone'>('alone', ...normalisations),
    k: fc.integer({ min: 1, max: 150 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
    /** the part of which some scores are weighed; 3: none */
    weighed: fc.integer({ min: 0, max: 3 }),
    isExcluded: fc.boolean(),
    hasLast: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      shape,
      async ({ nItems, perItem, perRow, nParts, normalise, k, seed, weighed, isExcluded, hasLast }) => {
        const histories = few(7, nItems, perRow, seed)
        const sparse = (p: number) => ({
          kind: 'sparse' as const,
          similarity: few(nItems, nItems, perItem, seed + 10 + p),
        })
        const part = (p: number): Scorer =>
          p === weighed ? { kind: 'weighed', scorer: sparse(p), factors: few(7, nItems, perRow, seed + 5) } : sparse(p)
        const parts = Array.from({ length: nParts }, (_, p) => ({
          scorer: part(p),
          histories: p === 0 ? histories : few(7, nItems, perRow, seed + 20 + p),
          weight: p - 0.7,
        }))
        const fused: Scorer | undefined =
          normalise === 'alone'
            ? undefined
            : { kind: 'fused', parts, normalise, ...(hasLast && { last: few(7, nItems, 1, seed + 3) }) }
        const scorer = fused ?? part(0)
        const exclude = isExcluded ? histories : undefined
        assert.deepEqual(await fast(scorer, histories, k, exclude), slow(scorer, histories, k, exclude))
      },
    ),
    { numRuns: 300 },
  )
})

test('beside sparse scores products of factors need no look at every item either, and the lists are the same to the bit', async () => {
  const shape = fc.record({
    nItems: fc.integer({ min: 1, max: 300 }),
    perItem: fc.integer({ min: 0, max: 6 }),
    perRow: fc.integer({ min: 0, max: 5 }),
    k: fc.integer({ min: 1, max: 30 }),
    weight: fc.constantFrom(0.01, 1, 3),
    /** factors are 0, 1 and 2: many products are alike */
    isCoarse: fc.boolean(),
    isProductFirst: fc.boolean(),
    isExcluded: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  await fc.assert(
    fc.asyncProperty(
      shape,
      async ({ nItems, perItem, perRow, k, weight, isCoarse, isProductFirst, isExcluded, seed }) => {
        const random = rng(seed)
        const y = kernels.factors(nItems, 6)
        for (let i = 0; i < nItems; i++)
          for (let d = 0; d < 6; d++) y.array[i * y.stride + d] = isCoarse ? Math.floor(3 * random()) : random() - 0.4
        const spectrum = kernels.factors(1, 6)
        spectrum.array.fill(1, 0, 6)
        // the squares are those of factors in their principal axes: of others, whatever stands there is used by both
        const moments = { sum: new Float32Array(y.stride), squares: new Float32Array(y.stride) }
        for (let i = 0; i < nItems; i++)
          for (let d = 0; d < y.stride; d++) {
            moments.sum[d]! += y.array[i * y.stride + d]!
            moments.squares[d]! += y.array[i * y.stride + d]! ** 2
          }
        const histories = few(9, nItems, perRow, seed)
        const bought = { ...histories, value: histories.value.map(Math.abs) }
        const ridges = new Float32Array(9).fill(0.5)
        const place = { y: y.place, stride: y.stride, spectrum: spectrum.place, ridges }
        const product = { scorer: { kind: 'fold-in' as const, ...place, moments }, histories: bought, weight }
        const similarity = few(nItems, nItems, perItem, seed + 1)
        const sparse = { scorer: { kind: 'sparse' as const, similarity }, histories, weight: 1 }
        const parts = isProductFirst ? [product, sparse] : [sparse, product]
        const scorer: Scorer = { kind: 'fused', parts, normalise: 'z-score' }
        const exclude = isExcluded ? histories : undefined
        assert.deepEqual(await fast(scorer, histories, k, exclude), slow(scorer, histories, k, exclude))
        for (const f of [y, spectrum]) kernels.release(f)
      },
    ),
    { numRuns: 300 },
  )
})

test('an item that nobody names comes before one that is spoken against', async () => {
  const histories = csrFrom(1, 4, Uint32Array.of(0), Uint32Array.of(0), Float32Array.of(1), 'sum')
  // item 0 speaks for 3 and against 1
  const similarity = csrFrom(4, 4, Uint32Array.of(0, 0), Uint32Array.of(1, 3), Float32Array.of(-1, 2), 'sum')
  const best = await kernels.rank({ kind: 'sparse', similarity }, histories, 4, histories)
  assert.deepEqual([...best.item.subarray(0, best.count[0])], [3, 2, 1])
  assert.deepEqual([...best.score.subarray(0, best.count[0])], [2, 0, -1])
})
