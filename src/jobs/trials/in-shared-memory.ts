type Numbers = Float32Array | Float64Array | Uint32Array | Uint8Array

/** The same object with the content of its typed arrays where all threads see it, at any depth: sending it copies nothing. */
export function inSharedMemory<T>(value: T): T {
  if (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Uint32Array ||
    value instanceof Uint8Array
  ) {
    if (value.buffer instanceof SharedArrayBuffer) return value
    const from: Numbers = value
    const make = from.constructor as new (buffer: SharedArrayBuffer) => Numbers
    const copy = new make(new SharedArrayBuffer(from.byteLength))
    copy.set(from)
    return copy as T
  }
  if (Array.isArray(value)) return value.map(inSharedMemory) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inSharedMemory(one)])) as T
}
