type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

/** The parts, one after the other, in one new array of the kind that is asked for; of no parts, an empty one. */
export function endToEnd<T extends Numbers>(make: new (length: number) => T, parts: readonly Numbers[]): T {
  const whole = new make(parts.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}
