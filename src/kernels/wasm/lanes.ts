// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.

/** a·b + c, in one rounding where the machine has it. */
// @ts-ignore: decorator
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c)
}

/** c − a·b */
// @ts-ignore: decorator
@inline export function nmadd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b))
}

/** The sums of the lanes of a, b, c and d, as one vector. */
// @ts-ignore: decorator
@inline export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
}

/** The sum of the four lanes. */
// @ts-ignore: decorator
@inline export function sum(a: v128): f32 {
  const two = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 2, 3))
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1)
}

// @ts-ignore: decorator
@inline export function splatAt(place: usize): v128 {
  return v128.load32_splat(place)
}
