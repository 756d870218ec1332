import { setImmediate } from 'node:timers/promises'
import type { Factors, Kernels } from '../../kernels/kernels.ts'
import { symmetricBytes } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions, Sequences } from '../interactions.ts'
import { DenseWeights } from '../linear/dense-weights.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { newestDay } from '../popularity/popular.ts'
import { QueryModel } from './query-model.ts'
import { checkLastItem, keptRepeats, type LastItem, lastItemChoices, repeatWeights } from './repeats.ts'

export type SlistOptions = {
  /** ridge: how strongly weights are held small */
  lambda: number
  /** share of the loss that whole sessions have; the rest is for beginnings and what follows them: 0 to 1 */
  whole: number
  /** an item this many clicks before the end of a beginning, or after the first that follows it, counts 1 / e */
  trainScale: number
  /** items that follow which are to be predicted: 1 = the next only */
  ahead: number
  /** clicks of a beginning that are looked at */
  reach: number
  /** a session this many days before the newest counts 1 / e; 0 = age does not matter */
  recencyDays: number
  nLast: number
  queryScale: number
  lastItem: LastItem
}

/**
 * Session-aware linear item models in closed form. Rows of two kinds are stacked: whole sessions x (of 0 and 1), which
 * are to give themselves, and for every place t of a session its beginning s_t, which is to give what follows, f_t,
 *
 *     s_t = Σ_{a = 0..reach−1} e^(−a / trainScale) 1_{x_{t−a}}      f_t = Σ_{a = 0..ahead−1} e^(−a / trainScale) 1_{x_{t+1+a}}
 *     B   = (λI + Σ w (ω x xᵀ + (1 − ω) Σ_t s_t s_tᵀ))⁻¹ (Σ w (ω x xᵀ + (1 − ω) Σ_t s_t f_tᵀ))        ω = `whole`
 *     score = q B     q: the last clicks, e^(−places before the last / queryScale)
 *
 * w is the session's age weight. ω = 1 is SLIS, 0 SLIT. One inverse as in `ease`, so at most some 15,000 items.
 * Content: 4 nItems² bytes.
 * Source: Choi et al., WWW 2021 (SLIST).
 */
export const slist: Algorithm<SlistOptions> = {
  name: 'slist',
  defaults: {
    lambda: 10,
    whole: 0.2,
    trainScale: 1,
    ahead: 20,
    reach: 20,
    recencyDays: 0,
    nLast: 20,
    queryScale: 1,
    lastItem: 'learn',
  },
  space: {
    lambda: { low: 1, high: 300, scale: 'log' },
    whole: { low: 0, high: 1 },
    trainScale: { low: 0.3, high: 10, scale: 'log' },
    recencyDays: { low: 1, high: 300, scale: 'log', also: [0] },
    queryScale: { low: 0.2, high: 20, scale: 'log' },
    lastItem: { choices: lastItemChoices },
  },
  needs: () => ['sequences'],

  check(options) {
    wantNumber('lambda', options.lambda, 1e-6, 1e9)
    wantNumber('whole', options.whole, 0, 1)
    wantNumber('trainScale', options.trainScale, 0.01, 1e6)
    wantInteger('ahead', options.ahead, 1, 1000)
    wantInteger('reach', options.reach, 1, 1000)
    wantNumber('recencyDays', options.recencyDays, 0, 1e6)
    wantInteger('nLast', options.nLast, 1, 10_000)
    wantNumber('queryScale', options.queryScale, 0, 1e6)
    checkLastItem(options.lastItem)
  },

  memoryBytes: ({ nCols }) => nCols * nCols * 12 + kernelBytes(nCols) + nCols * 64 + 1024,

  async fit(interactions: Interactions, options: SlistOptions, context: FitContext) {
    slist.check(options)
    context.signal?.throwIfAborted()
    const { nCols, sequences } = interactions
    const fitOn = async (rest: Sequences) =>
      new DenseWeights('slist', await solved(nCols, rest, options, context), context.kernels)
    const repeats = await repeatWeights(
      options.lastItem,
      nCols,
      sequences!,
      async (rest) => new QueryModel('slist', await fitOn(rest), options, keptRepeats),
      context.signal,
    )
    return new QueryModel('slist', await fitOn(sequences!), options, repeats)
  },

  load(parts, kernels) {
    return QueryModel.load('slist', DenseWeights.load('slist', parts, kernels), parts)
  },
}

/** The inverse in half and whole, and the product. */
const kernelBytes = (n: number) => symmetricBytes(n) + 2 * n * Math.ceil(n / 4) * 16

async function solved(
  n: number,
  sequences: Sequences,
  options: SlistOptions,
  { kernels, signal, onProgress }: FitContext,
): Promise<Factors> {
  refuseTooMany(n, kernels)
  const G = new Float64Array((n * (n + 1)) / 2)
  const C = new Float32Array(n * n)
  await accumulate(n, sequences, options, G, C, signal)
  const P = kernels.symmetric(n)
  const dense = kernels.factors(n, n)
  try {
    const row = new Float32Array(n)
    for (let i = 0; i < n; i++) {
      row.set(G.subarray((i * (i + 1)) / 2, (i * (i + 1)) / 2 + i + 1))
      row[i]! += options.lambda
      P.setRow(i, row)
    }
    await P.invertNegated({ signal, onProgress })
    for (let i = 0; i < n; i++) {
      P.rowInto(i, row)
      for (let j = 0; j < n; j++) row[j] = -row[j]!
      dense.array.set(row, i * dense.stride)
    }
  } finally {
    P.release()
  }
  // Bᵀ = Cᵀ P, P symmetric; then turned
  const turned = kernels.hold(sparseTranspose(C, n))
  const BT = kernels.factors(n, n)
  await kernels.combine(turned, dense, BT, signal)
  kernels.drop(turned)
  const { array: to, stride } = dense
  const from = BT.array
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) to[i * stride + j] = from[j * stride + i]!
  kernels.release(BT)
  return dense
}

async function accumulate(
  n: number,
  { rowStart, item, day, weight, basket }: Sequences,
  { whole, trainScale, ahead, reach, recencyDays }: SlistOptions,
  G: Float64Array,
  C: Float32Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const newest = newestDay(day)
  const decay = Float64Array.from({ length: Math.max(reach, ahead) }, (_, a) => Math.exp(-a / trainScale))
  // what e^(−a / scale) makes smaller than a hundredth is not looked at
  const far = Math.min(decay.length, Math.ceil(trainScale * 4.7) + 1)
  const add = (i: number, j: number, x: number) => {
    if (i >= j) G[(i * (i + 1)) / 2 + j]! += x
  }
  for (let r = 0; r + 1 < rowStart.length; r++) {
    if (r % 4096 === 4095) {
      await setImmediate()
      signal?.throwIfAborted()
    }
    for (let first = rowStart[r]!; first < rowStart[r + 1]!; ) {
      let end = first
      const clicks: number[] = []
      for (; end < rowStart[r + 1]! && basket[end] === basket[first]; end++)
        if (weight[end]! > 0) clicks.push(item[end]!)
      const w = recencyDays > 0 ? Math.exp((day[end - 1]! - newest) / recencyDays) : 1
      first = end
      if (clicks.length < 2) continue
      if (whole > 0) {
        const distinct = [...new Set(clicks)]
        for (const i of distinct)
          for (const j of distinct) {
            add(i, j, w * whole)
            C[i * n + j]! += w * whole
          }
      }
      if (whole === 1) continue
      for (let t = 0; t + 1 < clicks.length; t++) {
        const back = Math.min(t + 1, reach, far)
        const on = Math.min(clicks.length - t - 1, ahead, far)
        for (let a = 0; a < back; a++) {
          const i = clicks[t - a]!
          const share = w * (1 - whole) * decay[a]!
          for (let b = 0; b < back; b++) add(i, clicks[t - b]!, share * decay[b]!)
          for (let b = 0; b < on; b++) C[i * n + clicks[t + 1 + b]!]! += share * decay[b]!
        }
      }
    }
  }
}

function sparseTranspose(C: Float32Array, n: number): Csr {
  const out = new GrowingCsr(n)
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) if (C[i * n + j] !== 0) out.add(i, C[i * n + j]!)
    out.endRow()
  }
  return out.finish(n)
}

function refuseTooMany(n: number, kernels: Kernels): void {
  const free = kernels.mostBytes - kernels.takenBytes - 2 ** 26
  if (kernelBytes(n) <= free) return
  const count = (many: number) => many.toLocaleString('en')
  throw new RangeError(
    `slist: ${count(n)} items do not fit the kernels' memory, want at most ${count(Math.floor(Math.sqrt(free / 10)))}: choose session-knn or transitions, or keep fewer items (minimum counts in prepare)`,
  )
}
