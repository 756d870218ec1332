import { solveRowScratch } from '../../kernels/kernel-table.ts'
import { type Factors, gramBytes, type Kernels, shareCsr } from '../../kernels/kernels.ts'
import { type Csr, transpose } from '../../numbers/csr.ts'
import { normal, rng } from '../../numbers/rng.ts'
import { wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { FoldInModel, type Ridge, ridgeOf } from './ials-fold-in.ts'
import { toPrincipalAxes } from './principal-axes.ts'

export type IalsOptions = {
  /** numbers per user and item */
  dim: number
  /** sweeps over both sides */
  epochs: number
  /**
   * weight of "not touched"; touched items weigh what the matrix says. `auto`: 14 × the share of all pairs that was
   * touched, at most 0.2, so that what a person did not touch weighs together fourteen times what they did
   */
  alpha: number | 'auto'
  /** how strongly factors are drawn to zero */
  lambda: number
  /** how much more strongly for rows with much to say: 0 = all alike, 1 = in proportion */
  nu: number
  /**
   * `exact` solves every system; `cg` takes `cgSteps` steps of conjugate gradients from the last solution; `blocks` solves
   * for `blockWidth` numbers of a row at a time, the others standing still: for dims of many hundreds
   */
  solver: 'exact' | 'cg' | 'blocks'
  cgSteps: number
  /**
   * from the third sweep on a row solved by `cg` goes so many times as far as its steps lead: more than 1 needs fewer sweeps.
   * A sweep lowers the objective as long as it is below 2; where float32 cannot tell the ridge from rounding it is taken as 1
   */
  relaxation: number
  /** a multiple of 4 */
  blockWidth: number
  /** standard deviation of the first item factors, times √dim */
  init: number
}

/**
 * Implicit alternating least squares. For weights w_ui of the touched pairs S, users x_u and items y_i minimise
 *
 *     L = Σ_S w_ui (x_u·y_i − 1)² + α Σ_u Σ_i (x_u·y_i)² + Σ_u λ_u ‖x_u‖² + Σ_i λ_i ‖y_i‖²
 *     λ_u = λ (h_u + α·nItems)^ν      λ_i = λ (h_i + α·nUsers)^ν      h = entries of the row
 *
 * in turn for all users and all items; for one side fixed each row is a system of `dim` equations. Users are not kept:
 * whoever comes is solved from the history they bring (ials-fold-in.ts). Hu, Koren & Volinsky's confidence c of touched
 * pairs (1 of the others) and their λ' are w = 1, α = 1/(c − 1), λ = αλ'/(1 + α), ν = 0: with both sides √(1 + α) times
 * as long ours are theirs, so their scores are 1 + α times ours and every list is the same.
 *
 * Before a side is solved with `exact` or `cg` the factors are turned into the principal axes of the other one, which
 * changes no product and makes its Gram matrix diagonal: conjugate gradients are then rid of it and have a diagonal to
 * precondition with, and a row of h < dim entries is a system of h equations (kernels/wasm/solve-row.ts).
 *
 * Over-relaxation: for one side fixed L is a quadratic f_u of each row, and with d the step that conjugate gradients make
 * from x, f_u(x) − f_u(x + ω d) = ω (2 − ω) (f_u(x) − f_u(x + d)): it falls for every ω in (0, 2), at 1.4 by 84 % as much
 * at once and by more in the sweeps that follow (decisions 0163, 0175).
 *
 * One epoch, exact: Σ over rows of 2·h·dim·m + m³/3 flops with m = min(h, dim), and 4·(nUsers + nItems)·dim² to turn.
 * Source: Rendle, Krichene, Zhang & Koren, RecSys 2022 (arXiv 2110.14037); Hu, Koren & Volinsky, ICDM 2008; conjugate
 * gradients from Takács, Pilászy & Tikk, RecSys 2011; over-relaxation from Young, 1954; blocks from Rendle et al., iALS++, 2021 (arXiv 2110.14044).
 */
export const ials: Algorithm<IalsOptions> = {
  name: 'ials',
  defaults: {
    dim: 128,
    epochs: 10,
    alpha: 'auto',
    lambda: 0.01,
    nu: 1,
    solver: 'cg',
    cgSteps: 2,
    relaxation: 1.4,
    blockWidth: 64,
    init: 0.1,
  },

  space: {
    dim: { low: 16, high: 512, scale: 'log', whole: true },
    epochs: { low: 4, high: 20, whole: true },
    alpha: { low: 0.001, high: 2, scale: 'log', also: ['auto'] },
    lambda: { low: 1e-4, high: 1, scale: 'log' },
    nu: { low: 0, high: 1 },
  },

  check(options) {
    wantInteger('dim', options.dim, 1, 4096)
    wantInteger('epochs', options.epochs, 1, 10_000)
    if (options.alpha !== 'auto') wantNumber('alpha', options.alpha, 0, 1e6)
    wantNumber('lambda', options.lambda, 1e-6, 1e9)
    wantNumber('nu', options.nu, 0, 2)
    wantOneOf('solver', options.solver, ['exact', 'cg', 'blocks'])
    wantInteger('cgSteps', options.cgSteps, 1, 1000)
    wantNumber('relaxation', options.relaxation, 1, 1.9)
    wantInteger('blockWidth', options.blockWidth, 4, 512)
    if (options.blockWidth % 4 !== 0)
      throw new RangeError(`blockWidth: got ${options.blockWidth}, want a multiple of 4`)
    wantNumber('init', options.init, 1e-9, 100)
  },

  memoryBytes: ({ nRows, nCols, column }, { dim }) => factorBytes(nRows, nCols, dim) + column.length * 24,

  async fit(interactions: Csr, options: IalsOptions, context: FitContext) {
    ials.check(options)
    const { kernels, signal } = context
    signal?.throwIfAborted()
    refuseTooLarge(interactions, options.dim, kernels)
    return fitFrom(interactions, { ...options, alpha: alphaOf(options, interactions) }, context)
  },
  /** Two sweeps from the items as they were; new items begin as a fit's do, people are solved from their histories anyway. */
  async update(model, interactions, options, context) {
    ials.check(options)
    const { kernels, signal } = context
    signal?.throwIfAborted()
    const { meta, arrays } = model.parts()
    const known = (meta as { nItems: number }).nItems
    if (model.kind !== 'ials' || meta.dim !== options.dim || known > interactions.nCols)
      throw new RangeError(
        `ials: got a ${model.kind} of ${known} items and dim ${meta.dim}, want one of at most ${interactions.nCols} items and dim ${options.dim}`,
      )
    refuseTooLarge(interactions, options.dim, kernels)
    const before = arrays.itemFactors as Float32Array
    const decided = {
      ...options,
      alpha: alphaOf(options, interactions),
      epochs: Math.min(updateEpochs, options.epochs),
      cgSteps: Math.max(updateSteps, options.cgSteps),
    }
    return fitFrom(interactions, decided, context, before)
  },
  load({ meta, arrays: { itemFactors, spectrum } }, kernels) {
    const { dim, nItems, alpha, lambda, nu } = meta as Record<string, number>
    if (!(itemFactors instanceof Float32Array && spectrum instanceof Float32Array))
      throw new RangeError('ials: the parts lack one of the arrays itemFactors, spectrum')
    const stride = Math.ceil((dim ?? 0) / 4) * 4
    if (itemFactors.length !== (nItems ?? -1) * stride || spectrum.length !== stride)
      throw new RangeError(`ials: ${itemFactors.length} factors do not fit ${nItems} items of ${dim} numbers`)
    const items = kernels.factors(nItems!, dim!)
    items.array.set(itemFactors)
    return new FoldInModel(kernels, items, spectrum, { alpha: alpha!, lambda: lambda!, nu: nu! })
  },
}

/** Sweeps that bring known items to what happened since, and steps of each: plain sweeps (plainSweeps), so one more than a fit's. */
const [updateEpochs, updateSteps] = [2, 3]

async function fitFrom(interactions: Csr, options: DecidedOptions, context: FitContext, before?: Float32Array) {
  const { kernels, signal } = context
  const [byUser, byItem] = [shareCsr(interactions), shareCsr(transpose(interactions))]
  const { users, items } = await fitFactors(byUser, byItem, options, context, before)
  kernels.release(users)
  return new FoldInModel(kernels, items, await toPrincipalAxes(kernels, items, [], signal), options)
}

/** Sweeps that go as far as they lead and no further: the first ones find the size of the factors, most of their way. */
const plainSweeps = 2

/** Options of a fit, all of them numbers. */
export type DecidedOptions = IalsOptions & { alpha: number }

/** What a person did not touch weighs together so many times what they did. */
const untouchedWeight = 14
/** What served shops of dense catalogues (decision 0013), and no more. */
const mostAlpha = 0.2

/** The weight of an untouched pair where the options leave it to the data. */
export function alphaOf({ alpha }: Pick<IalsOptions, 'alpha'>, { nRows, nCols, rowStart, column }: Csr): number {
  if (alpha !== 'auto') return alpha
  let people = 0
  for (let u = 0; u < nRows; u++) if (rowStart[u + 1]! > rowStart[u]!) people++
  return Math.min(mostAlpha, (untouchedWeight * column.length) / Math.max(1, people * nCols))
}

/** Factors of both sides and what is beside them lie in one memory. */
function refuseTooLarge({ nRows, nCols }: Csr, dim: number, kernels: Kernels): void {
  const free = kernels.mostBytes - kernels.takenBytes - 2 ** 28
  const bytes = (d: number) => factorBytes(nRows, nCols, d)
  if (bytes(dim) <= free) return
  let most = dim
  while (most > 0 && bytes(most) > free) most--
  const count = (n: number) => n.toLocaleString('en')
  const advice = most > 0 ? `want a dim of at most ${most}` : 'want fewer users or items (minimum counts in prepare)'
  throw new RangeError(
    `dim: ${count(nRows)} users and ${count(nCols)} items of ${dim} numbers take ${count(Math.ceil(bytes(dim) / 2 ** 20))} MiB, ${count(Math.floor(free / 2 ** 20))} are free; ${advice}`,
  )
}

/** Both sides, partial Gram matrices, and what threads need to solve a row. */
const factorBytes = (nRows: number, nCols: number, dim: number) =>
  (nRows + nCols) * Math.ceil(dim / 4) * 16 + gramBytes(dim) + 8 * solveRowScratch(dim)

/** The two sides as they stand after the last sweep. @param before  rows of the first items, where they begin */
export async function fitFactors(
  byUser: Csr,
  byItem: Csr,
  options: DecidedOptions,
  { kernels, seed, signal, onProgress }: FitContext,
  before?: Float32Array,
  /** shown both sides before the first sweep (0) and after each; the next one waits for it */
  watch?: (sweep: number, users: Factors, items: Factors) => Promise<void>,
): Promise<{ users: Factors; items: Factors }> {
  const { dim, epochs, alpha, solver, cgSteps, relaxation, blockWidth, init } = options
  const users = kernels.factors(byUser.nRows, dim)
  const items = kernels.factors(byItem.nRows, dim)
  const userRidges = ridges(byUser, options)
  const itemRidges = ridges(byItem, options)
  const scaled = (by: Float32Array) => by.map((value) => alpha * value)
  const halfSweep = async (rows: Csr, y: Factors, x: Factors, ridges: Float32Array, relax: number) => {
    const system = { rows, y, ridges, signal }
    if (solver === 'blocks') {
      await kernels.descend({ ...system, gram: scaled(await kernels.gram(y)) }, x, blockWidth)
    } else if (solver === 'cg') {
      // the last solution comes along: it is where the steps begin
      const spectrum = scaled(await toPrincipalAxes(kernels, y, [x], signal))
      const further = isResolved(spectrum, rows, ridges) ? relax : 1
      await kernels.approach({ ...system, spectrum }, x, cgSteps, further)
    } else await kernels.solve({ ...system, spectrum: scaled(await toPrincipalAxes(kernels, y, [], signal)) }, x)
  }
  try {
    firstFactors(items, init, seed)
    if (before) items.array.set(before)
    await watch?.(0, users, items)
    for (let epoch = 0; epoch < epochs; epoch++) {
      const relax = epoch < plainSweeps ? 1 : relaxation
      await halfSweep(byUser, items, users, userRidges, relax)
      await halfSweep(byItem, users, items, itemRidges, relax)
      await watch?.(epoch + 1, users, items)
      onProgress?.(epoch + 1, epochs)
    }
    return { users, items }
  } catch (error) {
    kernels.release(users)
    kernels.release(items)
    throw error
  }
}

/**
 * Does float32 tell the ridges from what rounding leaves in the emptiest of the principal axes beside the fullest? Where not, the
 * systems are not quite those of the objective, and going further than they lead may raise it (decision 0175).
 */
function isResolved(spectrum: Float32Array, { nRows, rowStart }: Csr, ridges: Float32Array): boolean {
  const least = 2 ** -20 * spectrum[0]!
  for (let r = 0; r < nRows; r++) if (ridges[r]! < least && rowStart[r + 1]! > rowStart[r]!) return false
  return true
}

/** λ (h_r + α·nCols)^ν for every row. */
export function ridges({ nRows, nCols, rowStart }: Csr, { alpha, lambda, nu }: Ridge): Float32Array {
  return Float32Array.from({ length: nRows }, (_, r) =>
    ridgeOf(rowStart[r + 1]! - rowStart[r]!, nCols, { alpha, lambda, nu }),
  )
}

function firstFactors(factors: Factors, init: number, seed: number): void {
  const random = rng(seed)
  const { array, nRows, dim, stride } = factors
  for (let r = 0; r < nRows; r++)
    for (let k = 0; k < dim; k++) array[r * stride + k] = (normal(random) * init) / Math.sqrt(dim)
}
