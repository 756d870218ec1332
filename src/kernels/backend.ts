import type { KernelTable } from './kernel-table.ts'
import { plainKernels } from './plain.ts'
import { base64 as relaxedSimd } from './relaxed-simd.wasm.ts'
import { base64 as simd } from './simd.wasm.ts'

/** Fastest first. */
export const backends = ['relaxed-simd', 'simd', 'plain'] as const
export type Backend = (typeof backends)[number]

const bytesOf = (backend: Exclude<Backend, 'plain'>) => Buffer.from(backend === 'simd' ? simd : relaxedSimd, 'base64')

/** Can this engine on this machine run it? */
export const runs = (backend: Backend): boolean => backend === 'plain' || WebAssembly.validate(bytesOf(backend))

let best: Backend | undefined
export const bestBackend = (): Backend => {
  best ??= backends.find(runs) ?? 'plain'
  return best
}

/** The kernels of a backend over a memory. @throws RangeError  one that does not run here */
export function tableOf(backend: Backend, memory: WebAssembly.Memory): KernelTable {
  if (!backends.includes(backend) || !runs(backend))
    throw new RangeError(`backend: got "${backend}", here run ${backends.filter(runs).join(', ')}`)
  if (backend === 'plain') return plainKernels(memory)
  const module = new WebAssembly.Module(bytesOf(backend))
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelTable
}
