import type { Factors, Kernels } from '../../kernels/kernels.ts'

/**
 * Turns the factors y, and those of `along` with them, into the principal axes of y: with YᵀY = Q Λ Qᵀ every row becomes
 * row · Q. Products of any two rows, and lengths, stay; YᵀY becomes Λ. 2·rows·dim² flops and an eigenvalue problem.
 *
 * @returns  Λ, falling, stride numbers; zeros for what is padding
 */
export async function toPrincipalAxes(
  kernels: Kernels,
  y: Factors,
  along: readonly Factors[] = [],
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { dim, stride } = y
  const gram = await kernels.gram(y)
  const square = new Float64Array(dim * dim)
  for (let i = 0; i < dim; i++) square.set(gram.subarray(i * stride, i * stride + dim), i * dim)
  const { values, vectors } = await kernels.eigen(square, dim, signal)
  const q = new Float32Array(stride * stride)
  for (let k = 0; k < dim; k++) for (let i = 0; i < dim; i++) q[i * stride + k] = vectors[k * dim + i]!
  for (const factors of [y, ...along]) await kernels.turn(factors, q, signal)
  const spectrum = new Float32Array(stride)
  // rounding may leave an empty direction below zero
  for (let k = 0; k < dim; k++) spectrum[k] = Math.max(0, values[k]!)
  return spectrum
}
