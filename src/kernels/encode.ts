import type { Codes, Factors, Kernels } from './kernels.ts'

/** Every row as whole numbers from −127 to 127, its largest at an end, and what one of them is worth. O(rows · stride). */
export function encode(kernels: Kernels, y: Factors): Codes {
  const { nRows, stride: floats } = y
  // codes are read eight at a time
  const stride = Math.ceil(floats / 8) * 8
  const [codes, scales] = [kernels.factors(nRows, stride / 4), kernels.factors(1, Math.max(1, nRows))]
  const [from, scale] = [y.array, scales.array]
  const to = new Int8Array(from.buffer, codes.place, nRows * stride)
  for (let r = 0; r < nRows; r++) {
    let largest = 0
    for (let k = 0; k < floats; k++) largest = Math.max(largest, Math.abs(from[r * floats + k]!))
    scale[r] = largest / 127
    for (let k = 0; k < floats && largest > 0; k++)
      to[r * stride + k] = Math.round((from[r * floats + k]! / largest) * 127)
  }
  return { nRows, stride, codes, scales }
}
